import { type Document, MongoServerError, MongoServerSelectionError } from 'mongodb'
import { isAway, messageOf, NodoError, type Words } from '../../../errors.ts'
import type { Holder } from '../../folder-holder.ts'
import { refuseHeld } from '../base-lease.ts'
import { createMongo, type Mongo, type MongoPlace, namesOf } from '../mongo.ts'
import { isUnbegun, unreachable } from '../mongo-error.ts'
import { refuseHalfMoved } from '../rows.ts'
import { clockFinding, finding, isAtLeast, type ServerFinding } from './finding.ts'

/** What it answers to who may not ask, and on a router, is no failure of its own. */
const orUnknown = (error: unknown): undefined => {
  if (error instanceof MongoServerError) return undefined
  throw error
}

const wordsOf = (error: NodoError): Words => ({
  es: messageOf(error, 'es'),
  pt: messageOf(error, 'pt'),
  en: messageOf(error, 'en'),
})

/**
 * Whether it is a replica set: without one there are no transactions.
 * @param hello what the server says of itself
 * @param status of `replSetGetStatus`, where the user may ask for it
 */
export const replicasOf = (hello: Document, status?: Document): ServerFinding => {
  const control = 'mongodb_replicas'
  if (hello.msg === 'isdbgrid') return finding(control, 'ok', 'sharded')
  if (!hello.setName) return finding(control, 'fallo', 'notReplicated')
  const named = { nombre: hello.setName, primario: hello.primary ?? hello.me }
  const members = (status?.members ?? []) as { name: string; health: number }[]
  const away = members.filter(({ health }) => health !== 1).map(({ name }) => name)
  if (away.length > 0) return finding(control, 'aviso', 'membersAway', { ...named, miembros: away.join(', ') })
  return finding(control, 'ok', 'replicated', named)
}

/**
 * Whether a change that is acknowledged is on the disks of most members.
 * @param engine of `serverStatus`, and `config` of `replSetGetConfig`, where the user may ask for them
 */
export const writesOf = (engine?: Document, config?: Document): ServerFinding => {
  const control = 'mongodb_escrituras'
  if (engine?.persistent === false) return finding(control, 'fallo', 'notOnDisk', { motor: engine.name })
  if (config?.writeConcernMajorityJournalDefault === false) return finding(control, 'aviso', 'notJournaled')
  return finding(control, 'ok', 'writes')
}

/** Whose the database is, where this node does not run. */
const baseOf = async (mongo: Mongo, holder: Holder): Promise<ServerFinding> => {
  try {
    await refuseHeld(mongo, holder)
    await refuseHalfMoved(mongo)
  } catch (error) {
    if (error instanceof NodoError && !isAway(error))
      return { control: 'base', estado: 'fallo', detalle: wordsOf(error) }
    throw error
  }
  const origin = await mongo.of('origen').findOne({ _id: 'origen' })
  return finding('base', 'ok', origin ? 'baseFree' : 'baseAbsent', { base: mongo.db.databaseName })
}

/** A set that was never begun, or most of whose members are away, has nobody to answer for it. */
const leaderless = (error: unknown): ServerFinding | undefined => {
  if (isUnbegun(error)) return finding('mongodb_replicas', 'fallo', 'notBegun')
  if (!(error instanceof MongoServerSelectionError) || !error.reason) return undefined
  const types = [...error.reason.servers.values()].map(({ type }) => type)
  return types.includes('RSSecondary') ? finding('mongodb_replicas', 'fallo', 'noPrimary') : undefined
}

/** @param holder who may have the database; undefined while this node runs, and then nobody is asked */
export const examineMongo = async (
  place: MongoPlace,
  holder: Holder | undefined,
  now: () => number,
): Promise<ServerFinding[]> => {
  const mongo = createMongo(place)
  const servidor = namesOf(mongo)
  const ask = (command: Document) => mongo.client.db('admin').command(command)
  try {
    await mongo.client.connect()
    const { version } = await ask({ buildInfo: 1 })
    const from = now()
    const hello = await ask({ hello: 1 })
    const clock = clockFinding('mongodb_reloj', Number(hello.localTime), { from, to: now() })
    const replicas = await ask({ replSetGetStatus: 1 }).catch(orUnknown)
    const engine = await ask({ serverStatus: 1 }).catch(orUnknown)
    const config = await ask({ replSetGetConfig: 1 }).catch(orUnknown)
    const known = isAtLeast(version, 6, 0)
    const set = replicasOf(hello, replicas)
    return [
      finding('mongodb', known ? 'ok' : 'fallo', known ? 'reached' : 'tooOld', { version, servidor, minima: '6.0' }),
      set,
      // What has no members has no majority either.
      ...(set.estado === 'fallo' ? [] : [writesOf(engine?.storageEngine, config?.config)]),
      clock,
      ...(holder ? [await baseOf(mongo, holder)] : []),
    ]
  } catch (error) {
    const headless = leaderless(error)
    if (headless) return [finding('mongodb', 'ok', 'answers', { servidor }), headless]
    const told = unreachable(servidor, error)
    if (!(told instanceof NodoError)) throw error
    return [{ control: 'mongodb', estado: 'fallo', detalle: wordsOf(told) }]
  } finally {
    await mongo.client.close()
  }
}
