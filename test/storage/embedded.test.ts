import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { accountsContract } from '../contract/accounts.ts'
import { bootsContract } from '../contract/boots.ts'
import { contentsContract } from '../contract/contents.ts'
import { diarioContract } from '../contract/diario.ts'
import { durabilityContract, type Writing } from '../contract/durability.ts'
import { jobsContract } from '../contract/jobs.ts'
import { livesContract } from '../contract/lives.ts'
import { sessionsContract } from '../contract/sessions.ts'
import { streamKeysContract } from '../contract/stream-keys.ts'
import { newFolder, openEmbedded } from './base.ts'

const writeInto = (dataDir: string): Writing => ({
  killAfter: async (acks) => {
    const script = new URL('./endless-writer.ts', import.meta.url)
    const child = spawn(process.execPath, [script.pathname, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
    const acknowledged: string[] = []
    // Ids that arrive after the kill were acknowledged before it: they count too.
    for await (const id of createInterface({ input: child.stdout })) {
      acknowledged.push(id)
      if (acknowledged.length === acks) child.kill('SIGKILL')
    }
    return acknowledged
  },
})

const open = (t: Test) => openEmbedded(t)
t.test('accounts', async (t) => accountsContract(t, open))
t.test('sessions', async (t) => sessionsContract(t, open))
t.test('contents', async (t) => contentsContract(t, open))
t.test('lives', async (t) => livesContract(t, open))
t.test('stream keys', async (t) => streamKeysContract(t, open))
t.test('jobs', async (t) => jobsContract(t, open))
t.test('boots and identity', async (t) => bootsContract(t, open))
t.test('the change log', async (t) => diarioContract(t, open))
t.test('durability', async (t) =>
  durabilityContract(t, open, (t) => {
    const dataDir = newFolder(t)
    return { write: () => writeInto(dataDir), reopen: (t) => openEmbedded(t, dataDir) }
  }),
)
