import { randomUUID } from 'node:crypto'
import { hostname, uptime } from 'node:os'
import type { Document } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { Holder } from '../folder-holder.ts'
import type { Mongo } from './mongo.ts'
import { retryAfterS, translate } from './mongo-error.ts'

/** Whose a database is: one process's alone, since it numbers the change log in memory. */
export interface BaseLease {
  /**
   * Takes it: at once where nobody has it, or whoever had it was of the same folder.
   * @throws NodoError base_en_uso while another has it
   */
  take(holder: Holder): Promise<void>
  /**
   * Resolves where it is certain that nobody else has it. A database that was away is asked again.
   * @throws NodoError servicio_no_disponible
   */
  ensure(): Promise<void>
  /** Whether another took it or somebody dropped it: then it is over for this process. */
  lost(): boolean
  release(): Promise<void>
}

export interface BaseLeaseDeps {
  mongo: Mongo
  /** How long it is held after a last sign of life. */
  lengthMs: number
  /** @param by who has it now; undefined where the database is gone with all that was in it */
  onLost: (by: string | undefined) => void
}

/** Long enough for an election of a primary, short enough for who replaces a box that burnt. */
export const usualLeaseMs = 30_000

const _id = 'arriendo'
/** Of its length this process counts less than the database does, so that it knows first that it is over. */
const countedPart = 5 / 6
const answerMs = 5_000

/** Told by the database's clock. */
const endsIn = (lengthMs: number) => ({ $dateAdd: { startDate: '$$NOW', unit: 'millisecond', amount: lengthMs } })
/** Nobody has it but perhaps `holder`. */
const isFree = ({ name }: Holder) => ({ $or: [{ titular: name }, { $expr: { $lte: ['$vence', '$$NOW'] } }] })
const placeOf = ({ equipo, carpeta }: Document) => `${equipo}: ${carpeta}`

const refusal = async (mongo: Mongo) => {
  const [now] = await mongo
    .of('origen')
    .aggregate([{ $match: { _id } }, { $addFields: { restan_ms: { $subtract: ['$vence', '$$NOW'] } } }])
    .toArray()
  const values = {
    base: mongo.db.databaseName,
    quien: now ? placeOf(now) : '?',
    segundos: Math.max(1, Math.ceil(Number(now?.restan_ms ?? 0) / 1000)),
  }
  return new NodoError('base_en_uso', { values })
}

/** For who only reads it, and leaves no trace. @throws NodoError base_en_uso where another than `holder` has it */
export const refuseHeld = async (mongo: Mongo, holder: Holder): Promise<void> => {
  const held = await mongo.of('origen').findOne({ _id, $nor: [isFree(holder)] })
  if (held) throw await refusal(mongo)
}

export const createBaseLease = ({ mongo, lengthMs, onLost }: BaseLeaseDeps): BaseLease => {
  const leases = mongo.of('origen')
  /** This process and no other: of two of the same folder, the later one has it. */
  const sesion = randomUUID()
  // Seconds that go on while the machine sleeps, as the monotonic clock of the process does not.
  let heldUntilS = 0
  let lost = false
  let renewing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const counted = (askedAtS: number) => {
    heldUntilS = askedAtS + (lengthMs * countedPart) / 1000
  }

  const lose = async () => {
    lost = true
    clearInterval(timer)
    const now = await leases.findOne({ _id, carpeta: { $exists: true } }).catch(() => ({ equipo: '?', carpeta: '?' }))
    onLost(now ? placeOf(now) : undefined)
  }

  const renew = async () => {
    const askedAtS = uptime()
    const set = [{ $set: { vence: endsIn(lengthMs) } }]
    const { matchedCount } = await leases.updateOne({ _id, sesion }, set, { timeoutMS: answerMs })
    if (matchedCount === 1) counted(askedAtS)
    else if (!lost) await lose()
  }
  const renewOnce = () => {
    renewing ??= renew().finally(() => {
      renewing = undefined
    })
    return renewing
  }

  return {
    take: async (holder) => {
      const askedAtS = uptime()
      const mine = { titular: holder.name, sesion, equipo: hostname(), carpeta: holder.dataDir }
      const literal = Object.fromEntries(Object.entries(mine).map(([field, value]) => [field, { $literal: value }]))
      const set = [{ $set: { ...literal, vence: endsIn(lengthMs) } }]
      await leases.updateOne({ _id }, { $setOnInsert: { vence: new Date(0) } }, { upsert: true })
      const { matchedCount } = await leases.updateOne({ _id, ...isFree(holder) }, set)
      if (matchedCount === 0) throw await refusal(mongo)
      counted(askedAtS)
      timer = setInterval(() => {
        // One that cannot be lengthened ends by itself, unless the database comes back first.
        renewOnce().catch(() => undefined)
      }, lengthMs / 6).unref()
    },
    ensure: async () => {
      if (!lost && uptime() < heldUntilS) return
      if (!lost)
        await renewOnce().catch((error) => {
          throw translate(error)
        })
      if (lost)
        throw new NodoError('servicio_no_disponible', {
          retryAfterS,
          cause: new Error('the base is no longer of this process'),
        })
    },
    lost: () => lost,
    release: async () => {
      if (!timer) return
      clearInterval(timer)
      await renewing?.catch(() => undefined)
      await leases.updateOne({ _id, sesion }, { $set: { vence: new Date(0), sesion: null } })
    },
  }
}
