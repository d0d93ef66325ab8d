import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import type { FastifyInstance, FastifySchema } from 'fastify'
import Type, { type TObject, type TSchema } from 'typebox'
import { api, type RouteContract, type RouteKey } from '../model/api.ts'
import { strict } from '../model/primitives.ts'
import { complete, type Document } from './document.ts'

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

const ofOwn = ({ owned = {} }: RouteContract) => {
  const kinds = Object.values(owned)
  if (kinds.length === 0) return ''
  if (kinds.includes('uno_mismo')) return ', of oneself alone'
  return kinds.includes('subida') ? ", of what is one's own" : ", of what is one's own; for admins, of all"
}

/** The ways to say who calls. A scheme bears the least role that it takes; the empty one is that nobody need say. */
const waysOf = (key: string, { access, credentials }: RouteContract): Record<string, string[]>[] => {
  if (credentials) return []
  const least = access === 'public' ? [] : [access]
  const ways: Record<string, string[]>[] = access === 'public' ? [{}] : []
  ways.push({ bearer: least })
  if (key.startsWith('GET ')) ways.push({ boleto: least })
  return ways
}

/** The schemas of one call of the contract, as the server validates and serializes with them and the document tells them. */
export const operationOf = (key: RouteKey, contract: RouteContract): FastifySchema => {
  const url = key.split(' ')[1] ?? ''
  return {
    tags: [url.split('/')[2] ?? ''],
    summary: contract.summary,
    operationId: key.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase()),
    security: waysOf(key, contract),
    ...(contract.access !== 'public' && { description: `For ${contract.access} and above${ofOwn(contract)}.` }),
    params: paramsOf(url),
    // A call that takes no query says so, and what it does not know is refused there too.
    querystring: contract.query ?? Type.Object({}, strict),
    // A form is read, and held against its schema, by the server's own hands.
    ...(contract.body && !contract.form && { body: contract.body }),
    response: replyOf(contract),
  }
}

/** Bodies that are no JSON are told in the document alone. */
const bodyOf = ({ body, form, stream }: RouteContract): FastifySchema => {
  const binary = Type.String({ format: 'binary' })
  if (form) {
    const { properties = {}, required = [] } = (body ?? {}) as Partial<TObject>
    const file = form.required ? binary : Type.Optional(binary)
    const fields = { ...properties, [form.file]: file }
    return {
      consumes: ['multipart/form-data'],
      body: { ...Type.Object(fields, strict), required: [...required, ...(form.required ? [form.file] : [])] },
    } as FastifySchema
  }
  return stream ? ({ consumes: [stream], body: binary } as FastifySchema) : {}
}

/** Headers are told in the document alone: the server reads them itself, so that a wrong one gets its own answer. */
const headersOf = (key: string, contract: RouteContract): TSchema | undefined => {
  const { headers, creates } = contract
  const idempotency = creates && { 'Idempotency-Key': Type.Optional(Type.String({ minLength: 1, maxLength: 200 })) }
  const version = key.startsWith('PUT ') && {
    'If-Match': Type.Optional(Type.String({ description: '"<version>"' })),
  }
  if (!headers && !idempotency && !version) return undefined
  return Type.Object({ ...headers?.properties, ...idempotency, ...version })
}

/** What of a call is told in the document, and not given to the server. */
const toldOf = (key: string): FastifySchema => {
  if (!Object.hasOwn(api, key)) return {}
  const contract: RouteContract = api[key as RouteKey]
  const headers = headersOf(key, contract)
  const successes = Object.entries(contract.reply).map(([status, reply]) => [
    status,
    { ...reply, headers: contract.replyHeaders },
  ])
  return {
    ...(headers && { headers }),
    ...bodyOf(contract),
    ...(contract.replyHeaders && { response: Object.fromEntries(successes) }),
  }
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
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'the `token` of a sign-in, for 15 minutes; `refresh` renews it (POST /api/users/refresh)',
          },
          boleto: {
            type: 'apiKey',
            in: 'query',
            name: 'boleto',
            description: 'where no header can be sent: for one use within a minute (POST /api/users/ticket)',
          },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      return { schema: { ...schema, ...toldOf(`${String(route.method)} ${url}`) }, url }
    },
  }
  await app.register(swagger, options)
  let document: string | undefined
  app.get('/api/openapi.json', { config: { access: 'public' }, schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(complete(app.swagger() as unknown as Document))
    return reply.header('cache-control', 'private, no-cache').type('application/json; charset=utf-8').send(document)
  })
}
