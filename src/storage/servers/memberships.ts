import { NodoError } from '../../errors.ts'
import type { Colectivo } from '../../model/colectivo.ts'
import { type Membresia, membershipId } from '../../model/membresia.ts'
import type { Id } from '../../model/primitives.ts'
import type { MembershipStore } from '../../network/store.ts'
import { invitedAgain, joined } from '../ties.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { personOf, withPerson } from './people.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

const membershipReads = ({ of }: Mongo) => {
  const documents = of('membresias')
  const inOrder = { $sort: { 'propio.orden': 1 } }
  return reading({
    find: async (usuarioId: Id, colectivoId: Id) => {
      const found = await documents.findOne({ _id: membershipId(usuarioId, colectivoId), activo: true })
      return found ? recordOf<Membresia>(found) : undefined
    },
    of: async (colectivoId: Id) => {
      const stages = [{ $match: { colectivo_id: colectivoId, activo: true } }, inOrder, withPerson('usuario_id')]
      const found = await documents.aggregate(stages).toArray()
      return found.map(({ persona, ...one }) => ({
        usuario: personOf(one.usuario_id, { persona }),
        membresia: recordOf<Membresia>(one),
      }))
    },
    ofUser: async (usuarioId: Id) => {
      const collective = { from: 'colectivos', localField: 'colectivo_id', foreignField: '_id', as: 'colectivo' }
      const stages = [{ $match: { usuario_id: usuarioId, activo: true } }, inOrder, { $lookup: collective }]
      const found = await documents.aggregate(stages).toArray()
      return found.flatMap(({ colectivo: [colectivo], ...one }) =>
        colectivo ? [{ colectivo: recordOf<Colectivo>(colectivo), membresia: recordOf<Membresia>(one) }] : [],
      )
    },
  })
}

export const createMemberships = (
  mongo: Mongo,
  units: Units,
  { accounts, collectives, memberships }: Collections,
): MembershipStore => {
  const existing = async (unit: Unit, usuarioId: Id, colectivoId: Id): Promise<Membresia> => {
    const membership = await memberships.byId(membershipId(usuarioId, colectivoId), unit)
    if (!membership?.activo) throw new NodoError('membresia_no_encontrada')
    return membership
  }
  return {
    ...membershipReads(mongo),
    invite: (given) =>
      units.run(async (unit) => {
        if (!(await collectives.byId(given.colectivo_id, unit))) throw new NodoError('colectivo_no_encontrado')
        if (!(await accounts.byId(given.usuario_id, unit))) throw new NodoError('usuario_no_encontrado')
        return memberships.set(unit, given, invitedAgain)
      }),
    accept: (usuarioId, colectivoId, at) =>
      units.run(async (unit) => {
        const membership = await existing(unit, usuarioId, colectivoId)
        return memberships.change(unit, membership, joined(membership, at))
      }),
    setRole: (usuarioId, colectivoId, rol) =>
      units.run(async (unit) => memberships.change(unit, await existing(unit, usuarioId, colectivoId), { rol })),
    leave: (usuarioId, colectivoId) =>
      units.run(async (unit) => {
        const membership = await memberships.byId(membershipId(usuarioId, colectivoId), unit)
        return membership && memberships.change(unit, membership, { activo: false })
      }),
  }
}
