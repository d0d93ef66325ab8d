import { writeSync } from 'node:fs'
import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import { account } from '../contract/records.ts'
import { silent } from './base.ts'

// Writes accounts, several at a time, until it is killed, and prints the id of each that was acknowledged.
const storage = createEmbedded({ dataDir: process.argv[2] ?? '', log: silent })
await storage.start()
const writeOn = async (): Promise<never> => {
  for (;;) {
    const one = account()
    await storage.accounts.create(one)
    writeSync(1, `${one.id}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, writeOn))
