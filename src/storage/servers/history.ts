import { type Historial, playId } from '../../model/historial.ts'
import type { Id } from '../../model/primitives.ts'
import type { HistoryStore, Play } from '../../people/store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { withPlay } from '../plays.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

const historyReads = ({ of }: Mongo, { plays }: Collections) => {
  const documents = of('historial')
  return reading({
    find: (usuarioId: Id, contenidoId: Id) => plays.byId(playId(usuarioId, contenidoId)),
    played: async (usuarioIds: readonly Id[], since: number) => {
      const asked = { usuario_id: { $in: [...usuarioIds] }, fecha_ultima_vista: { $gte: since } }
      const summed = { $group: { _id: '$usuario_id', vista_ms: { $sum: '$duracion_vista_ms' } } }
      const found = await documents.aggregate([{ $match: asked }, summed]).toArray()
      return found.map(({ _id, vista_ms }) => ({ usuario_id: String(_id), vista_ms: Number(vista_ms) }))
    },
    page: async (filter: { usuario_id: Id; unfinished?: boolean }, limit: number, cursor?: string) => {
      const asked = { usuario_id: filter.usuario_id, ...(filter.unfinished && { completado: false }) }
      const found = await documents
        .find({ ...asked, lamport: { $lt: placeBefore(cursor).order } })
        .sort({ lamport: -1 })
        .limit(limit + 1)
        .toArray()
      const rows = found.map((one) => recordOf<Historial>(one))
      const page = pageOfRows(rows, limit, ({ lamport, id }) => ({ order: lamport, id }))
      return { ...page, total: await documents.countDocuments(asked) }
    },
  })
}

/** Keeps plays in the histories of their people, in a unit. */
export const recordPlays =
  ({ accounts, contents, plays }: Collections) =>
  async (unit: Unit, told: readonly Play[]): Promise<void> => {
    for (const play of told) {
      const content = await contents.byId(play.contenido_id, unit)
      const keeps = (await accounts.byId(play.usuario_id, unit))?.preferencias.pausar_historial === false
      if (!content || !keeps) continue
      await plays.set(unit, withPlay(undefined, play, content.duracion_ms), (before) =>
        withPlay(before, play, content.duracion_ms),
      )
    }
  }

export const createHistory = (mongo: Mongo, units: Units, collections: Collections): HistoryStore => {
  const { plays } = collections
  const record = recordPlays(collections)
  return {
    ...historyReads(mongo, collections),
    record: (told) => units.run((unit) => record(unit, told)),
    erase: (usuarioId, contenidoId) =>
      units.run(async (unit) => {
        if (contenidoId === undefined) {
          const mine = { usuario_id: usuarioId }
          const erased = await mongo.of('historial').countDocuments(mine, { session: unit.session })
          await plays.removeWhere(unit, 'usuario_id', usuarioId)
          return erased
        }
        const one = await plays.byId(playId(usuarioId, contenidoId), unit)
        if (one) await plays.remove(unit, one)
        return one ? 1 : 0
      }),
  }
}
