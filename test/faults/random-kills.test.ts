import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { serversOf } from '../servers.ts'
import { killUnderWrites } from './kills/run.ts'

t.setTimeout(600_000)
const folder = await mkdtemp(join(tmpdir(), 'nodo-kills-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))

/** The long form is a row of the bench: `npm run bench -- storage --instants=100`. */
const holdsAt = async (t: Test, family: 'embedded' | 'servers', instants: number) => {
  const seed = Date.now() % 100_000
  t.comment(`seed ${seed}`)
  const plan = {
    instants,
    apartMs: 700,
    awayMs: family === 'embedded' ? 1_500 : 6_000,
    writers: 5,
    catchesUp: false,
    seed,
    folder,
    say: (line: string) => t.comment(line),
  }
  const outcome = await killUnderWrites(family, plan, t)
  t.same(outcome.reckoning, { lost: [], double: [], log: [], derived: [] })
  t.same(outcome.refusals, [], 'no answer is one that no fault explains')
  const acknowledged = Object.values(outcome.acknowledged).reduce((sum, n) => sum + n, 0)
  t.ok(acknowledged > 50, `${acknowledged} writes were acknowledged`)
}

t.test('a node of the embedded family is killed again and again: each acknowledged write is there once', (t) =>
  holdsAt(t, 'embedded', 4),
)

// Only where they can be had; the test starts its own.
if (serversOf(t))
  t.test(
    'node, MongoDB, Neo4j and Redis are killed again and again: the same, and what is made of the writes equals a rebuild',
    (t) => holdsAt(t, 'servers', 6),
  )
