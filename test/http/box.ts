import { join } from 'node:path'
import type { FastifyPluginAsync } from 'fastify'
import type { Test } from 'tap'
import { assembleAnalytics } from '../../src/analytics/assemble.ts'
import { assembleCatalog } from '../../src/catalog/assemble.ts'
import type { Clock } from '../../src/clock.ts'
import { type Config, ConfigSchema } from '../../src/config.ts'
import { type ErrorCode, errors } from '../../src/errors.ts'
import { createCallerOf } from '../../src/http/access.ts'
import type { Fast } from '../../src/http/listener.ts'
import { refusalsOf } from '../../src/http/refusals.ts'
import { createHttp } from '../../src/http/server.ts'
import { assembleLives } from '../../src/ingest/assemble.ts'
import { api, type RouteContract, type RouteKey } from '../../src/model/api.ts'
import type { Arranque } from '../../src/model/arranque.ts'
import type { Credenciales, Rol } from '../../src/model/usuario.ts'
import { assembleNetwork } from '../../src/network/assemble.ts'
import { createInspection } from '../../src/packaging/inspection.ts'
import { createMediaTools } from '../../src/packaging/media-tools.ts'
import { assemblePeople } from '../../src/people/assemble.ts'
import { createPasswords } from '../../src/people/passwords.ts'
import { createDiskBlobs } from '../../src/storage/blobs/disk.ts'
import { createKeptBlobs } from '../../src/storage/blobs/kept.ts'
import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import { createAskedJobs } from '../../src/system/asked-jobs.ts'
import { createAudit } from '../../src/system/audit.ts'
import { createJobs, type JobHandler } from '../../src/system/jobs.ts'
import { createLog } from '../../src/system/log.ts'
import { createMetrics } from '../../src/system/metrics.ts'
import { systemRoutes } from '../../src/system/routes.ts'
import { createStatus } from '../../src/system/status.ts'

/** A clock that the test moves by hand. */
export const createTestClock = (): Clock & { advance(ms: number): void; reboot(): void } => {
  let now = 1_000_000
  const wallAhead = 1_760_000_000_000
  const boot: Arranque = {
    numero: 1,
    desde_nodo_ms: 0,
    desde_en: wallAhead,
    techo_nodo_ms: 0,
    correccion_ms: 0,
    confianza: 'baja',
    limpio: false,
  }
  return {
    now: () => now,
    wall: () => now + wallAhead,
    wallOf: (nodoMs) => nodoMs + wallAhead,
    boot: () => boot,
    confidence: () => boot.confianza,
    async setWall(_paredMs, confianza) {
      boot.confianza = confianza
    },
    advance: (ms) => {
      now += ms
    },
    reboot: () => {
      boot.numero += 1
    },
  }
}

/** An ingest that no encoder ever reaches. */
export const noEncoder = {
  open: async () => ({ rows: [], tracks: undefined }),
  finish: async () => undefined,
  keys: async () => undefined,
  port: () => 1935,
}

const password = 'una clave larga de prueba'

/** What leads to each call, those without parameters first: so does the router look for them. */
const ways = (Object.entries(api) as [RouteKey, RouteContract][])
  .map(([key, contract]) => ({ key, contract, pattern: new RegExp(`^${key.replace(/:\w+/g, '[^/?]+')}/?(\\?|$)`) }))
  .sort((one, other) => one.key.split(':').length - other.key.split(':').length)

/** @throws Error where a call answers what its contract does not tell */
const refuseUntold = (method: string, path: string, status: number, body: { error?: { codigo: ErrorCode } }): void => {
  const way = ways.find(({ pattern }) => pattern.test(`${method} ${path}`))
  if (!way) return
  const { key, contract } = way
  const codes = refusalsOf(key, contract)
  const told = status < 400 ? status in contract.reply : codes.some((code) => errors[code].http === status)
  const code = body?.error?.codigo
  if (told && (code === undefined || codes.includes(code))) return
  throw new Error(`${key} answers ${status} ${code ?? ''}, which its contract does not tell`)
}

