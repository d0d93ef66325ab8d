import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { createClock } from '../../../src/clock.ts'
import { NodoError } from '../../../src/errors.ts'
import { silent } from '../../storage/base.ts'
import { openFamily } from '../../storage/families.ts'
import { type Acts, createActs } from './storage-acts.ts'

// A program of its own around one base, to be killed: does what each line of its input asks, all at the same time, and
// prints a line for each that was acknowledged or refused. Its end of input is its end.
const storage = openFamily(JSON.parse(process.argv[2] ?? ''))
const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`)

const clock = createClock({ boots: storage.boots, log: silent })
try {
  await storage.start()
  await clock.start()
} catch (error) {
  // A server is away: whoever started it tries again.
  say({ failure: String(error) })
  process.exit(2)
}
const acts = createActs(storage, clock)
say({ ready: true })

const answer = async (line: string) => {
  const { n, act, given } = JSON.parse(line) as { n: number; act: keyof Acts; given: never }
  try {
    say({ n, value: await acts[act](given) })
  } catch (error) {
    const code = error instanceof NodoError ? error.code : 'error_interno'
    say({ n, code, failure: error instanceof Error ? error.stack : String(error) })
  }
}
for await (const line of createInterface({ input: process.stdin })) void answer(line)
await clock.stop()
await storage.stop()
