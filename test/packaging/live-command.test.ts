import t from 'tap'
import { liveCommand, renditionsOf } from '../../src/packaging/live-command.ts'

const input =
  '-hide_banner -nostats -loglevel warning -protocol_whitelist pipe,fd -fpsprobesize 0 -analyzeduration 1 -probesize 100000 -f flv -i pipe:0'
const main =
  '-map 0:v? -map 0:a? -c copy -max_interleave_delta 500000 -flush_packets 1 -f mp4 -movflags empty_moov+default_base_moof+frag_keyframe -frag_duration 200000 pipe:1'
const sound =
  '-map 0:a -vn -af aresample=async=1:first_pts=0 -c:a aac -b:a 48k -flush_packets 1 -f mp4 -movflags empty_moov+default_base_moof -frag_duration 1000000 pipe:3 ' +
  '-map 0:a -vn -af aresample=async=1:first_pts=0 -c:a libopus -b:a 24k -vbr constrained -frame_duration 60 -flush_packets 1 -f mp4 -movflags empty_moov+default_base_moof -frag_duration 1000000 pipe:4'

t.test('a live with sound is copied and heard in two renditions of it', async (t) => {
  for (const tracks of [
    { video: true, audio: true },
    { video: false, audio: true },
  ]) {
    t.equal(liveCommand(tracks).join(' '), `${input} ${main} ${sound}`)
    t.strictSame(renditionsOf(tracks), ['main', 'aac', 'opus'])
  }
})

t.test('a live without sound is only copied', async (t) => {
  const tracks = { video: true, audio: false }
  t.equal(liveCommand(tracks).join(' '), `${input} ${main}`)
  t.strictSame(renditionsOf(tracks), ['main'])
})
