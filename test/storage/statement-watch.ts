import { appendFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

// Loaded into each thread of the embedded family: keeps every statement that it prepares, with its plan.
const plans = new Map<string, unknown[]>()
const { prepare } = DatabaseSync.prototype
DatabaseSync.prototype.prepare = function (sql, ...options) {
  const statement = prepare.call(this, sql, ...options)
  if (!plans.has(sql) && /^\s*(?:SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH)\b/i.test(sql)) {
    const steps = prepare.call(this, `EXPLAIN QUERY PLAN ${sql}`).all()
    plans.set(
      sql,
      steps.map(({ detail }) => detail),
    )
  }
  return statement
}
process.on('exit', () => {
  const lines = [...plans].map((plan) => `${JSON.stringify(plan)}\n`)
  appendFileSync(process.env.NODO_TEST_PLANS as string, lines.join(''))
})
