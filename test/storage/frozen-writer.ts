import { writeSync } from 'node:fs'
import { account } from '../contract/records.ts'
import { openFamily } from './families.ts'

// Writes accounts one after another and prints the id of each that was acknowledged; ends with the code of its refusal.
const [dataDir = '', base = ''] = process.argv.slice(2)
const storage = openFamily({ dataDir, base: JSON.parse(base) })
await storage.start()
const refusals: string[] = []
const writeOn = async () => {
  while (refusals.length === 0) {
    const one = account()
    const refused = await storage.accounts.create(one).then(
      () => undefined,
      (error) => error.code,
    )
    if (refused === undefined) writeSync(1, `${one.id}\n`)
    else refusals.push(refused)
  }
}
await Promise.all(Array.from({ length: 8 }, writeOn))
const { estado, motivo } = storage.status()
await storage.stop()
writeSync(1, `${JSON.stringify({ refusals, estado, motivo })}\n`)
