import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { collaborationId } from '../../model/colaboracion.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { proposedAgain } from '../ties.ts'
import { type Collections, collaborationShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const collaborationReads = (db: DatabaseSync): Reads['collaborations'] => {
  const find = db.prepare('SELECT * FROM colaboraciones WHERE id = ? AND activo = 1')
  const of = db.prepare(
    `SELECT c.*, coalesce(u.nombre, '') AS nombre FROM colaboraciones c LEFT JOIN usuarios u ON u.id = c.usuario_id
     WHERE c.contenido_id IN (SELECT value FROM json_each(?)) AND c.activo = 1 ORDER BY c.orden`,
  )
  const ofUser = db.prepare(
    `SELECT * FROM colaboraciones WHERE usuario_id = ? AND estado = ? AND activo = 1 AND orden < ?
     ORDER BY orden DESC LIMIT ?`,
  )
  return {
    find: (usuarioId, contenidoId) => {
      const row = find.get(collaborationId(usuarioId, contenidoId))
      return row && recordOf(collaborationShape, row)
    },
    of: (contenidoIds) =>
      of.all(JSON.stringify(contenidoIds)).map((row) => ({
        usuario: { id: String(row.usuario_id), nombre: String(row.nombre) },
        colaboracion: recordOf(collaborationShape, row),
      })),
    ofUser: (usuarioId, estado, limit, cursor) => {
      const found = ofUser.all(usuarioId, estado, placeBefore(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(collaborationShape, row)), next }
    },
  }
}

/** Names somebody in a content, in the unit of what else happens to it. */
export const proposeIn =
  ({ accounts, contents, collaborations }: Collections): Writes['collaborations']['propose'] =>
  (given) => {
    if (!contents.byId(given.contenido_id)) throw new NodoError('contenido_no_encontrado')
    if (!accounts.byId(given.usuario_id)) throw new NodoError('usuario_no_encontrado')
    return collaborations.set(given, proposedAgain)
  }

export const collaborationWrites = (_: DatabaseSync, collections: Collections): Writes['collaborations'] => {
  const { collaborations } = collections
  return {
    propose: proposeIn(collections),
    accept: (usuarioId, contenidoId) => {
      const collaboration = collaborations.byId(collaborationId(usuarioId, contenidoId))
      if (!collaboration?.activo) throw new NodoError('colaboracion_no_encontrada')
      return collaborations.change(collaboration, { estado: 'aceptada' })
    },
    withdraw: (usuarioId, contenidoId) => {
      const collaboration = collaborations.byId(collaborationId(usuarioId, contenidoId))
      return collaboration && collaborations.change(collaboration, { activo: false })
    },
  }
}
