import { MongoClient } from 'mongodb'
import { account, content } from '../../../contract/records.ts'
import type { Bench, Figure } from '../../figure.ts'
import { withServers } from './bases.ts'

const writers = 32

const rateOf = async (seconds: number, work: (writer: number, n: number) => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  let done = 0
  const loop = async (_: unknown, writer: number) => {
    while (performance.now() - begun < seconds * 1000) await work(writer, done++)
  }
  await Promise.all(Array.from({ length: writers }, loop))
  return done / ((performance.now() - begun) / 1000)
}

/** What the driver does with two writes in a transaction and nothing around them. */
const plain = async (seconds: number): Promise<number> => {
  const client = new MongoClient(process.env.NODO_TEST_MONGODB_URI ?? '')
  const db = client.db(`llana-${process.pid}`)
  const [records, log] = [db.collection<{ _id: number; n: number }>('r'), db.collection('d')]
  await records.insertMany(Array.from({ length: writers }, (_, i) => ({ _id: i, n: 0 })))
  await log.createIndex({ n: 1 })
  const rate = await rateOf(seconds, (writer, n) =>
    client.withSession((session) =>
      session.withTransaction(async () => {
        await records.updateOne({ _id: writer }, { $set: { n } }, { session })
        await log.insertOne({ n }, { session })
      }),
    ),
  )
  await db.dropDatabase()
  await client.close()
  return rate
}

/** Durable transactions of the servers family, each with its log row. */
export const transactions = async (bench: Bench): Promise<Figure[]> => {
  const seconds = bench.option('seconds', 5)
  const ours = await withServers(bench, async (storage) => {
    const creator = account()
    await storage.accounts.create(creator)
    const contents = Array.from({ length: writers }, () => content(creator.id, { estado: 'publicado' }))
    await storage.contents.createMany(contents)
    return rateOf(seconds, (writer, n) =>
      storage.contents.change(contents[writer]?.id ?? '', { titulo: `Título ${n}` }),
    )
  })
  if (ours === undefined) return []
  const peer = await plain(seconds)
  bench.say(`${ours.toFixed(0)} transactions/s, ${peer.toFixed(0)} by the driver alone`)
  return [
    {
      figure: `transactions a second with their log rows, MongoDB, ${writers} writers`,
      unit: '/s',
      ours,
      bar: 800,
      better: 'more',
      peer,
      peerIs: 'the driver alone, two writes a transaction, majority and journalled',
    },
  ]
}
