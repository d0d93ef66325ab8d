import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { type Membresia, membershipId } from '../../model/membresia.ts'
import type { Id } from '../../model/primitives.ts'
import { invitedAgain, joined } from '../ties.ts'
import { type Collections, collectiveShape, membershipShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const membershipReads = (db: DatabaseSync): Reads['memberships'] => {
  const find = db.prepare('SELECT * FROM membresias WHERE id = ? AND activo = 1')
  const of = db.prepare(
    `SELECT m.*, coalesce(u.nombre, '') AS nombre FROM membresias m LEFT JOIN usuarios u ON u.id = m.usuario_id
     WHERE m.colectivo_id = ? AND m.activo = 1 ORDER BY m.orden`,
  )
  const ofUser = db.prepare('SELECT * FROM membresias WHERE usuario_id = ? AND activo = 1 ORDER BY orden')
  const collective = db.prepare('SELECT * FROM colectivos WHERE id = ?')
  return {
    find: (usuarioId, colectivoId) => {
      const row = find.get(membershipId(usuarioId, colectivoId))
      return row && recordOf(membershipShape, row)
    },
    of: (colectivoId) =>
      of.all(colectivoId).map((row) => ({
        usuario: { id: String(row.usuario_id), nombre: String(row.nombre) },
        membresia: recordOf(membershipShape, row),
      })),
    ofUser: (usuarioId) =>
      ofUser.all(usuarioId).flatMap((row) => {
        const membresia = recordOf(membershipShape, row)
        const found = collective.get(membresia.colectivo_id)
        return found ? [{ colectivo: recordOf(collectiveShape, found), membresia }] : []
      }),
  }
}

export const membershipWrites = (
  _: DatabaseSync,
  { accounts, collectives, memberships }: Collections,
): Writes['memberships'] => {
  const existing = (usuarioId: Id, colectivoId: Id): Membresia => {
    const membership = memberships.byId(membershipId(usuarioId, colectivoId))
    if (!membership?.activo) throw new NodoError('membresia_no_encontrada')
    return membership
  }
  return {
    invite: (given) => {
      if (!collectives.byId(given.colectivo_id)) throw new NodoError('colectivo_no_encontrado')
      if (!accounts.byId(given.usuario_id)) throw new NodoError('usuario_no_encontrado')
      return memberships.set(given, invitedAgain)
    },
    accept: (usuarioId, colectivoId, at) => {
      const membership = existing(usuarioId, colectivoId)
      return memberships.change(membership, joined(membership, at))
    },
    setRole: (usuarioId, colectivoId, rol) => memberships.change(existing(usuarioId, colectivoId), { rol }),
    leave: (usuarioId, colectivoId) => {
      const membership = memberships.byId(membershipId(usuarioId, colectivoId))
      return membership && memberships.change(membership, { activo: false })
    },
  }
}
