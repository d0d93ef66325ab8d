import type { DatabaseSync } from 'node:sqlite'
import type { FilaDiario } from '../../model/diario.ts'
import type { LogSpan } from '../../sync/store.ts'
import { createLogPage } from '../log-page.ts'
import type { Reads, Writes } from './ports.ts'
import type { Row } from './shape.ts'

const rowOf = (row: Row): FilaDiario => {
  const { reloj, datos, ...plain } = row
  return {
    ...plain,
    reloj: JSON.parse(String(reloj)),
    datos: datos === null ? null : JSON.parse(String(datos)),
  } as unknown as FilaDiario
}

export const changeLogReads = (db: DatabaseSync): Reads['changeLog'] => {
  const origin = db.prepare('SELECT nodo_id, epoca, podado AS desde, seq AS hasta FROM origen')
  const rows = db.prepare(
    'SELECT * FROM diario WHERE nodo_id = ? AND epoca = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
  )
  const span = () => ({ ...origin.get() }) as unknown as LogSpan
  return {
    span,
    behind: (epoca, after, limits) => {
      const { nodo_id, desde, hasta, ...now } = span()
      if (epoca !== now.epoca || after < desde || after > hasta) return undefined
      const page = createLogPage(hasta, limits)
      for (const row of rows.iterate(nodo_id, epoca, after, hasta, limits.rows + 1)) if (!page.add(rowOf(row))) break
      return page.page()
    },
  }
}

export const changeLogWrites = (db: DatabaseSync): Writes['changeLog'] => {
  const origin = db.prepare('SELECT nodo_id, epoca FROM origen')
  const oldest = db.prepare(
    'SELECT epoca, seq FROM diario WHERE nodo_id = ? AND (epoca, seq) <= (?, ?) ORDER BY epoca, seq LIMIT ?',
  )
  const erase = db.prepare('DELETE FROM diario WHERE nodo_id = ? AND (epoca, seq) <= (?, ?)')
  const remember = db.prepare('UPDATE origen SET podado = max(podado, ?) WHERE epoca = ?')
  return {
    // The projections of this family are brought up with each change: they follow nothing.
    prune: (upTo, limit) => {
      const { nodo_id, epoca } = origin.get() as { nodo_id: string; epoca: number }
      const last = oldest.all(nodo_id, epoca, upTo, limit).at(-1) as { epoca: number; seq: number } | undefined
      if (!last) return 0
      remember.run(last.seq, last.epoca)
      return Number(erase.run(nodo_id, last.epoca, last.seq).changes)
    },
  }
}
