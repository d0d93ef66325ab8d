import { Ajv } from 'ajv'
import fc from 'fast-check'
import t from 'tap'
import type { TSchema } from 'typebox'
import { api, type RouteContract } from '../../src/model/api.ts'
import { RespuestaError } from '../../src/model/sistema.ts'
import { openBox } from './box.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    'a@b',
    '\u0000',
    '\ud800',
    'ñ'.repeat(200),
    '__proto__',
    '9'.repeat(400),
    "' OR 1=1 --",
    '../../x',
  ),
)
const value = fc.oneof(text, fc.jsonValue({ maxDepth: 3 }), fc.integer(), fc.double(), fc.array(text, { maxLength: 5 }))

/** What a schema asks for, half of the time with something else in its place, and now and then with more. */
const bodyOf = (schema: TSchema | undefined) => {
  const names = schema && 'properties' in schema ? Object.keys(schema.properties as object) : []
  const field = fc.oneof({ weight: 3, arbitrary: text }, { weight: 1, arbitrary: value })
  const fields = fc.record(Object.fromEntries(names.map((name) => [name, field])), { requiredKeys: [] })
  return fc.oneof(
    { weight: 4, arbitrary: fields },
    { weight: 1, arbitrary: fc.tuple(fields, fc.dictionary(text, value)).map(([one, more]) => ({ ...more, ...one })) },
    { weight: 1, arbitrary: value },
  )
}
const headers = fc.record(
  Object.fromEntries(
    ['accept-language', 'if-match', 'idempotency-key', 'user-agent', 'origin'].map((name) => [
      name,
      fc.string({ maxLength: 300 }).map((given) => given.replace(/[^\x21-\x7e]/g, 'x')),
    ]),
  ),
  { requiredKeys: [] },
)

t.test(
  'whatever is sent to whatever call, the box answers in the shapes of its contract and never fails',
  async (t) => {
    const box = await openBox(t)
    const admin = await box.person('admin')
    const ajv = new Ajv({ strict: false })
    const isError = ajv.compile(RespuestaError)
    for (const [key, contract] of Object.entries(api) as [string, RouteContract][]) {
      const [method = '', path = ''] = key.split(' ')
      const successes = new Map(
        Object.entries(contract.reply).map(([code, schema]) => [Number(code), ajv.compile(schema)]),
      )
      const query = contract.query
        ? fc.dictionary(fc.constantFrom('limite', 'cursor', 'tipo', 'creador', 'otra'), text)
        : fc.constant({})
      await fc.assert(
        fc.asyncProperty(bodyOf(contract.body), query, headers, text, async (body, asked, sent, param) => {
          const where = path.replace(/:\w+/g, encodeURIComponent(param.toWellFormed()) || 'x')
          const search = new URLSearchParams(asked as Record<string, string>)
          const { status, body: answer } = await box.call(`${method} ${where}?${search}`, {
            ...(method !== 'GET' && method !== 'HEAD' && { body }),
            ...(contract.credentials ? {} : { token: admin.token }),
            headers: sent as Record<string, string>,
          })
          // What was tried is forgotten, or guesses would be made to wait.
          if (contract.credentials) box.clock.advance(15 * 60_000)
          const success = successes.get(status)
          if (status >= 500) throw new Error(`${status} ${JSON.stringify(answer)}`)
          if (success && status !== 204 && !success(answer))
            throw new Error(`not what ${key} answers: ${JSON.stringify(answer)}`)
          if (!success && method !== 'HEAD' && !isError(answer))
            throw new Error(`${status} without the shape of errors: ${JSON.stringify(answer)}`)
        }),
        { numRuns: 25 },
      )
      if (contract.credentials) {
        const login = { email: admin.usuario.email, clave: box.password }
        admin.token = (await box.call('POST /api/users/login', { body: login })).body.token
      }
      t.pass(key)
    }
  },
)
