import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import Type, { type TSchema } from 'typebox'
import { api, type RouteContract, type RouteKey } from '../model/api.ts'
import { strict } from '../model/primitives.ts'
import { RespuestaError } from '../model/sistema.ts'

const paramsOf = (url: string): TSchema =>
  Type.Object(Object.fromEntries([...url.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, Type.String()])))

const replyOf = (contract: RouteContract) => {
  const { media = 'application/json', also = {} } = contract
  if (!contract.media && !contract.also) return contract.reply
  const others = Object.fromEntries(Object.entries(also).map(([type, schema]) => [type, { schema }]))
  const inMedia = Object.entries(contract.reply).map(([status, schema]) => [
    status,
    { content: { [media]: { schema }, ...others } },
  ])
  return Object.fromEntries(inMedia)
}

const ofOwn = ({ owned = {} }: RouteContract) =>
  Object.keys(owned).length > 0 ? ", of what is one's own; for admins, of all" : ''

/** The schemas of one call of the contract, as the server validates and serializes with them and the document tells them. */
export const operationOf = (key: RouteKey, contract: RouteContract): FastifySchema => {
  const url = key.split(' ')[1] ?? ''
  return {
    tags: [url.split('/')[2] ?? ''],
    summary: contract.summary,
    operationId: key.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase()),
    security: contract.access === 'public' ? [] : [{ bearer: [] }],
    ...(contract.access !== 'public' && { description: `For ${contract.access} and above${ofOwn(contract)}.` }),
    params: paramsOf(url),
    // A call that takes no query says so, and what it does not know is refused there too.
    querystring: contract.query ?? Type.Object({}, strict),
    ...(contract.body && { body: contract.body }),
    response: { ...replyOf(contract), '4xx': RespuestaError, '5xx': RespuestaError },
  }
}

/** Headers are told in the document alone: the server reads them itself, so that a wrong one gets its own answer. */
const headersOf = (key: string): TSchema | undefined => {
  const contract: RouteContract | undefined = Object.hasOwn(api, key) ? api[key as RouteKey] : undefined
  if (contract?.creates)
    return Type.Object({ 'Idempotency-Key': Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) })
  if (key.startsWith('PUT '))
    return Type.Object({ 'If-Match': Type.Optional(Type.String({ description: '"<version>"' })) })
  return undefined
}

/** Makes the OpenAPI document from the schemas of the routes that are registered after it, and serves it. */
export const describe = async (app: FastifyInstance, about: { name: string; version: string }): Promise<void> => {
  const options: FastifyDynamicSwaggerOptions = {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: about.name,
        version: about.version,
        license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' },
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: ({ schema, url, route }) => {
      const headers = headersOf(`${String(route.method)} ${url}`)
      return { schema: headers ? { ...schema, headers } : schema, url }
    },
  }
  await app.register(swagger, options)
  let document: string | undefined
  app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger())
    return reply.header('cache-control', 'private, no-cache').type('application/json; charset=utf-8').send(document)
  })
}
