import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { graphReads } from '../../src/storage/embedded/graph.ts'
import { newFolder, openEmbedded } from './base.ts'

/** Every statement that the graph's questions are answered by. */
const statementsOf = (db: DatabaseSync): string[] => {
  const statements: string[] = []
  const listening = {
    prepare: (sql: string) => {
      statements.push(sql)
      return db.prepare(sql)
    },
  }
  graphReads(listening as DatabaseSync)
  return statements
}

t.test(
  'no question to the graph goes through a table: each walks from what it is asked about by an index',
  async (t) => {
    const dataDir = newFolder(t)
    await openEmbedded(t, dataDir)
    const db = new DatabaseSync(join(dataDir, 'nodo.db'), { readOnly: true })
    t.teardown(() => db.close())
    const statements = statementsOf(db)
    t.ok(statements.length > 30, 'the statements are found')
    for (const sql of statements) {
      const plan = db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(({ detail }) => String(detail))
      const inner = plan.flatMap((step) => /^(?:CO-ROUTINE|MATERIALIZE) (.+)$/.exec(step)?.[1] ?? [])
      const scans = plan.flatMap((step) => /^SCAN (.+)$/.exec(step)?.[1] ?? [])
      t.same(
        scans.filter((name) => !name.includes('VIRTUAL TABLE') && !inner.includes(name)),
        [],
        sql,
      )
    }
  },
)
