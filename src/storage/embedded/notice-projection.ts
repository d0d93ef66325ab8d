import type { DatabaseSync } from 'node:sqlite'
import { builtAt } from '../../build-date.ts'
import type { Id } from '../../model/primitives.ts'
import type { Seguimiento } from '../../model/seguimiento.ts'
import {
  mayHaveMissed,
  missedMost,
  missedNotices,
  noticesTo,
  type Telling,
  tellingOf,
} from '../../projections/notices.ts'
import { type Collections, contentShape } from './collections.ts'
import { addNotices } from './notices.ts'
import type { EmbeddedProjection } from './projections.ts'
import { recordOf } from './shape.ts'

/** Tells people of what others do, in the transaction in which it is done. */
export const createNoticeProjection = (
  db: DatabaseSync,
  collections: Collections,
  told: (usuarioId: Id) => void,
): EmbeddedProjection => {
  const add = addNotices(collections, told)
  const followers = db.prepare(
    'SELECT usuario_id FROM seguimientos WHERE creador_id = ? AND activo = 1 AND fecha_inicio <= ?',
  )
  const creator = db.prepare('SELECT creador_id FROM contenidos WHERE id = ?')

  const newest = db.prepare(
    'SELECT * FROM contenidos WHERE creador_id = ? ORDER BY orden_nodo_ms DESC, id DESC LIMIT ?',
  )

  const peopleOf = ({ para, en }: Telling, nowMs: number): string[] => {
    if ('usuario_id' in para) return [para.usuario_id]
    if ('seguidores_de' in para)
      return followers.all(para.seguidores_de, en ?? nowMs).map(({ usuario_id }) => String(usuario_id))
    const row = creator.get(para.creador_de)
    return row ? [String(row.creador_id)] : []
  }

  return {
    name: 'notificaciones',
    project: (tipo, before, after) => {
      const nowMs = Math.max(builtAt, Date.now())
      const telling = tellingOf(tipo, after, nowMs)
      if (!telling || tellingOf(tipo, before, nowMs)) return
      add(peopleOf(telling, nowMs).flatMap((id) => noticesTo(telling, id, nowMs)))
      const follow = tipo === 'seguimientos' ? (after as Seguimiento) : undefined
      if (!mayHaveMissed(follow, nowMs)) return
      const made = newest.all(follow.creador_id, missedMost)
      add(
        missedNotices(
          follow,
          made.map((row) => recordOf(contentShape, row)),
          nowMs,
        ),
      )
    },
    // What people were told stays: a rebuild adds what is missing.
    clear: () => undefined,
  }
}
