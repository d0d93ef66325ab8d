import { workerData } from 'node:worker_threads'
import { createFileTarget } from '../embedded/rows.ts'
import { moveRows } from '../move-rows.ts'
import type { MongoPlace } from './mongo.ts'
import { openMongoSnapshot } from './rows.ts'

const { place, file } = workerData as { place: MongoPlace; file: string }
const snapshot = await openMongoSnapshot(place)
// Erasures stay apart from what a restore brings back.
const source = { ...snapshot, erasures: async function* () {} }
const target = createFileTarget(file)
try {
  await moveRows(source, target)
} finally {
  await Promise.all([source.close(), target.close()])
}
