import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { newId } from '../../../../src/model/ids.ts'
import { account, at, content } from '../../../contract/records.ts'
import type { Bench, Figure } from '../../figure.ts'
import { openEmbedded } from './bases.ts'

const writers = 20
const batchOf = 500
const mostBatchesPerSecond = 25
const lookEveryMs = 1

/** Calls `work` from so many loops at once for so long. @returns calls a second */
const rateOf = async (loops: number, seconds: number, work: (loop: number) => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  let done = 0
  const loop = async (_: unknown, n: number) => {
    while (performance.now() - begun < seconds * 1000) {
      await work(n)
      done++
    }
  }
  await Promise.all(Array.from({ length: loops }, loop))
  return done / ((performance.now() - begun) / 1000)
}

/** What SQLite itself does on this disk, one durable commit after the other. */
const plainCommits = (file: string, seconds: number): number => {
  const db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)')
  const insert = db.prepare('INSERT INTO t (v) VALUES (?)')
  const begun = performance.now()
  let done = 0
  for (; performance.now() - begun < seconds * 1000; done++) insert.run(`Fandango ${done}`)
  db.close()
  return done / seconds
}

/** Made beforehand, one a millisecond, the oldest first: so they come from who imports. */
const madeBatches = (creator: string, count: number) =>
  Array.from({ length: count }, (_, n) =>
    Array.from({ length: batchOf }, (_, i) =>
      content(creator, {
        id: newId(at + n * batchOf + i),
        estado: 'publicado',
        orden_nodo_ms: n * batchOf + i,
        titulo: `Fandango número ${i} en la plaza`,
        descripcion: 'Grabación de la tarde con músicas y músicos de la región',
        etiquetas: ['son jarocho', 'fiesta'],
      }),
    ),
  )

/** Durable writes of the embedded family, and what the loop that asks for them feels of it. */
export const embeddedWrites = async (bench: Bench): Promise<Figure[]> => {
  const seconds = bench.option('seconds', 5)
  const storage = await openEmbedded(bench)
  const creator = account()
  await storage.accounts.create(creator)
  const contents = Array.from({ length: writers }, () => content(creator.id, { estado: 'publicado' }))
  await storage.contents.createMany(contents)

  const delay = monitorEventLoopDelay({ resolution: lookEveryMs })
  delay.enable()
  let title = 0
  const commits = await rateOf(writers, seconds, (n) =>
    storage.contents.change(contents[n]?.id ?? '', { titulo: `Título ${title++}` }),
  )
  const waiting = madeBatches(creator.id, Math.ceil(seconds * mostBatchesPerSecond))
  const begun = performance.now()
  const made = waiting.length
  await Promise.all(
    Array.from({ length: 2 }, async () => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) await storage.contents.createMany(batch)
    }),
  )
  const contentsPerSecond = (made * batchOf) / ((performance.now() - begun) / 1000)
  delay.disable()
  await storage.stop()
  const plain = plainCommits(join(bench.folder, 'llana.db'), seconds)
  const delayMs = delay.percentile(99) / 1e6 - lookEveryMs
  bench.say(
    `${commits.toFixed(0)} commits/s, ${contentsPerSecond.toFixed(0)} contents/s, loop ${delayMs.toFixed(1)} ms`,
  )
  return [
    {
      figure: `durable commits a second, embedded, ${writers} writers, each with its diario row`,
      unit: '/s',
      ours: commits,
      bar: 5_000,
      better: 'more',
      peer: plain,
      peerIs: 'SQLite, one writer, a commit each, no diario',
    },
    {
      figure: `contents a second in batches of ${batchOf}, with diario and search`,
      unit: '/s',
      ours: contentsPerSecond,
      bar: 25_000,
      better: 'more',
    },
    {
      figure: 'loop delay of the process that asks for them meanwhile, p99',
      unit: 'ms',
      ours: delayMs,
      bar: 10,
      better: 'less',
    },
  ]
}
