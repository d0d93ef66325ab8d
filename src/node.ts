import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { assembleAnalytics } from './analytics/assemble.ts'
import { assembleCatalog } from './catalog/assemble.ts'
import { createRetention } from './catalog/retention.ts'
import { createClock } from './clock.ts'
import type { Config } from './config.ts'
import { createEmbed } from './delivery/embed.ts'
import { createFeeds } from './delivery/feeds.ts'
import { createHls } from './delivery/hls.ts'
import { createMedia } from './delivery/media.ts'
import { createCallerOf } from './http/access.ts'
import { createPages } from './http/pages.ts'
import { createHttp } from './http/server.ts'
import { assembleLives } from './ingest/assemble.ts'
import { createIngest } from './ingest/ingest.ts'
import type { Settings } from './load-config.ts'
import { assembleNetwork } from './network/assemble.ts'
import { createEncoderSpeed } from './packaging/encoder-speed.ts'
import { createInspection } from './packaging/inspection.ts'
import { createMediaTools } from './packaging/media-tools.ts'
import { createRecordingJob } from './packaging/recording-job.ts'
import { createUploadJob } from './packaging/upload-job.ts'
import { rungsOf } from './packaging/upload-ladder.ts'
import { assemblePeople } from './people/assemble.ts'
import { createPasswords } from './people/passwords.ts'
import { type Health, type Service, startInOrder } from './service.ts'
import { createDiskBlobs } from './storage/blobs/disk.ts'
import { createKeptBlobs } from './storage/blobs/kept.ts'
import { createStorage } from './storage-family.ts'
import { createAskedJobs } from './system/asked-jobs.ts'
import { createAudit } from './system/audit.ts'
import { createBackups } from './system/backup/backups.ts'
import { createRemovals } from './system/backup/removals.ts'
import { createCommands } from './system/commands.ts'
import { createJobs } from './system/jobs.ts'
import { createKeptSettings } from './system/kept-settings.ts'
import { reachableHosts } from './system/lan.ts'
import type { Log } from './system/log.ts'
import { createMetrics } from './system/metrics.ts'
import { systemRoutes } from './system/routes.ts'
import { type Address, createSocketServer } from './system/socket.ts'
import { createSpace } from './system/space.ts'
import { spaceNotices } from './system/space-notices.ts'
import { createStatus, diskOf } from './system/status.ts'

export interface Node extends Service {
  addresses(): { http: Address; rtmp: Address }
  /** While there is no admin. */
  firstRunCode(): string | undefined
}

export interface NodeDeps {
  config: Config
  settings: Settings
  log: Log
}

/** What the dashboard is built into. */
const site = join(import.meta.dirname, '..', 'dist', 'dashboard')

