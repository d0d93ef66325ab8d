import type { DatabaseSync } from 'node:sqlite'
import { playId } from '../../model/historial.ts'
import type { Play } from '../../people/store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { withPlay } from '../plays.ts'
import { type Collections, playShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const historyReads = (db: DatabaseSync): Reads['history'] => {
  const find = db.prepare('SELECT * FROM historial WHERE id = ?')
  const of = (more: string) => ({
    page: db.prepare(
      `SELECT * FROM historial WHERE usuario_id = ? ${more} AND lamport < ? ORDER BY lamport DESC LIMIT ?`,
    ),
    count: db.prepare(`SELECT count(*) AS n FROM historial WHERE usuario_id = ? ${more}`),
  })
  const all = of('')
  const played = db.prepare(
    `SELECT h.usuario_id, sum(h.duracion_vista_ms) AS vista_ms
     FROM json_each(?) asked JOIN historial h ON h.usuario_id = asked.value
     WHERE h.fecha_ultima_vista >= ? GROUP BY h.usuario_id`,
  )
  const open = of('AND completado = 0')
  return {
    find: (usuarioId, contenidoId) => {
      const row = find.get(playId(usuarioId, contenidoId))
      return row && recordOf(playShape, row)
    },
    played: (usuarioIds, since) =>
      played
        .all(JSON.stringify(usuarioIds), since)
        .map(({ usuario_id, vista_ms }) => ({ usuario_id: String(usuario_id), vista_ms: Number(vista_ms) })),
    page: ({ usuario_id, unfinished }, limit, cursor) => {
      const { page, count } = unfinished ? open : all
      const found = page.all(usuario_id, placeBefore(cursor).order, limit + 1).map((row) => recordOf(playShape, row))
      const rows = pageOfRows(found, limit, ({ lamport, id }) => ({ order: lamport, id }))
      return { ...rows, total: Number(count.get(usuario_id)?.n) }
    },
  }
}

/** Keeps plays in the histories of their people, in the unit that runs. */
export const recordPlays =
  ({ accounts, contents, plays }: Collections) =>
  (told: readonly Play[]): void => {
    for (const play of told) {
      const content = contents.byId(play.contenido_id)
      const keeps = accounts.byId(play.usuario_id)?.preferencias.pausar_historial === false
      if (!content || !keeps) continue
      plays.set(withPlay(undefined, play, content.duracion_ms), (before) => withPlay(before, play, content.duracion_ms))
    }
  }

export const historyWrites = (db: DatabaseSync, collections: Collections): Writes['history'] => {
  const { plays } = collections
  const count = db.prepare('SELECT count(*) AS n FROM historial WHERE usuario_id = ?')
  return {
    record: recordPlays(collections),
    erase: (usuarioId, contenidoId) => {
      if (contenidoId === undefined) {
        const erased = Number(count.get(usuarioId)?.n)
        plays.removeWhere('usuario_id', usuarioId)
        return erased
      }
      const one = plays.byId(playId(usuarioId, contenidoId))
      if (one) plays.remove(one)
      return one ? 1 : 0
    },
  }
}
