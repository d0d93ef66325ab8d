import { writeSync } from 'node:fs'
import { createClock } from '../../src/clock.ts'
import { createJobs } from '../../src/system/jobs.ts'
import { silent } from './base.ts'
import { openFamily } from './families.ts'

// Makes a job and works it off without end, until it is killed; prints its id once it is at it.
const [dataDir = '', base = '', made = ''] = process.argv.slice(2)
const storage = openFamily({ dataDir, base: JSON.parse(base) })
await storage.start()
await storage.jobs.enqueue(JSON.parse(made))
const clock = createClock({ boots: storage.boots, log: silent })
await clock.start()
const endless = (id: string): Promise<never> => {
  writeSync(1, `${id}\n`)
  return new Promise(() => {})
}
await createJobs({
  store: storage.jobs,
  calls: storage.jobCalls,
  clock,
  log: silent,
  handlers: { grabacion: ({ id }) => endless(id) },
}).start()
