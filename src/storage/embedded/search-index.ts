import type { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import type { Contenido } from '../../model/contenido.ts'
import { remembering } from '../../projections/remembering.ts'
import { keysOf } from '../../projections/search.ts'
import { pick } from '../synced.ts'

/**
 * The index of search: FTS5 over the keys of each content, under a number (`lugar`) that has the order in which contents
 * are listed, so that the newest are found first and nothing is sorted. Of its 53 bits, the most that a number of this
 * language holds, 34 tell the stretch of 128 ms in node time that the content is of, and 19 a place within it, which has
 * no order.
 */
const stretchMs = 2 ** 7
const placesInStretch = 2 ** 19

/** The stretch of node time that a moment is in. */
export const stretchAt = (nodoMs: number): number => Math.floor(nodoMs / stretchMs)
export const stretchOf = (lugar: number): number => Math.floor(lugar / placesInStretch)
export const firstIn = (stretch: number): number => stretch * placesInStretch
export const lastIn = (stretch: number): number => firstIn(stretch + 1) - 1

/** A key as one token of the `ascii` tokenizer: whatever else that splits at or folds is written out. */
export const tokenOf = (key: string): string => (anySign.test(key) ? writtenOut(key) : key)
const anySign = /[^a-z0-9\u0080-\uffff]/
// Filters name the same few creators, regions and labels again and again.
const writtenOut = remembering({ most: 4096, longest: 80 }, (key) =>
  key.replace(new RegExp(anySign, 'g'), (sign) => written[sign.charCodeAt(0)] ?? ''),
)
const written = Array.from({ length: 0x80 }, (_, code) => `_${code.toString(16).padStart(2, '0')}`)

/** What of a content its keys and its place are made of. */
const told = [
  ...['titulo', 'descripcion', 'cuerpo', 'autor', 'etiquetas', 'metadatos_enriquecidos', 'tipo', 'creador_id'],
  ...['categoria', 'region', 'idioma', 'estado', 'orden_nodo_ms'],
]

export const createSearchIndex = (db: DatabaseSync) => {
  const placed = db.prepare('SELECT lugar FROM busqueda_lugares WHERE contenido_id = ?')
  const place = db.prepare(
    `INSERT INTO busqueda_lugares (lugar, contenido_id, orden_nodo_ms)
     VALUES (coalesce((SELECT max(lugar) + 1 FROM busqueda_lugares WHERE lugar BETWEEN ?1 AND ?2), ?1), ?3, ?4)
     ON CONFLICT (contenido_id) DO NOTHING`,
  )
  const leave = db.prepare('DELETE FROM busqueda_lugares WHERE lugar = ?')
  const write = db.prepare('INSERT INTO busqueda (rowid, claves) VALUES (?, ?)')
  // An index without content takes out what it is told that it holds (FTS5, 4.4.3.1). Its `contentless_delete` does
  // without, and numbers rows past what a number of this language holds, which then fails at the next statement.
  const erase = db.prepare(`INSERT INTO busqueda (busqueda, rowid, claves) VALUES ('delete', ?, ?)`)
  const forget = db.prepare(`INSERT INTO busqueda (busqueda) VALUES ('delete-all')`)
  const leaveAll = db.prepare('DELETE FROM busqueda_lugares')
  const tokensOf = (content: Contenido) => keysOf(content).map(tokenOf).join(' ')

  return {
    /** Brings the index from what a content said to what it says; the same again changes nothing. */
    project: (before: Contenido | undefined, after: Contenido | undefined): void => {
      if (before && after && isDeepStrictEqual(pick(before, told), pick(after, told))) return
      const old = before && placed.get(before.id)
      if (before && old) {
        erase.run(Number(old.lugar), tokensOf(before))
        leave.run(Number(old.lugar))
      }
      if (!after) return
      const stretch = stretchAt(after.orden_nodo_ms)
      const { changes, lastInsertRowid } = place.run(firstIn(stretch), lastIn(stretch), after.id, after.orden_nodo_ms)
      // It came here by a change of its own, and every change does.
      if (changes === 0) return
      const lugar = Number(lastInsertRowid)
      if (lugar > lastIn(stretch)) throw new Error(`half a million contents are of one moment: ${stretch * stretchMs}`)
      write.run(lugar, tokensOf(after))
    },
    clear: (): void => {
      forget.run()
      leaveAll.run()
    },
  }
}