/** The box: every part made, given what it needs, and started in order. Read from top to bottom it is the picture of the house. */
export const createNode = async ({ config, settings, log: { logger } }: NodeDeps): Promise<Node> => {
  const dataDir = config.data_dir
  const recordingsDir = join(dataDir, 'grabaciones')
  const since = Date.now()

  const storage = await createStorage(config, logger)
  const clock = createClock({ boots: storage.boots, log: logger })
  const removals = createRemovals()
  const disk = createDiskBlobs({ dir: join(dataDir, 'blobs'), removing: removals.count })
  const blobs = createKeptBlobs({ disk, records: storage.blobRecords, clock, log: logger })

  const tools = createMediaTools({ ffmpeg: config.ffmpeg, ffprobe: config.ffprobe })
  const people = assemblePeople({
    storage,
    clock,
    settings,
    dataDir,
    passwords: createPasswords(),
    blobs,
    tools,
    log: logger,
    keysGone: () => streamKeys.refresh(),
    contents: () => catalog,
  })
  const { accounts } = people

  const space = createSpace({
    dataDir,
    disk: () => diskOf(dataDir),
    record: (what) => ingest.record(what),
    retention: createRetention({ contents: storage.contents, lives: storage.lives, blobs, recordingsDir }),
    log: logger,
  })
  const { contents, notices, said } = storage
  const making = { contents, blobs, tools, space }
  const ladder = {
    rungs: () => rungsOf(settings.get('video_ladder')),
    speed: createEncoderSpeed(tools),
    onAir: () => state.counts().lives > 0,
  }
  const jobs = createJobs({
    store: storage.jobs,
    calls: storage.jobCalls,
    clock,
    log: logger,
    handlers: {
      grabacion: createRecordingJob({ ...making, lives: storage.lives, recordingsDir }),
      preparar: createUploadJob({
        ...{ ...making, notices, said, ladder, clock, log: logger },
        keepsOriginals: () => settings.get('keep_originals'),
      }),
    },
  })

  let childRestarts = 0
  const wallOffsetMs = () => clock.wall() - performance.timeOrigin - performance.now()
  const ingest = createIngest({
    setup: () => ({
      rtmpHost: config.rtmp_host,
      rtmpPort: config.rtmp_port,
      ffmpeg: config.ffmpeg,
      dataDir,
      wallOffsetMs: wallOffsetMs(),
    }),
    log: logger,
    heard(event) {
      if (event.type === 'log') logger[event.level](event.fields, event.message)
      else if (event.type === 'childRestarted') childRestarts++
      else {
        if (event.type === 'recordingFailed') space.look()
        state.heard(event)
      }
    },
    acquire: (key) => streamKeys.acquire(key),
    async restarted() {
      await streamKeys.publish()
      await state.reopen()
    },
  })
  const onAir = assembleLives({
    storage,
    ingest,
    clock,
    log: logger,
    graceMs: () => settings.get('live_grace_s') * 1000,
  })
  const { lives, streamKeys, state } = onAir
  const hls = createHls({ live: (id) => state.air(id)?.onAir() })

  const catalogRoom = assembleCatalog({
    storage,
    lives,
    blobs,
    inspection: createInspection({ tools }),
    tools,
    clock,
    dataDir,
    space,
    log: logger,
    abandonJobs: jobs.abandon,
    removeRecording: (live) => removals.remove(join(recordingsDir, live)),
  })
  const { catalog } = catalogRoom
  const network = assembleNetwork({ storage, clock, contents: catalog.some })
  const { version } = packageJson
  const backups = createBackups({ storage, clock, config, version, polite: true, removals, log: logger })
  let up = false
  const parts = (): Record<string, Health> => ({
    ...storage.parts(),
    ingesta: { estado: ingest.ready() ? 'ok' : 'down', desde: since, motivo: null },
    disco: space.status(),
    ...backups.parts(),
  })
  const status = createStatus({
    nombre: config.node_name,
    version,
    rol: 'nodo',
    nodoId: storage.identity.nodoId,
    clock,
    disk: space.disk,
    registrationOpen: () => settings.get('registration_open'),
    firstRunOpen: () => accounts.firstRunCode() !== undefined,
    lives: state.counts,
    parts,
    dispensable: ['neo4j', 'redis'],
    latestBackup: backups.latest,
    notices: (idioma, disk) => [
      ...Object.entries({ ...storage.parts(), ...backups.parts() }).flatMap(([codigo, { motivo }]) =>
        motivo === null ? [] : [{ codigo, mensaje: motivo[idioma] }],
      ),
      ...spaceNotices(disk, idioma),
    ],
  })
  const metrics = createMetrics({
    lives: state.counts,
    partsServed: () => hls.served().parts,
    childRestarts: () => childRestarts,
    pendingJobs: storage.jobs.pending,
    takeCommitTimes: storage.takeCommitTimes,
    disk: () => diskOf(dataDir),
  })

  const askedJobs = createAskedJobs({ store: storage.jobs, worker: jobs, clock })
  const callerOf = createCallerOf({ tokens: people.accessTokens, tickets: people.tickets })
  const http = createHttp({
    host: config.http_host,
    port: config.http_port,
    about: { name: config.node_name, version },
    log: logger,
    clock,
    settings,
    corsOrigins: config.cors_origins,
    jwtSecret: () => storage.identity.secret('jwt'),
    callerOf,
    owners: {
      ...people.owners,
      ...catalogRoom.owners,
      ...network.owners,
      ...onAir.owners,
      trabajo: askedJobs.admit,
    },
    idempotency: storage.idempotency,
    limits: storage.limits,
    files: catalogRoom.files,
    fast: hls.handle,
    routes: [
      ...people.routes,
      ...onAir.routes,
      ...catalogRoom.routes,
      ...network.routes,
      ...assembleAnalytics({ storage, clock }).routes,
      systemRoutes({ jobs: askedJobs, status, audit: createAudit(storage), metrics, clock }),
    ],
    plugins: [
      createMedia({
        ...storage,
        blobs,
        recordingsDir,
        readerOf: callerOf,
      }),
      createFeeds({ ...storage, blobs, clock, nodoId: storage.identity.nodoId, name: config.node_name }),
      createEmbed({ contents, page: join(site, 'index.html') }),
      createPages(site),
    ],
    notReady: () => [
      ...(up ? [] : ['arranque']),
      ...(storage.status().estado === 'down' ? ['almacenamiento'] : []),
      ...(ingest.ready() ? [] : ['ingesta']),
    ],
  })

  const addresses = () => ({ http: http.address(), rtmp: { host: config.rtmp_host, port: ingest.port() } })
  const socket = createSocketServer({
    dataDir,
    handlers: createCommands({
      accounts,
      keys: streamKeys,
      projections: storage.projections,
      backups,
      dataDir,
      host: () => `${reachableHosts(config.http_host)[0]}:${http.address().port}`,
      running: { lives, addresses },
    }),
    log: logger,
  })

  let stop: () => Promise<void> = async () => undefined
  return {
    name: 'node',
    async start() {
      stop = await startInOrder([
        storage,
        createKeptSettings(storage.settings, settings),
        clock,
        blobs,
        accounts,
        people.erasure,
        onAir.kept,
        ingest,
        onAir.takenUp,
        space,
        jobs,
        ...catalogRoom.services,
        http,
        socket,
        backups,
      ])
      up = true
    },
    async stop() {
      up = false
      await stop()
      metrics.stop()
    },
    addresses,
    firstRunCode: accounts.firstRunCode,
  }
}
