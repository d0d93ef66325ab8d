import { hostname } from 'node:os'
import { resolve } from 'node:path'
import { qualityCells, viewCells } from '../../analytics/cells.ts'
import { filled } from '../../errors.ts'
import { prepareFolder } from '../folder.ts'
import { folderHolder } from '../folder-holder.ts'
import { ringing } from '../job-calls.ts'
import { lockFolder } from '../lock.ts'
import { createNoticeNews } from '../notice-news.ts'
import type { Storage } from '../storage.ts'
import { storageTexts } from '../storage-texts.ts'
import { createAccounts } from './accounts.ts'
import { createAnalyses } from './analyses.ts'
import { createArtists } from './artists.ts'
import { createAudit } from './audit.ts'
import { createBaseLease, usualLeaseMs } from './base-lease.ts'
import { createBlobs } from './blobs.ts'
import { createBoots } from './boots.ts'
import { createCategories, establishCategories } from './categories.ts'
import { createCells, viewTotals } from './cells.ts'
import { createChangeLog } from './change-log.ts'
import { createChannels, establishMainChannel } from './channels.ts'
import { createCollaborations } from './collaborations.ts'
import { createCollections } from './collections.ts'
import { createCollectives } from './collectives.ts'
import { createComments } from './comments.ts'
import { createConflicts } from './conflicts.ts'
import { createContentCache } from './content-cache.ts'
import { createContents } from './contents.ts'
import { createDevices } from './devices.ts'
import { createDiario } from './diario.ts'
import { createDocuments } from './documents.ts'
import { createErasures } from './erasures.ts'
import { createFeedTarget } from './feed-writes.ts'
import { createFeedSource, createFeeds } from './feeds.ts'
import { createFollows } from './follows.ts'
import { createGraph } from './graph.ts'
import { graphSchema } from './graph-schema.ts'
import { createGraphTarget } from './graph-writes.ts'
import { createHistory, recordPlays } from './history.ts'
import { createIdempotency } from './idempotency.ts'
import { createIdentity, establishOrigin } from './identity.ts'
import { createJobCalls } from './job-calls.ts'
import { createJobs } from './jobs.ts'
import { createLists } from './lists.ts'
import { createLimits } from './live/limits.ts'
import { createLiveHolders } from './live/live-holders.ts'
import { createPresence } from './live/presence.ts'
import { createRooms } from './live/rooms.ts'
import { createViewers } from './live/viewers.ts'
import { createLives } from './lives.ts'
import { createMeasurements } from './measurements.ts'
import { createMemberships } from './memberships.ts'
import { createModerations } from './moderations.ts'
import { createMongo, endAbandoned, type MongoPlace, migrate, namesOf, refuseAlone } from './mongo.ts'
import { unreachable } from './mongo-error.ts'
import { watchMongo } from './mongo-watch.ts'
import { createNames } from './names.ts'
import { createNeo4j, type Neo4jSettings } from './neo4j.ts'
import { createNodes } from './nodes.ts'
import { createNoticeTarget } from './notice-target.ts'
import { createNotices } from './notices.ts'
import { allBehind, behind, createOutage } from './outage.ts'
import { createPart } from './part.ts'
import { createPersonal } from './personal.ts'
import { createProgrammes } from './programmes.ts'
import { createProjections } from './projections.ts'
import { createPurchases } from './purchases.ts'
import { createQuestions } from './questions.ts'
import { createRankings, createRankingTarget, createRankReads } from './rankings.ts'
import { createReactions } from './reactions.ts'
import { createRedis } from './redis.ts'
import { createReports } from './reports.ts'
import { refuseHalfMoved } from './rows.ts'
import { createSaid } from './said.ts'
import { createSearchTarget } from './search-target.ts'
import { createSessions } from './sessions.ts'
import { createSettings } from './settings.ts'
import { takeSnapshot } from './snapshot.ts'
import { createStreamKeys } from './stream-keys.ts'
import { createTransactions } from './transactions.ts'
import { createUnits } from './unit.ts'
import { createUploads } from './uploads.ts'
import { createVocabulary, createVocabularyTarget } from './vocabulary.ts'

