import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { killUploads } from '../../../faults/uploads/killed-uploads.ts'
import type { Bench, Figure } from '../../figure.ts'

/** A good Wi-Fi. */
const megabits = 100

/** Uploads that are killed over and over: whether they end whole, and what they send twice. */
export const killedUploads = async (bench: Bench): Promise<Figure[]> => {
  const instants = bench.option('upload-kills', 30)
  const seed = bench.option('seed', Date.now() % 100_000)
  bench.say(`kill -9 of sender, node or both at ${instants} instants, ${megabits} Mbit/s, seed ${seed}`)
  const { kills, uploads, whole, contents } = await killUploads({
    instants,
    bytesPerSecond: (megabits * 1e6) / 8,
    seed,
    folder: await mkdtemp(join(bench.folder, 'subidas-')),
    say: bench.say,
  })
  return [
    {
      figure: `kill -9 of sender, node or both at ${instants} random instants: most of the link sent twice by one`,
      unit: 's',
      ours: Math.max(...kills.map(({ twiceSeconds }) => twiceSeconds)),
      bar: 1,
      better: 'less',
      also: { 'each upload ended whole': whole === uploads, 'each became one content': contents === uploads },
      detail: { seed, uploads, kills },
    },
  ]
}
