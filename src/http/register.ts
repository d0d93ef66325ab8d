import multipart from '@fastify/multipart'
import type {
  FastifyInstance,
  FastifyReply,
  FastifyRequest,
  HTTPMethods,
  onRequestAsyncHookHandler,
  RouteOptions,
} from 'fastify'
import type { TObject } from 'typebox'
import { callerHost } from '../caller-host.ts'
import { NodoError } from '../errors.ts'
import { api, type RouteContract, type RouteKey } from '../model/api.ts'
import { createOwnGuard, type Guard, type Owners } from './access.ts'
import { type FormFiles, readForm } from './form.ts'
import type { Idempotency } from './idempotency.ts'
import { languageOf } from './language.ts'
import type { LimitSetting } from './limits.ts'
import { operationOf } from './openapi.ts'
import { check, most, problemOf } from './problems.ts'
import type { Call, Register } from './route.ts'

/** A call before its parts are known to be those of one route. */
type AnyCall = Omit<Call<RouteKey>, 'params' | 'query' | 'body'> & { params: unknown; query: unknown; body: unknown }

/** Requests carry names and labels, never files: those have routes of their own. */
const bodyLimit = 64 * 1024

/** `"3"` of `If-Match` (RFC 9110 § 13.1.1); `*` matches whatever is there. @throws NodoError precondicion_fallida (a tag that no record has) */
const ifMatchOf = (request: FastifyRequest): number | undefined => {
  const header = request.headers['if-match']
  if (header === undefined || header.trim() === '*') return undefined
  const version = /^\s*"?(\d{1,15})"?\s*$/.exec(header)?.[1]
  if (version === undefined) throw new NodoError('precondicion_fallida')
  return Number(version)
}

/** An Idempotency-Key is what the caller likes, within reason. @throws NodoError datos_invalidos */
const idempotencyKeyOf = (request: FastifyRequest): string | undefined => {
  const campo = 'Idempotency-Key'
  const header = request.headers['idempotency-key']
  if (header === undefined) return undefined
  if (typeof header === 'string' && header.length >= 1 && header.length <= 200) return header
  const problem =
    header.length === 0 ? problemOf(campo, 'minLength', { limit: 1 }) : problemOf(campo, 'maxLength', { limit: 200 })
  throw new NodoError('datos_invalidos', { details: [problem] })
}

/** A call that takes no body takes an empty one, and refuses what stands in another. @throws NodoError datos_invalidos */
const refuseBody = (request: FastifyRequest): void => {
  const { body } = request
  if (body === undefined || body === null) return
  const fields = typeof body === 'object' ? Object.keys(body) : ['cuerpo']
  if (fields.length === 0) return
  const details = fields.slice(0, most).map((field) => problemOf(field.slice(0, 100), 'additionalProperties'))
  throw new NodoError('datos_invalidos', { details })
}

/** What tells two creating requests apart: of a file its hash. */
const fingerprinted = ({ body, file }: AnyCall): unknown => (file ? { body, file: file.sha256 } : body)

/** Registers calls of the contract: schemas, access, limits, kept answers and the status of the success. */
export const createRegister = (
  app: FastifyInstance,
  deps: {
    guard: Guard
    owners: Owners
    limits: Record<LimitSetting, onRequestAsyncHookHandler>
    idempotency: Idempotency
    files: FormFiles
  },
): Register => {
  const ownGuard = createOwnGuard(deps.owners)

  const answer = async (key: RouteKey, call: AnyCall, handler: (call: AnyCall) => Promise<unknown>) => {
    const contract: RouteContract = api[key]
    const header = contract.creates ? idempotencyKeyOf(call.reply.request) : undefined
    if (header === undefined) return handler(call)
    const attempt = await deps.idempotency.begin(call.reader?.id ?? 'publico', key, header, fingerprinted(call))
    try {
      if (!attempt.replay) return await handler({ ...call, keep: attempt.keep })
      call.reply.code(attempt.replay.estado)
      return attempt.replay.cuerpo
    } finally {
      attempt.done()
    }
  }

  const handle = async (
    key: RouteKey,
    request: FastifyRequest,
    reply: FastifyReply,
    handler: (call: AnyCall) => Promise<unknown>,
  ) => {
    const contract: RouteContract = api[key]
    if (!contract.body && !contract.stream) refuseBody(request)
    const ifMatch = request.method === 'GET' ? undefined : ifMatchOf(request)
    reply.code(Number(Object.keys(contract.reply)[0])).header('cache-control', 'private, no-cache')
    if (contract.media) reply.type(`${contract.media}; charset=utf-8`)
    const form =
      contract.form &&
      (await readForm(
        request,
        { form: contract.form, fields: contract.body as TObject, maxBytes: contract.maxBytes },
        deps.files,
      ))
    const call: AnyCall = {
      params: request.params,
      query: request.query,
      body: form ? form.body : request.body,
      file: form?.file,
      reader: request.reader,
      idioma: languageOf(request.headers['accept-language']),
      host: callerHost(request),
      address: request.ip,
      agent: request.headers['user-agent'] ?? '',
      ifMatch,
      keep: () => undefined,
      check: (schema, value) => check(request, schema, value),
      reply,
    }
    try {
      return await answer(key, call, handler)
    } catch (error) {
      if (ifMatch !== undefined && error instanceof NodoError && error.code === 'version_distinta')
        throw new NodoError('precondicion_fallida', { cause: error })
      throw error
    } finally {
      if (form?.file) await deps.files.remove(form.file.path)
    }
  }

  /** A call whose body is no JSON lives in a scope that reads it; in all others it stays refused. */
  const scopeOf = async (scope: FastifyInstance, { form, stream }: RouteContract): Promise<void> => {
    if (form) await scope.register(multipart)
    if (stream) scope.addContentTypeParser(stream, (_request, _payload, done) => done(null))
  }

  return (key, handler) => {
    const contract: RouteContract = api[key]
    const [method, url] = key.split(' ') as [HTTPMethods, string]
    const reads = ['GET', 'HEAD', 'OPTIONS'].includes(method)
    const limit = contract.limit ?? (reads || contract.unlimited ? undefined : 'writes_per_minute')
    const streamed = contract.form !== undefined || contract.stream !== undefined
    const route: RouteOptions = {
      method,
      url,
      schema: operationOf(key, contract),
      bodyLimit: streamed ? Number.MAX_SAFE_INTEGER : (contract.maxBytes ?? bodyLimit),
      config: { access: contract.access, streamed, swagger: { exposeHeadRoute: method === 'HEAD' } },
      onRequest: [
        deps.guard(contract.access, contract.credentials ?? false),
        ...(limit === undefined ? [] : [deps.limits[limit]]),
        ...(contract.owned === undefined ? [] : [ownGuard(contract.owned)]),
      ],
      // The schemas of this very route have checked the parts, which is what ties them to its types.
      handler: (request, reply) => handle(key, request, reply, handler as (call: AnyCall) => Promise<unknown>),
    }
    if (!streamed) return void app.route(route)
    app.register(async (scope) => {
      await scopeOf(scope, contract)
      scope.route(route)
    })
  }
}
