import { Worker } from 'node:worker_threads'
import type { MongoPlace } from './mongo.ts'

/**
 * Writes the database, as it all stood at one moment, into a file of the embedded form, in a thread of its own that ends
 * with it. The moment has to be within what the server remembers (`minSnapshotHistoryWindowInSeconds`, five minutes
 * unless somebody set it).
 * @throws what kept it from being made
 */
export const takeSnapshot = (place: MongoPlace, file: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./snapshot-thread.ts', import.meta.url), {
      name: 'snapshot',
      workerData: { place, file },
      resourceLimits: { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 4 },
    })
    worker.on('error', reject)
    worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the snapshot ended with ${code}`))))
  })