export interface ServersDeps {
  dataDir: string
  mongo: MongoPlace
  neo4j: Neo4jSettings
  redisUrl: string
  /** How long the database stays this folder's after a last sign of life; the usual time unless it is given. */
  leaseMs?: number
  log: Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>
}

/**
 * The servers family: documents in MongoDB, a graph of them in Neo4j, live state in Redis (design.md, Storage). It starts
 * and works on without the latter two. `start` takes the data folder for this process, since
 * recordings and blobs are there, and brings the database to the present collections.
 * @throws NodoError from start: carpeta_no_escribible, carpeta_en_uso, mongodb_no_responde, mongodb_sin_replicas, base_en_uso
 */
export const createServers = (deps: ServersDeps): Storage => {
  const { dataDir, mongo: place, neo4j: settings, redisUrl, leaseMs = usualLeaseMs, log } = deps
  const mongo = createMongo(place)
  const part = createPart()
  const outage = createOutage()
  const diario = createDiario(mongo)
  const lease = createBaseLease({
    mongo,
    lengthMs: leaseMs,
    onLost: (by) => {
      unwatch()
      const { baseTaken, baseGone } = storageTexts
      const text =
        by === undefined ? filled(baseGone, { base: mongo.db.databaseName }) : filled(baseTaken, { quien: by })
      part.tell('down', text)
      log.error({ by }, 'the database is no longer of this node: nothing more is written here')
      // What is theirs to follow is no longer known here.
      projections.stop().catch((err) => log.warn({ err }, 'the projections did not stop in order'))
    },
  })
  const units = createUnits(mongo, diario, lease, outage)
  const redis = createRedis(redisUrl, log)
  const cache = createContentCache(redis, diario.nodoId)
  const collections = createCollections(mongo, diario, cache)
  const ranks = createRankReads(redis, diario.nodoId)
  const jobCalls = createJobCalls(redis, diario.nodoId, log)
  const noticeNews = createNoticeNews()
  const rooms = createRooms(redis, diario.nodoId)
  const neo4j = createNeo4j(settings, graphSchema, log)
  const documents = behind(outage, createDocuments(mongo, collections))
  const source = createFeedSource(mongo)
  const feeds = { ...source, ...behind(outage, { newest: source.newest }) }
  const targets = {
    busqueda: createSearchTarget(mongo, units),
    feeds: createFeedTarget(redis, feeds, diario.nodoId),
    grafo: createGraphTarget(neo4j, diario.nodoId),
    notificaciones: createNoticeTarget(mongo, units, collections, noticeNews.tell),
    rankings: createRankingTarget(redis, documents, diario.nodoId),
    vocabulario: createVocabularyTarget(mongo, units),
  }
  // The lock on its folder makes this process the only one of that name.
  const holder = `${hostname()} ${resolve(dataDir)}`
  const projections = createProjections({ mongo, outage, diario, documents, redis, targets, holder, log })
  let unlock: (() => void) | undefined
  let unwatch = () => {}

  const ofDocuments = allBehind(outage, {
    accounts: createAccounts(mongo, units, collections),
    artists: createArtists(collections),
    sessions: createSessions(mongo, units, collections),
    history: createHistory(mongo, units, collections),
    lists: createLists(mongo, units, collections),
    notices: createNotices(mongo, units, collections, noticeNews.tell),
    devices: createDevices(mongo, units, collections),
    purchases: createPurchases(mongo, units, collections),
    categories: createCategories(mongo, units),
    blobRecords: createBlobs(mongo, units),
    uploads: createUploads(mongo, units, collections),
    contents: createContents(mongo, units, collections, ranks),
    comments: createComments(mongo, units, collections),
    reactions: createReactions(mongo, units, collections),
    reports: createReports(mongo, units, collections),
    questions: createQuestions(mongo, units, collections),
    transactions: createTransactions(mongo, units, collections),
    follows: createFollows(mongo, units, collections),
    collectives: createCollectives(mongo, units, collections),
    memberships: createMemberships(mongo, units, collections),
    collaborations: createCollaborations(mongo, units, collections),
    views: { ...createCells(mongo, units, diario, viewCells, recordPlays(collections)), ...viewTotals(mongo) },
    quality: createCells(mongo, units, diario, qualityCells),
    lives: createLives(mongo, units, collections),
    streamKeys: createStreamKeys(mongo, units),
    jobs: createJobs(mongo, units),
    boots: createBoots(mongo, units, collections, diario),
    idempotency: createIdempotency(mongo),
    settings: createSettings(mongo, units, collections),
    audit: createAudit(mongo, units, collections),
    changeLog: createChangeLog(mongo, units, diario),
    conflicts: createConflicts(mongo, units, collections),
    erasures: createErasures(mongo),
    personal: createPersonal(mongo, units, collections, diario),
    nodes: createNodes(mongo, units, collections),
    moderations: createModerations(mongo, units, collections),
    measurements: createMeasurements(mongo, units),
    analyses: createAnalyses(mongo, units, collections),
    channels: createChannels(mongo, units, collections),
    programmes: createProgrammes(mongo, units, collections),
    projections: projections.store,
    vocabulary: createVocabulary(mongo),
    names: createNames(mongo),
    said: createSaid(mongo, units, collections),
  })

  const ports = ringing(ofDocuments, jobCalls.ring)
  return {
    name: 'storage',
    ...ports,
    jobCalls,
    noticeNews,
    contents: cache.inFrontOf(ports.contents, () => part.status().estado === 'down'),
    identity: createIdentity(mongo, diario.nodoId),
    graph: createGraph(neo4j, diario.nodoId),
    feeds: createFeeds(redis, feeds, diario.nodoId),
    rankings: createRankings(redis, ranks, diario.nodoId),
    snapshots: { write: (file) => takeSnapshot(place, file) },
    rooms: rooms.store,
    viewers: createViewers(redis, diario.nodoId),
    presence: createPresence(redis, diario.nodoId),
    liveHolders: createLiveHolders(redis, diario.nodoId),
    limits: createLimits(redis, diario.nodoId),
    start: async () => {
      await prepareFolder(dataDir)
      unlock = lockFolder(dataDir)
      try {
        await mongo.client.connect()
        await refuseAlone(mongo)
        await lease.take(folderHolder(dataDir))
        await refuseHalfMoved(mongo)
        await endAbandoned(mongo)
        await migrate(mongo)
        await establishOrigin(mongo)
        await establishCategories(mongo)
        await diario.open()
        await establishMainChannel(units, collections, diario.nodoId())
      } catch (error) {
        await lease.release().catch(() => undefined)
        await mongo.client.close()
        unlock()
        throw unreachable(namesOf(mongo), error)
      }
      part.tell('ok', null)
      unwatch = watchMongo(mongo.client, part, outage, log)
      await Promise.all([redis.start(), rooms.start(), neo4j.start()])
      await jobCalls.start()
      await projections.start()
    },
    stop: async () => {
      // Of a server that is away none of them hears any more.
      await outage.within(projections.stop).catch(() => undefined)
      await jobCalls.stop()
      await Promise.all([rooms.stop(), redis.stop(), neo4j.stop()])
      // Where another has the base, its counters are theirs.
      await outage
        .within(() => lease.ensure().then(diario.close))
        .catch((err) => log.warn({ err }, 'the log could not be closed: it goes on from its ceiling'))
      await outage
        .within(lease.release)
        .catch((err) => log.warn({ err }, 'MongoDB is away: the database is free when its lease ends'))
      unwatch()
      part.tell('down', storageTexts.stopped)
      await mongo.client.close()
      unlock?.()
      unlock = undefined
    },
    status: part.status,
    parts: () => ({ mongodb: part.status(), neo4j: neo4j.part.status(), redis: redis.part.status() }),
    takeCommitTimes: units.takeTimes,
  }
}
