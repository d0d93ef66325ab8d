import jwt from '@fastify/jwt'
import fastify, { type FastifyBaseLogger, type FastifyPluginAsync, LogController } from 'fastify'
import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Service } from '../service.ts'
import type { LimitStore } from '../system/limit-store.ts'
import type { IdempotencyStore } from '../system/store.ts'
import { type CallerOf, createGuard, type Owners } from './access.ts'
import { allowOrigins } from './cors.ts'
import { serveDocs } from './docs.ts'
import { answerFailure } from './failure.ts'
import type { FormFiles } from './form.ts'
import { serveHealth } from './health.ts'
import { createIdempotency } from './idempotency.ts'
import { acceptJson } from './json-body.ts'
import { createLimits, type Settings } from './limits.ts'
import { answerUnreadable, close, createListener, type Fast, listen } from './listener.ts'
import { describe } from './openapi.ts'
import { createRegister } from './register.ts'
import type { Routes } from './route.ts'
import { createSchemaController } from './schemas.ts'
import { secure } from './security.ts'

export interface HttpDeps {
  host: string
  /** 0 takes a free one. */
  port: number
  about: { name: string; version: string }
  log: FastifyBaseLogger
  clock: Clock
  settings: Settings
  /** Origins, separated by commas, whose pages may call the API. */
  corsOrigins: string
  /** The key that signs access tokens. */
  jwtSecret(): Promise<string>
  callerOf: CallerOf
  owners: Owners
  idempotency: IdempotencyStore
  limits: LimitStore
  /** Answers in front of Fastify; true where it did. */
  fast: Fast
  /** Where the files of forms go. */
  files: FormFiles
  routes: readonly Routes[]
  /** What serves files: pages, recordings. */
  plugins: readonly FastifyPluginAsync[]
  /** The parts that are not up; empty when the node is ready. */
  notReady(): string[]
}

export interface Http extends Service {
  /** @throws Error before start */
  address(): { host: string; port: number }
}

const assemble = async (deps: HttpDeps) => {
  const holder: { server?: ReturnType<typeof createListener> } = {}
  const app = fastify({
    loggerInstance: deps.log,
    logController: new LogController({ disableRequestLogging: true }),
    serverFactory: (rest) => (holder.server = createListener(deps.fast, rest)),
    schemaController: createSchemaController(),
    frameworkErrors: answerFailure,
    clientErrorHandler: answerUnreadable,
    routerOptions: { ignoreTrailingSlash: true },
  })
  app.decorateRequest('reader', null)
  app.setErrorHandler(answerFailure)
  app.addHook('onRoute', ({ url, config }) => {
    if (/^\/api(\/|$)/.test(url) && config?.access === undefined) throw new Error(`${url} does not say who may call it`)
  })
  await secure(app)
  allowOrigins(app, deps.corsOrigins)
  // Here and not in the handler, so that the body of a request to nowhere is not even looked at.
  app.addHook('onRequest', async (request) => {
    if (request.is404) throw new NodoError('ruta_no_encontrada')
  })
  app.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?', 1)[0]
    request.log.debug(
      { metodo: request.method, ruta: path, estado: reply.statusCode, ms: reply.elapsedTime },
      'answered',
    )
  })
  acceptJson(app)
  await app.register(jwt, {
    secret: await deps.jwtSecret(),
    sign: { algorithm: 'HS256', noTimestamp: true },
    verify: { algorithms: ['HS256'] },
  })
  const guard = createGuard(deps.callerOf)
  const limits = await createLimits(app, deps)
  const idempotency = createIdempotency({ store: deps.idempotency, clock: deps.clock })
  await describe(app, deps.about)
  await serveDocs(app)
  serveHealth(app, deps.notReady)
  const register = createRegister(app, { guard, owners: deps.owners, limits, idempotency, files: deps.files })
  for (const route of deps.routes) route(register, app)
  for (const plugin of deps.plugins) await app.register(plugin)
  await app.ready()
  return { app, server: holder.server! }
}

/** The HTTP side of the box: everything that is asked and answered passes here. */
export const createHttp = (deps: HttpDeps): Http => {
  let running: Awaited<ReturnType<typeof assemble>> | undefined
  let bound: { host: string; port: number } | undefined
  return {
    name: 'http',
    /** @throws NodoError puerto_ocupado */
    async start() {
      running = await assemble(deps)
      const { port } = await listen(running.server, deps.host, deps.port)
      bound = { host: deps.host, port }
    },
    async stop() {
      if (!running) return
      await close(running.server)
      await running.app.close()
    },
    address() {
      if (!bound) throw new Error('http has not started')
      return bound
    },
  }
}
