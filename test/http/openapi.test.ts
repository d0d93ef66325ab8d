import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv } from 'ajv'
import t from 'tap'
import { errors } from '../../src/errors.ts'
import { refusalsOf } from '../../src/http/refusals.ts'
import { api, type RouteContract } from '../../src/model/api.ts'
import { openBox } from './box.ts'

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into as JSON
type Json = any
type Call = [key: string, contract: RouteContract]

const calls = Object.entries(api) as Call[]
const operationOf = (document: Json, key: string): Json => {
  const [method = '', url = ''] = key.split(' ')
  return document.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
}

t.test('the OpenAPI document is valid and tells every call of the contract', async (t) => {
  const { call } = await openBox(t)
  const { status, headers, body } = await call('GET /api/openapi.json')
  t.equal(status, 200)
  t.match(headers.get('content-type'), 'application/json')
  const { valid, errors } = await new Validator().validate(structuredClone(body))
  t.ok(valid, JSON.stringify(errors))
  t.equal(body.openapi, '3.1.0')

  for (const [key, contract] of calls) {
    const operation = operationOf(body, key)
    t.ok(operation, key)
    for (const code of Object.keys(contract.reply)) t.ok(operation.responses[code], `${key} tells ${code}`)
    t.equal(Boolean(operation.requestBody), Boolean(contract.body ?? contract.stream), `${key} tells its body`)
    const names = (operation.parameters ?? []).map(({ name }: { name: string }) => name)
    t.equal(names.includes('Idempotency-Key'), Boolean(contract.creates), `${key} tells its Idempotency-Key`)
  }
  const told = Object.values(body.paths).flatMap((path) => Object.keys(path as object)).length
  t.equal(told, calls.length, 'and nothing else')
  const ids = Object.values(body.paths).flatMap((path) =>
    Object.values(path as object).map(({ operationId }) => operationId),
  )
  t.equal(new Set(ids).size, ids.length, 'every call has a name of its own')
})

t.test('it tells how a caller says who they are, and for which role that does', async (t) => {
  const { call } = await openBox(t)
  const { body } = await call('GET /api/openapi.json')
  t.same(Object.keys(body.components.securitySchemes), ['bearer', 'boleto'])
  t.same(operationOf(body, 'POST /api/users/login').security, [], 'the body says who signs in')
  t.same(operationOf(body, 'POST /api/live/start').security, [{ bearer: ['creador'] }])
  t.same(operationOf(body, 'GET /api/content/list').security, [{}, { bearer: [] }, { boleto: [] }])
  t.same(operationOf(body, 'GET /api/notifications').security, [{ bearer: ['espectador'] }, { boleto: ['espectador'] }])
})

t.test('it tells every refusal of every call by its status and its code, with the answer as it comes', async (t) => {
  const { call } = await openBox(t)
  const { body } = await call('GET /api/openapi.json')
  const { responses, schemas, examples } = body.components
  const isError = new Ajv({ strict: false }).compile(schemas.RespuestaError)
  for (const { value } of Object.values(examples) as Json[]) t.ok(isError(value), JSON.stringify(value))
  for (const [key, contract] of calls) {
    const operation = operationOf(body, key)
    t.notOk(
      Object.keys(operation.responses).some((status) => !/^\d+$/.test(status)),
      `${key} tells no status in general`,
    )
    for (const code of refusalsOf(key, contract)) {
      const told = responses[operation.responses[errors[code].http]?.$ref.split('/').at(-1)]
      t.match(told?.description, `\`${code}\``, `${key} tells ${code}`)
      if (key.startsWith('HEAD ')) t.notOk(told.content)
      else t.ok(told.content['application/json'].examples[code], `${key} shows ${code}`)
      t.ok(examples[code])
    }
  }
})

t.test('every whole number that a caller may send has its limits: past them storage does not count', async (t) => {
  const unbounded = (schema: unknown): boolean => {
    if (schema === null || typeof schema !== 'object') return false
    const { type, minimum, maximum } = schema as Record<string, unknown>
    const open = type === 'integer' && (minimum === undefined || maximum === undefined)
    return open || Object.values(schema).some(unbounded)
  }
  for (const [key, route] of calls)
    for (const part of ['body', 'query', 'headers'] as const) t.notOk(unbounded(route[part]), `${key}: ${part}`)
})

t.test('what it shows of each call as an example is as the schema beside it says', async (t) => {
  const { call } = await openBox(t)
  const { body } = await call('GET /api/openapi.json')
  const ajv = new Ajv({ strict: false, formats: { binary: true } })
  let shown = 0
  for (const [key] of calls) {
    const { requestBody, responses, parameters = [] } = operationOf(body, key)
    for (const { in: place, name, example } of parameters)
      if (place === 'path') t.equal(typeof example, 'string', `${key} shows ${name}`)
    for (const [place, { content = {} }] of Object.entries({ ...(requestBody && { requestBody }), ...responses }) as [
      string,
      Json,
    ][]) {
      for (const [type, { schema, example, examples }] of Object.entries(content) as [string, Json][]) {
        if (!/json|form-data/.test(type) || examples) continue
        shown++
        t.ok(ajv.validate(schema, example), `${key} ${place}: ${ajv.errorsText()}`)
      }
    }
  }
  t.ok(shown > calls.length, 'what is sent and what is answered')
})

t.test('the page of the API comes whole from this box', async (t) => {
  const { call } = await openBox(t)
  const page = await call('GET /api/docs')
  t.match(page.headers.get('content-type'), 'text/html')
  t.notMatch(page.body, /https?:|<script>|style=|onload/, 'nothing inline, nothing from elsewhere')
  for (const [, file] of page.body.matchAll(/(?:src|href)="([^"]+)"/g))
    t.equal((await call(`GET ${file}`)).status, 200, file)
  t.match((await call('GET /api/docs/docs.js')).headers.get('content-type'), 'text/javascript')
})
