import { NodoError } from '../../errors.ts'
import { type Colaboracion, collaborationId } from '../../model/colaboracion.ts'
import type { EstadoPropuesta } from '../../model/membresia.ts'
import type { Id } from '../../model/primitives.ts'
import type { CollaborationStore } from '../../network/store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { proposedAgain } from '../ties.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { personOf, withPerson } from './people.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

const collaborationReads = ({ of }: Mongo) => {
  const documents = of('colaboraciones')
  return reading({
    find: async (usuarioId: Id, contenidoId: Id) => {
      const found = await documents.findOne({ _id: collaborationId(usuarioId, contenidoId), activo: true })
      return found ? recordOf<Colaboracion>(found) : undefined
    },
    of: async (contenidoIds: readonly Id[]) => {
      const inOrder = { $sort: { 'propio.orden': 1 } }
      const stages = [
        { $match: { contenido_id: { $in: [...contenidoIds] }, activo: true } },
        inOrder,
        withPerson('usuario_id'),
      ]
      const found = await documents.aggregate(stages).toArray()
      return found.map(({ persona, ...one }) => ({
        usuario: personOf(one.usuario_id, { persona }),
        colaboracion: recordOf<Colaboracion>(one),
      }))
    },
    ofUser: async (usuarioId: Id, estado: EstadoPropuesta, limit: number, cursor?: string) => {
      const older = { 'propio.orden': { $lt: placeBefore(cursor).order } }
      const found = await documents
        .find({ usuario_id: usuarioId, activo: true, estado, ...older })
        .sort({ 'propio.orden': -1 })
        .limit(limit + 1)
        .toArray()
      const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
      return { rows: rows.map((one) => recordOf<Colaboracion>(one)), next }
    },
  })
}

/** Names somebody in a content, in the unit of what else happens to it. */
export const proposeIn =
  ({ accounts, contents, collaborations }: Collections) =>
  async (unit: Unit, given: Colaboracion): Promise<Colaboracion> => {
    if (!(await contents.held(given.contenido_id, unit))) throw new NodoError('contenido_no_encontrado')
    if (!(await accounts.byId(given.usuario_id, unit))) throw new NodoError('usuario_no_encontrado')
    return collaborations.set(unit, given, proposedAgain)
  }

export const createCollaborations = (mongo: Mongo, units: Units, collections: Collections): CollaborationStore => {
  const { collaborations } = collections
  const propose = proposeIn(collections)
  return {
    ...collaborationReads(mongo),
    propose: (given) => units.run((unit) => propose(unit, given)),
    accept: (usuarioId, contenidoId) =>
      units.run(async (unit) => {
        const collaboration = await collaborations.byId(collaborationId(usuarioId, contenidoId), unit)
        if (!collaboration?.activo) throw new NodoError('colaboracion_no_encontrada')
        return collaborations.change(unit, collaboration, { estado: 'aceptada' })
      }),
    withdraw: (usuarioId, contenidoId) =>
      units.run(async (unit) => {
        const collaboration = await collaborations.byId(collaborationId(usuarioId, contenidoId), unit)
        return collaboration && collaborations.change(unit, collaboration, { activo: false })
      }),
  }
}
