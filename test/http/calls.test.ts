import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { openBox } from './box.ts'

/** One call as the table or the document has it. */
interface Row {
  who: string
  success: string[]
  refusals: string[]
}

const cells = (line: string) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const words = (text: string) => text.split(', ').filter((word) => word !== '')

const written = (): Map<string, Row> => {
  const lines = readFileSync(join(import.meta.dirname, 'calls.md'), 'utf8').split('\n')
  const rows = lines.filter((line) => /^\| [A-Z]+ \//.test(line)).map(cells)
  t.equal(new Set(rows.map(([key]) => key)).size, rows.length, 'no call stands twice in the table')
  return new Map(
    rows.map(([key = '', who = '', success = '', refusals = '']) => [
      key,
      { who, success: words(success), refusals: words(refusals) },
    ]),
  )
}

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into as JSON
type Json = any

const whoOf = ({ security = [], description = '' }: Json): string => {
  const least = security.find((way: Json) => way.bearer?.length > 0)?.bearer[0] ?? 'public'
  if (/oneself alone/.test(description)) return `${least}, self`
  return /one's own/.test(description) ? `${least}, own` : least
}

const served = (document: Json): Map<string, Row> => {
  const calls = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations as Json).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
  ) as [string, Json][]
  return new Map(
    calls.map(([key, operation]) => {
      const statuses = Object.keys(operation.responses)
      const refusals = statuses.flatMap((status) => {
        const name = operation.responses[status].$ref?.split('/').at(-1) ?? ''
        return name.split('.').map((code: string) => `${status} ${code}`)
      })
      return [key, { who: whoOf(operation), success: statuses.filter((status) => Number(status) < 400), refusals }]
    }),
  )
}

t.test(
  'the calls that a box tells of are those of the contract, each for whom and with what the contract says',
  async (t) => {
    const { call } = await openBox(t)
    const table = written()
    const document = served((await call('GET /api/openapi.json')).body)
    const missing = (from: Map<string, Row>, to: Map<string, Row>) => [...from.keys()].filter((key) => !to.has(key))
    t.same(missing(table, document), [], 'every call of the table is made')
    t.same(missing(document, table), [], 'every call that is made stands in the table')
    for (const [key, { who, success, refusals }] of table) {
      const told = document.get(key)
      t.equal(told?.who, who, `who may ${key}`)
      t.same(told?.success, success, `how ${key} succeeds`)
      t.same(
        refusals.filter((refusal) => !told?.refusals.includes(refusal)),
        [],
        `${key} tells its refusals`,
      )
    }
  },
)