/** A box with real storage, people, catalog and HTTP on a free port; its lives are records without media. */
export const openBox = async (
  t: Test,
  {
    settings = {},
    fast = () => false,
    plugins = [],
    cors = '',
    guessing = false,
    grabacion = async () => undefined,
    admit = async () => undefined,
  }: {
    settings?: Partial<Config>
    fast?: Fast
    plugins?: FastifyPluginAsync[]
    cors?: string
    /** Whether who guesses passwords and codes is never made to wait. */
    guessing?: boolean
    /** Does the jobs, once the test starts them. */
    grabacion?: JobHandler
    /** Whether the disk has room for so many bytes. */
    admit?: (bytes: number) => Promise<void>
  } = {},
) => {
  const dataDir = t.testdir()
  const lines: string[] = []
  const log = createLog({ level: 'debug', format: 'json', console: { write: (line) => void lines.push(line) } })
  const defaults = Object.fromEntries(
    Object.entries(ConfigSchema.properties).map(([key, schema]) => [
      key,
      'default' in schema ? schema.default : undefined,
    ]),
  )
  const values = {
    ...defaults,
    login_per_minute: 10_000,
    register_per_minute: 10_000,
    analytics_per_minute: 10_000,
    writes_per_minute: 10_000,
    ...settings,
  } as { -readonly [K in keyof Config]: Config[K] }
  const get = <K extends keyof Config>(key: K): Config[K] => values[key]
  const clock = createTestClock()
  const storage = createEmbedded({ dataDir, log: log.logger })
  const disk = createDiskBlobs({ dir: join(dataDir, 'blobs') })
  const blobs = createKeptBlobs({ disk, records: storage.blobRecords, clock, log: log.logger })
  const patient = { ...storage.limits, counts: async (keys: readonly string[]) => keys.map(() => 0) }
  const tools = createMediaTools({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
  const people = assemblePeople({
    storage: guessing ? { ...storage, limits: patient } : storage,
    clock,
    settings: { get },
    dataDir,
    passwords: createPasswords(4),
    blobs,
    tools,
    log: log.logger,
    keysGone: () => streamKeys.refresh(),
    contents: () => catalog.catalog,
  })
  const { accounts } = people
  const onAir = assembleLives({ storage, ingest: noEncoder, clock, log: log.logger, graceMs: () => 300_000 })
  const { lives, streamKeys, state } = onAir
  const removed: string[] = []
  const jobs = createJobs({
    store: storage.jobs,
    calls: storage.jobCalls,
    clock,
    log: log.logger,
    handlers: { grabacion },
  })
  const catalog = assembleCatalog({
    storage,
    lives: storage.lives,
    abandonJobs: jobs.abandon,
    blobs: {
      ...blobs,
      async discard(sha256s, contenidoId) {
        removed.push(...sha256s)
        await blobs.discard(sha256s, contenidoId)
      },
    },
    inspection: createInspection({ tools }),
    tools,
    clock,
    dataDir,
    space: { admit },
    log: log.logger,
    removeRecording: async (id) => void removed.push(id),
  })
  const network = assembleNetwork({ storage, clock, contents: catalog.catalog.some })
  const missing = new Set<string>()
  const metrics = createMetrics({
    lives: lives.counts,
    partsServed: () => 7,
    childRestarts: () => 0,
    pendingJobs: storage.jobs.pending,
    takeCommitTimes: storage.takeCommitTimes,
    disk: async () => ({ free: 1, total: 2 }),
  })
  const status = createStatus({
    nombre: 'Radio de prueba',
    version: '0.0.0',
    rol: 'nodo',
    nodoId: storage.identity.nodoId,
    clock,
    disk: async () => ({ libre_bytes: 1, total_bytes: 2, nivel: 'normal', proximos: [] }),
    registrationOpen: () => get('registration_open'),
    firstRunOpen: () => accounts.firstRunCode() !== undefined,
    lives: lives.counts,
    parts: () => ({ storage: storage.status() }),
    latestBackup: () => null,
    dispensable: [],
    notices: () => [],
  })
  const askedJobs = createAskedJobs({ store: storage.jobs, worker: jobs, clock })
  const http = createHttp({
    host: '127.0.0.1',
    port: 0,
    about: { name: 'Radio de prueba', version: '0.0.0' },
    log: log.logger,
    clock,
    settings: { get },
    corsOrigins: cors,
    jwtSecret: () => storage.identity.secret('jwt'),
    callerOf: createCallerOf({ tokens: people.accessTokens, tickets: people.tickets }),
    owners: {
      ...people.owners,
      ...catalog.owners,
      ...network.owners,
      ...onAir.owners,
      trabajo: askedJobs.admit,
    },
    idempotency: storage.idempotency,
    limits: storage.limits,
    files: catalog.files,
    fast,
    routes: [
      ...people.routes,
      ...onAir.routes,
      ...catalog.routes,
      ...network.routes,
      ...assembleAnalytics({ storage, clock }).routes,
      systemRoutes({ jobs: askedJobs, status, audit: createAudit(storage), metrics, clock }),
    ],
    plugins,
    notReady: () => [...missing],
  })
  await storage.start()
  t.teardown(async () => {
    metrics.stop()
    await http.stop()
    for (const service of catalog.services.toReversed()) await service.stop()
    await blobs.stop()
    await jobs.stop()
    await state.settle()
    await storage.stop()
    await log.close()
  })
  await storage.boots.begin(60_000, clock.wall())
  await accounts.start()
  await blobs.start()
  for (const service of catalog.services) await service.start()
  await streamKeys.refresh()
  await http.start()
  const { port } = http.address()
  const base = `http://127.0.0.1:${port}`

  /** One request, answered as its contract says; what is not a string is sent as JSON. */
  const call = async (key: string, sent: { body?: unknown; token?: string; headers?: Record<string, string> } = {}) => {
    const [method = 'GET', path = '/'] = key.split(' ')
    const answer = await fetch(base + path, {
      method,
      headers: {
        ...(sent.body !== undefined && { 'content-type': 'application/json' }),
        ...(sent.token !== undefined && { authorization: `Bearer ${sent.token}` }),
        ...sent.headers,
      },
      ...(sent.body !== undefined && { body: typeof sent.body === 'string' ? sent.body : JSON.stringify(sent.body) }),
    })
    const text = await answer.text()
    const json = text !== '' && /json/.test(answer.headers.get('content-type') ?? '')
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
    const body: any = json ? JSON.parse(text) : text
    refuseUntold(method, path, answer.status, body)
    return { status: answer.status, headers: answer.headers, body }
  }

  const emailOf = (name: string) => `${name.replaceAll(' ', '.')}@ejemplo.org`
  /** Signs in who is there already. */
  const enter = async (name: string): Promise<Credenciales> =>
    (await call('POST /api/users/login', { body: { email: emailOf(name), clave: password } })).body

  /** An account of a role, signed in. */
  const person = async (rol: Rol, name: string = rol): Promise<Credenciales> => {
    await accounts.createUser({ nombre: name, email: emailOf(name), clave: password, tipo_usuario: rol })
    return enter(name)
  }

  return {
    base,
    port,
    call,
    person,
    enter,
    password,
    clock,
    storage,
    accounts,
    catalog: catalog.catalog,
    uploads: catalog.uploads,
    lives,
    streamKeys,
    jobs,
    http,
    values,
    lines,
    missing,
    removed,
    blobs,
    dataDir,
  }
}
