import { writeSync } from 'node:fs'
import { account } from '../contract/records.ts'
import { openFamily } from './families.ts'

// Writes accounts, several at a time, until it is killed, and prints the id of each that was acknowledged.
const [dataDir = '', base] = process.argv.slice(2)
const storage = openFamily({ dataDir, base: base === undefined ? undefined : JSON.parse(base) })
await storage.start()
const writeOn = async (): Promise<never> => {
  for (;;) {
    const one = account()
    await storage.accounts.create(one)
    writeSync(1, `${one.id}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, writeOn))
