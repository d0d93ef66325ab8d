import type { ClientSession } from 'mongodb'
import type { ReactionCounts, ReactionStore } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { type Reaccion, reactionId } from '../../model/reaccion.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import { reactedAgain } from '../ties.ts'
import type { Collections } from './collections.ts'
import { inSession, type Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { behind, recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** What stands for some contents. */
const counter =
  ({ of }: Mongo) =>
  async (contenidoIds: readonly Id[], session?: ClientSession) => {
    const stages = [
      { $match: { contenido_id: { $in: [...contenidoIds] }, activo: true } },
      { $group: { _id: { contenido_id: '$contenido_id', tipo: '$tipo' }, n: { $sum: 1 } } },
    ]
    const found = await of('reacciones').aggregate(stages, inSession(session)).toArray()
    const byContent = Map.groupBy(found, ({ _id }) => String(_id.contenido_id))
    return [...byContent].map(([contenido_id, rows]) => ({
      contenido_id,
      counts: Object.fromEntries(rows.map(({ _id, n }) => [_id.tipo, n])) as ReactionCounts,
    }))
  }

const reactionReads = (mongo: Mongo) => {
  const documents = mongo.of('reacciones')
  const count = counter(mongo)
  return reading({
    counts: (contenidoIds: readonly Id[]) => count(contenidoIds),
    mine: async (usuarioId: Id, contenidoIds: readonly Id[]) => {
      const ids = contenidoIds.map((contenidoId) => reactionId(usuarioId, contenidoId))
      const found = await documents.find({ _id: { $in: ids }, activo: true }).toArray()
      return found.map((one) => recordOf<Reaccion>(one))
    },
    ofUser: async (usuarioId: Id, limit: number, cursor?: string) => {
      const from = cursor === undefined ? undefined : decodeCursor(cursor)
      const mine = { usuario_id: usuarioId, activo: true, ...(from && behind('fecha', from, '$lt')) }
      const newestFirst = { fecha: -1, _id: -1 } as const
      const found = await documents
        .find(mine)
        .sort(newestFirst)
        .limit(limit + 1)
        .toArray()
      const rows = found.map((one) => recordOf<Reaccion>(one))
      return pageOfRows(rows, limit, (row) => ({ order: row.fecha, id: row.id }))
    },
  })
}

export const createReactions = (mongo: Mongo, units: Units, { contents, reactions }: Collections): ReactionStore => {
  const count = counter(mongo)
  const countsOf = async ({ session }: Unit, contenidoId: Id) => (await count([contenidoId], session))[0]?.counts ?? {}
  return {
    ...reactionReads(mongo),
    set: (given) =>
      units.run(async (unit) => {
        if (!(await contents.byId(given.contenido_id, unit))) throw new NodoError('contenido_no_encontrado')
        const reaccion = await reactions.set(unit, given, reactedAgain)
        return { reaccion, counts: await countsOf(unit, given.contenido_id) }
      }),
    unset: (usuarioId, contenidoId) =>
      units.run(async (unit) => {
        const reaction = await reactions.byId(reactionId(usuarioId, contenidoId), unit)
        if (reaction) await reactions.change(unit, reaction, { activo: false })
        return countsOf(unit, contenidoId)
      }),
  }
}
