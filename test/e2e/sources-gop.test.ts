import t from 'tap'
import { startBox } from './box.ts'
import { type Case, check } from './sources.ts'

const gops: Case[] = [
  { name: 'a key frame each second', source: {} },
  { name: 'a key frame each two seconds, with B-frames', source: { gop: 50, bFrames: 2 } },
  { name: 'a key frame each eight seconds', source: { gop: 200 }, advice: 'intervalo_clave_2s' },
  {
    name: 'key frames at any time',
    source: { gop: 250 },
    codec: ['-force_key_frames', 'expr:gte(t,n_forced*0.7+0.5*sin(n_forced))'],
  },
  {
    name: 'intra refresh',
    source: { gop: 50, seconds: 20 },
    codec: ['-x264-params', 'intra-refresh=1:keyint=50'],
    advice: 'sin_cuadros_clave',
  },
]

t.test('key frames near and far', async (t) => {
  const box = await startBox(t)
  t.jobs = 3
  for (const one of gops) t.test(one.name, { buffered: true }, (t) => check(t, box, one))
})
