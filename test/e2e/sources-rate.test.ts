import t from 'tap'
import { startBox } from './box.ts'
import { type Case, check } from './sources.ts'

const rates = ['15', '20', '24000/1001', '24', '30000/1001', '30', '50', '60'].map((rate): Case => {
  const [pictures, seconds = 1] = rate.split('/').map(Number)
  return { name: `${rate} pictures a second`, source: { rate, gop: Math.round((pictures ?? 0) / seconds) } }
})

t.test('frame rates of every country', async (t) => {
  const box = await startBox(t)
  t.jobs = 3
  for (const one of rates) t.test(one.name, { buffered: true }, (t) => check(t, box, one))
})
