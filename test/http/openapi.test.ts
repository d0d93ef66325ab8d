import { Validator } from '@seriousme/openapi-schema-validator'
import t from 'tap'
import { api, type RouteContract } from '../../src/model/api.ts'
import { openBox } from './box.ts'

t.test('the OpenAPI document is valid and tells every call of the contract', async (t) => {
  const { call } = await openBox(t)
  const { status, headers, body } = await call('GET /api/openapi.json')
  t.equal(status, 200)
  t.match(headers.get('content-type'), 'application/json')
  const { valid, errors } = await new Validator().validate(structuredClone(body))
  t.ok(valid, JSON.stringify(errors))
  t.equal(body.openapi, '3.1.0')

  for (const [key, contract] of Object.entries(api) as [string, RouteContract][]) {
    const [method = '', url = ''] = key.split(' ')
    const operation = body.paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
    t.ok(operation, key)
    t.same(operation.security, contract.access === 'public' ? [] : [{ bearer: [] }], `${key} tells who may call`)
    for (const code of Object.keys(contract.reply)) t.ok(operation.responses[code], `${key} tells ${code}`)
    t.match(operation.responses['4XX'], { content: { 'application/json': { schema: { properties: { error: {} } } } } })
    t.equal(Boolean(operation.requestBody), Boolean(contract.body ?? contract.stream), `${key} tells its body`)
    const names = (operation.parameters ?? []).map(({ name }: { name: string }) => name)
    t.equal(names.includes('Idempotency-Key'), Boolean(contract.creates), `${key} tells its Idempotency-Key`)
  }
  const told = Object.values(body.paths).flatMap((path) => Object.keys(path as object)).length
  t.equal(told, Object.keys(api).length, 'and nothing else')
  const ids = Object.values(body.paths).flatMap((path) =>
    Object.values(path as object).map(({ operationId }) => operationId),
  )
  t.equal(new Set(ids).size, ids.length, 'every call has a name of its own')
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
