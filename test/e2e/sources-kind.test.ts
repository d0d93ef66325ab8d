import t from 'tap'
import { startBox } from './box.ts'
import { type Case, check } from './sources.ts'

const kinds: Case[] = [
  { name: 'sound alone', source: { video: false }, manners: { metadata: { audiocodecid: 10 } } },
  { name: 'pictures alone', source: { audio: false }, manners: { metadata: { videocodecid: 7 } } },
  {
    name: 'a variable frame rate',
    source: { picture: "testsrc2=s=320x180:r=30,select='gt(random(1),0.45)'" },
    codec: ['-fps_mode', 'vfr', '-enc_time_base', '1/1000'],
    irregular: true,
  },
]

t.test('what an encoder may leave out', async (t) => {
  const box = await startBox(t)
  t.jobs = 3
  for (const one of kinds) t.test(one.name, { buffered: true }, (t) => check(t, box, one))
})
