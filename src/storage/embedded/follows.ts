import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { followId } from '../../model/seguimiento.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { followedAgain } from '../ties.ts'
import type { Collections } from './collections.ts'
import type { Reads, Writes } from './ports.ts'

export const followReads = (db: DatabaseSync): Reads['follows'] => {
  /** Follows by who is at one end, with who is at the other. */
  const pageBy = (here: 'creador_id' | 'usuario_id', there: 'creador_id' | 'usuario_id') => {
    const page = db.prepare(
      `SELECT s.id, s.fecha_inicio, s.${there} AS otro_id, coalesce(u.nombre, '') AS nombre
       FROM seguimientos s LEFT JOIN usuarios u ON u.id = s.${there}
       WHERE s.${here} = ? AND s.activo = 1 AND (s.fecha_inicio, s.id) < (?, ?)
       ORDER BY s.fecha_inicio DESC, s.id DESC LIMIT ?`,
    )
    const count = db.prepare(`SELECT count(*) AS n FROM seguimientos WHERE ${here} = ? AND activo = 1`)
    return (id: string, limit: number, cursor?: string) => {
      const from = placeBefore(cursor)
      const found = page.all(id, from.order, from.id, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({
        order: Number(row.fecha_inicio),
        id: String(row.id),
      }))
      return {
        rows: rows.map(({ otro_id, nombre, fecha_inicio }) => ({
          usuario: { id: String(otro_id), nombre: String(nombre) },
          fecha_inicio: Number(fecha_inicio),
        })),
        next,
        total: Number(count.get(id)?.n),
      }
    }
  }
  const active = db.prepare('SELECT 1 FROM seguimientos WHERE id = ? AND activo = 1')
  return {
    follows: (usuarioId, creadorId) => active.get(followId(usuarioId, creadorId)) !== undefined,
    followersOf: pageBy('creador_id', 'usuario_id'),
    followedBy: pageBy('usuario_id', 'creador_id'),
  }
}

export const followWrites = (_: DatabaseSync, { accounts, follows }: Collections): Writes['follows'] => ({
  follow: (given) => {
    if (!accounts.byId(given.creador_id)) throw new NodoError('usuario_no_encontrado')
    return follows.set(given, followedAgain)
  },
  unfollow: (usuarioId, creadorId) => {
    const follow = follows.byId(followId(usuarioId, creadorId))
    return follow && follows.change(follow, { activo: false })
  },
})
