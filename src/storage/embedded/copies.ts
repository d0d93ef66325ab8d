import { Worker } from 'node:worker_threads'
import type { CopierAnswer } from './copier.ts'
import { type Copy, filesOf, listCopies } from './files.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

/**
 * Whether a verified copy is due: one a day of node time; and while there are fewer than two, after an hour, because
 * the one of the first start holds nothing yet.
 */
export const copyIsDue = (copies: readonly Copy[], nodoMs: number): boolean => {
  const newest = copies[0]
  if (!newest) return true
  const ageMs = nodoMs - newest.nodoMs
  // Ahead of node time: it was taken before a return to an older state.
  return ageMs < 0 || ageMs >= (copies.length < 2 ? hourMs : dayMs)
}

/** The verified copies of a data folder, newest first. */
export const copiesIn = (dataDir: string): Copy[] => listCopies(filesOf(dataDir).copies)

/**
 * Takes a verified copy in a thread of its own that ends with it, away from whoever writes, reads or serves.
 * @param into a file to be made; without it the copy is one of the data folder's own
 * @throws what kept the copy from being made, a full disk for instance
 */
export const takeCopy = (dataDir: string, into?: string): Promise<CopierAnswer> =>
  new Promise((resolve, reject) => {
    let answer: CopierAnswer | undefined
    const worker = new Worker(new URL('./copier.ts', import.meta.url), {
      name: 'copier',
      workerData: { dataDir, into },
      // A busy machine collects late: what loading leaves behind stands beside what the next file needs.
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 },
    })
    worker.on('message', (message: CopierAnswer) => {
      answer = message
    })
    worker.on('error', reject)
    worker.on('exit', () => (answer ? resolve(answer) : reject(new Error('the copier ended without an answer'))))
  })
