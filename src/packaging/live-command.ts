/** Which tracks a live has; fixed for its whole life. */
export interface TrackSet {
  video: boolean
  audio: boolean
}

/** The renditions that a track set gets, in the order of the child's outputs. */
export const renditionsOf = (tracks: TrackSet): Rendition[] => (tracks.audio ? ['main', 'aac', 'opus'] : ['main'])
export type Rendition = 'main' | 'aac' | 'opus'

/** Parts are 200 ms: every common frame rate then gives 0.199–0.230 s. */
const PART_US = '200000'
/** The audio renditions have no parts; a fragment a second is what a kill may cost them. */
const AUDIO_FRAGMENT_US = '1000000'

const mp4 = (fragmentUs: string, flags: string) => [
  '-flush_packets',
  '1',
  '-f',
  'mp4',
  '-movflags',
  flags,
  '-frag_duration',
  fragmentUs,
]
// first_pts=0: all outputs count from the origin of the input, whenever its audio begins.
const decoded = ['-vn', '-af', 'aresample=async=1:first_pts=0']

/**
 * The arguments of the one ffmpeg child of a publish: FLV on its input; the copied tracks on descriptor 1, AAC
 * 48 kbit/s on 3 and Opus 24 kbit/s on 4, all fragmented MP4. No program input reaches it but its own stdin.
 *
 * `max_interleave_delta`: without it a pause in the audio freezes the picture for 10 s. Probing ends at once because
 * the feed begins with the sequence headers. Opus packets of 60 ms: a third of the headers of the usual 20.
 */
export const liveCommand = (tracks: TrackSet): string[] => {
  const input = [
    '-hide_banner',
    '-nostats',
    '-loglevel',
    'warning',
    '-protocol_whitelist',
    'pipe,fd',
    '-fpsprobesize',
    '0',
    '-analyzeduration',
    '1',
    '-probesize',
    '100000',
    '-f',
    'flv',
    '-i',
    'pipe:0',
  ]
  const main = [
    '-map',
    '0:v?',
    '-map',
    '0:a?',
    '-c',
    'copy',
    '-max_interleave_delta',
    '500000',
    ...mp4(PART_US, 'empty_moov+default_base_moof+frag_keyframe'),
    'pipe:1',
  ]
  if (!tracks.audio) return [...input, ...main]
  const audio = (codec: readonly string[], descriptor: number) => [
    '-map',
    '0:a',
    ...decoded,
    ...codec,
    ...mp4(AUDIO_FRAGMENT_US, 'empty_moov+default_base_moof'),
    `pipe:${descriptor}`,
  ]
  return [
    ...input,
    ...main,
    ...audio(['-c:a', 'aac', '-b:a', '48k'], 3),
    ...audio(['-c:a', 'libopus', '-b:a', '24k', '-vbr', 'constrained', '-frame_duration', '60'], 4),
  ]
}
