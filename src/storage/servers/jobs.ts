import type { Document, UpdateFilter } from 'mongodb'
import type { ErrorCode } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { EstadoTrabajo, TipoTrabajo, TrabajoGuardado } from '../../model/trabajo.ts'
import type { JobStore } from '../../system/store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { documentOf, recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** Writes a job in the unit of what it is about. */
export const insertJob =
  ({ of }: Mongo) =>
  async ({ session, tick }: Unit, job: TrabajoGuardado): Promise<void> => {
    await of('trabajos').insertOne(documentOf(job, { orden: tick(), caidas: 0 }) as never, { session })
  }

const openStates = ['pendiente', 'en_curso']
const open = { $in: openStates }
const free = { arriendo: null, vence_nodo_ms: null }
/** A job that was being worked on at so many kills may be what kills the program, and is given up. */
const killsMost = 10

/**
 * Frees what earlier boots of this program were working on: a nodo is one process, so nobody can be at it. A kill is no
 * failed attempt.
 */
export const freeJobsOfEarlierBoots =
  ({ of }: Mongo) =>
  async ({ session }: Unit): Promise<void> => {
    const givenUp = { $gte: ['$propio.caidas', killsMost - 1] }
    const error: ErrorCode = 'trabajo_dejado'
    await of('trabajos').updateMany(
      { estado: 'en_curso' },
      [
        {
          $set: {
            ...free,
            'propio.caidas': { $add: ['$propio.caidas', 1] },
            intentos: { $max: [0, { $subtract: ['$intentos', 1] }] },
            estado: { $cond: [givenUp, 'fallido', 'pendiente'] },
            error: { $cond: [givenUp, error, '$error'] },
          },
        },
      ],
      { session },
    )
  }

export const createJobs = (mongo: Mongo, units: Units): JobStore => {
  const jobs = mongo.of('trabajos')
  const insert = insertJob(mongo)
  const newestFirst = { 'propio.orden': -1 } as const
  const toRecord = (found: Document | null | undefined) => (found ? recordOf<TrabajoGuardado>(found) : undefined)

  /** Changes a job that this holder still has. @returns whether it has it */
  const ofHolder = (id: Id, holder: string, update: UpdateFilter<Document>): Promise<boolean> =>
    units.run(async ({ session }) => {
      const held = { _id: id, arriendo: holder, estado: 'en_curso' }
      return (await jobs.updateOne(held, update as never, { session })).matchedCount === 1
    })

  /** Changes a job that is in one of these states, whoever holds it. */
  const inState = (id: Id, states: string[], update: UpdateFilter<Document>) =>
    units.run(async ({ session }) => {
      const found = { _id: id, estado: { $in: states } }
      return toRecord(
        await jobs.findOneAndUpdate(found as never, update as never, { session, returnDocument: 'after' }),
      )
    })

  return {
    ...reading({
      byId: async (id: Id) => toRecord(await jobs.findOne({ _id: id })),
      ofObject: async (objetoId: Id) =>
        toRecord((await jobs.find({ objeto_id: objetoId }).sort(newestFirst).limit(1).toArray())[0]),
      page: async ({ estado }: { estado?: EstadoTrabajo }, limit: number, cursor?: string) => {
        const found = await jobs
          .find({ ...(estado && { estado }), 'propio.orden': { $lt: placeBefore(cursor).order } })
          .sort(newestFirst)
          .limit(limit + 1)
          .toArray()
        const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
        return { rows: rows.map((one) => recordOf<TrabajoGuardado>(one)), next }
      },
      pending: () => jobs.countDocuments({ estado: open }),
    }),
    enqueue: (job) => units.run((unit) => insert(unit, job)),
    lease: (types, holder, nowNodoMs, untilNodoMs) =>
      units.run(async ({ session }) => {
        const due = [
          { estado: 'pendiente', disponible_nodo_ms: { $lte: nowNodoMs } },
          { estado: 'en_curso', vence_nodo_ms: { $lte: nowNodoMs } },
        ]
        const found = await jobs.findOneAndUpdate(
          { tipo: { $in: [...types] as TipoTrabajo[] }, $or: due },
          {
            $set: { estado: 'en_curso', arriendo: holder, vence_nodo_ms: untilNodoMs, error: null },
            $inc: { intentos: 1 },
          },
          { session, sort: { 'propio.orden': 1 }, returnDocument: 'after' },
        )
        return toRecord(found)
      }),
    renew: (id, holder, progreso, vence_nodo_ms) => ofHolder(id, holder, { $set: { progreso, vence_nodo_ms } }),
    release: async (id, holder) => {
      await ofHolder(id, holder, { $set: { estado: 'pendiente', ...free }, $inc: { intentos: -1 } })
    },
    postpone: async (id, holder, error, disponible_nodo_ms) => {
      const set = { estado: 'pendiente', progreso: 0, error, disponible_nodo_ms, ...free }
      await ofHolder(id, holder, { $set: set, $inc: { intentos: -1 } })
    },
    succeed: async (id, holder, terminado_en) => {
      await ofHolder(id, holder, { $set: { estado: 'hecho', progreso: 1, terminado_en, ...free } })
    },
    fail: (id, holder, error, at, disponible_nodo_ms) => {
      const set =
        disponible_nodo_ms === undefined
          ? { estado: 'fallido', error, terminado_en: at, ...free }
          : { estado: 'pendiente', error, disponible_nodo_ms, ...free }
      return ofHolder(id, holder, { $set: set })
    },
    cancel: (id, terminado_en) => inState(id, openStates, { $set: { estado: 'cancelado', terminado_en, ...free } }),
    retry: (id, disponible_nodo_ms) => {
      const fresh = { estado: 'pendiente', progreso: 0, error: null, terminado_en: null, intentos: 0 }
      return inState(id, ['fallido', 'cancelado'], { $set: { ...fresh, disponible_nodo_ms, 'propio.caidas': 0 } })
    },
  }
}
