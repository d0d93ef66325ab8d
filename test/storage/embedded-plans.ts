import { readFileSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import threads, { type WorkerOptions } from 'node:worker_threads'
import type { Test } from 'tap'
import { newFolder } from './base.ts'

/** The plans of the statements that the threads of the embedded family prepare while a test runs. */

/** What may be gone through, each with its reason. */
const allowed: readonly [RegExp, string][] = [
  [/^origen: /, 'one row'],
  [/^proyecciones: /, 'a row for each projection'],
  [/^rankings_pendientes: SELECT count/, 'what still waits, which is how far behind the rankings are'],
  [/^contenidos: SELECT \* FROM contenidos$/, 'the index of search is filled once, at the first start with it'],
  [/^(\w+): SELECT [\w, *]+ FROM \1 ORDER BY [\w, ]+ LIMIT (?:\?|1)$/, 'the first of a table in the order of its key'],
]

/** An index of SQLite, one value, a list that was given as JSON, or a full-text index that is asked for something. */
const bounded = / USING |CONSTANT ROW|VIRTUAL TABLE INDEX (?:[13]:$|\d+:.)/

/** What a plan goes through from its first row to its last, with no index that says where to begin. */
const scansOf = (plan: readonly string[]): string[] => {
  const made = plan.flatMap((step) => /^(?:CO-ROUTINE|MATERIALIZE) (.+)$/.exec(step)?.[1] ?? [])
  return plan
    .flatMap((step) => /^SCAN (.+)$/.exec(step)?.[1] ?? [])
    .filter((what) => !bounded.test(what) && !made.includes(what.split(' ')[0] ?? ''))
}

/** From now on every thread that this process starts keeps the plans of what it prepares. */
export const watchPlans = (t: Test) => {
  const file = join(newFolder(t), 'plans')
  writeFileSync(file, '')
  process.env.NODO_TEST_PLANS = file
  const preload = new URL('./statement-watch.ts', import.meta.url).href
  const { Worker } = threads
  threads.Worker = class extends Worker {
    constructor(script: string | URL, options?: WorkerOptions) {
      super(script, { ...options, execArgv: [...process.execArgv, '--import', preload] })
    }
  }
  syncBuiltinESMExports()
  /** Of each statement of the threads that have ended. */
  const plans = () =>
    new Map<string, string[]>(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(JSON.parse as never),
    )
  return {
    statements: () => [...plans().keys()],
    /** The tables that are gone through from end to end, each with the statement that does it. */
    scans: () =>
      [...plans()]
        .flatMap(([sql, plan]) => scansOf(plan).map((what) => `${what}: ${sql.trim().replaceAll(/\s+/g, ' ')}`))
        .filter((scan) => !allowed.some(([known]) => known.test(scan))),
  }
}
