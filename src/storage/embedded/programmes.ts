import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { Programacion } from '../../model/programacion.ts'
import { beginningBeside, beginningFor, isOnBetween, keepApart } from '../../schedule/grid.ts'
import { type Collections, programmeShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

/** Entries of a channel that may be on, told by the days on which they begin. */
const beginning = (db: DatabaseSync) => {
  const found = db.prepare(
    `SELECT * FROM programacion WHERE canal_id = ?1 AND repeticion = 'ninguna' AND dia BETWEEN ?2 AND ?3
     UNION ALL
     SELECT * FROM programacion WHERE canal_id = ?1 AND repeticion IN ('diaria', 'semanal') AND dia <= ?3
     ORDER BY dia, desde, id`,
  )
  return (canalId: Id, { from, to }: { from: string; to: string }) =>
    found.all(canalId, from, to).map((row) => recordOf(programmeShape, row))
}

export const programmeReads = (db: DatabaseSync): Reads['programmes'] => {
  const byId = db.prepare('SELECT * FROM programacion WHERE id = ?')
  const entries = beginning(db)
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(programmeShape, row)
    },
    grid: (canalId, first, last) =>
      entries(canalId, beginningFor(first, last)).filter((entry) => isOnBetween(entry, first, last)),
  }
}

export const programmeWrites = (db: DatabaseSync, { channels, programmes }: Collections): Writes['programmes'] => {
  const keep = keepAnswer(db)
  const entries = beginning(db)
  const place = (entry: Programacion) => keepApart(entry, entries(entry.canal_id, beginningBeside(entry)))
  const existing = (id: Id) => {
    const entry = programmes.byId(id)
    if (!entry) throw new NodoError('programa_no_encontrado')
    return entry
  }
  return {
    add: (given, kept) => {
      if (!channels.byId(given.canal_id)) throw new NodoError('canal_no_encontrado')
      place(given)
      if (kept) keep(kept)
      return programmes.insert(given)
    },
    change: (id, fields, version) => {
      const before = existing(id)
      const after = programmes.change(before, fields, version)
      place(after)
      return after
    },
    remove: (id) => programmes.remove(existing(id)),
  }
}
