import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { followId } from '../../model/seguimiento.ts'
import type { FollowStore } from '../../network/store.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import { followedAgain } from '../ties.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { personOf, withPerson } from './people.ts'
import { reading } from './reading.ts'
import { behind } from './records.ts'
import type { Units } from './unit.ts'

const followReads = ({ of }: Mongo) => {
  /** Follows by who is at one end, with who is at the other. */
  const pageBy =
    (here: 'creador_id' | 'usuario_id', there: 'creador_id' | 'usuario_id') =>
    async (id: Id, limit: number, cursor?: string) => {
      const from = cursor === undefined ? undefined : decodeCursor(cursor)
      const found = await of('seguimientos')
        .aggregate([
          { $match: { [here]: id, activo: true, ...(from && behind('fecha_inicio', from, '$lt')) } },
          { $sort: { fecha_inicio: -1, _id: -1 } },
          { $limit: limit + 1 },
          withPerson(there),
        ])
        .toArray()
      const total = await of('seguimientos').countDocuments({ [here]: id, activo: true })
      const { rows, next } = pageOfRows(found, limit, (one) => ({ order: one.fecha_inicio, id: one._id }))
      return {
        rows: rows.map((one) => ({ usuario: personOf(one[there], one), fecha_inicio: Number(one.fecha_inicio) })),
        next,
        total,
      }
    }
  return reading({
    follows: async (usuarioId: Id, creadorId: Id) =>
      (await of('seguimientos').findOne({ _id: followId(usuarioId, creadorId), activo: true })) !== null,
    followersOf: pageBy('creador_id', 'usuario_id'),
    followedBy: pageBy('usuario_id', 'creador_id'),
  })
}

export const createFollows = (mongo: Mongo, units: Units, { accounts, follows }: Collections): FollowStore => ({
  ...followReads(mongo),
  follow: (given) =>
    units.run(async (unit) => {
      if (!(await accounts.byId(given.creador_id, unit))) throw new NodoError('usuario_no_encontrado')
      return follows.set(unit, given, followedAgain)
    }),
  unfollow: (usuarioId, creadorId) =>
    units.run(async (unit) => {
      const follow = await follows.byId(followId(usuarioId, creadorId), unit)
      return follow && follows.change(unit, follow, { activo: false })
    }),
})
