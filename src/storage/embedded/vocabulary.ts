import type { DatabaseSync } from 'node:sqlite'
import type { CountedTerm } from '../../catalog/vocabulary-store.ts'
import type { Contenido } from '../../model/contenido.ts'
import { beginningsFrom, beginningsOf, termKey, termKeysOf, termOf } from '../../projections/vocabulary.ts'
import type { Reads } from './ports.ts'
import type { EmbeddedProjection } from './projections.ts'

/** Counts what contents name. Which terms each was counted for is kept, so that none is counted twice. */
export const createVocabularyProjection = (db: DatabaseSync): EmbeddedProjection => {
  const counted = db.prepare('SELECT terminos FROM vocabulario_de WHERE contenido_id = ?')
  const keep = db.prepare('INSERT OR REPLACE INTO vocabulario_de (contenido_id, terminos) VALUES (?, ?)')
  const forget = db.prepare('DELETE FROM vocabulario_de WHERE contenido_id = ?')
  const more = db.prepare(
    `INSERT INTO vocabulario (campo, valor, cuantos) VALUES (?, ?, 1)
     ON CONFLICT DO UPDATE SET cuantos = cuantos + 1 RETURNING cuantos`,
  )
  const less = db.prepare(
    'UPDATE vocabulario SET cuantos = cuantos - 1 WHERE campo = ? AND valor = ? RETURNING cuantos',
  )
  const drop = db.prepare('DELETE FROM vocabulario WHERE campo = ? AND valor = ?')
  const begin = db.prepare('INSERT INTO vocabulario_comienzos (comienzo, campo, valor) VALUES (?, ?, ?)')
  const end = db.prepare('DELETE FROM vocabulario_comienzos WHERE comienzo = ? AND campo = ? AND valor = ?')

  const add = (key: string) => {
    const { campo, valor } = termOf(key)
    if (more.get(campo, valor)?.cuantos !== 1) return
    for (const one of beginningsOf({ campo, valor })) begin.run(one, campo, valor)
  }
  const takeAway = (key: string) => {
    const { campo, valor } = termOf(key)
    if (less.get(campo, valor)?.cuantos !== 0) return
    drop.run(campo, valor)
    for (const one of beginningsOf({ campo, valor })) end.run(one, campo, valor)
  }

  return {
    name: 'vocabulario',
    project: (_tipo, before, after) => {
      const id = before?.id ?? after?.id ?? ''
      const old: string[] = JSON.parse(String(counted.get(id)?.terminos ?? '[]'))
      const keys = termKeysOf(after as Contenido | undefined)
      for (const key of old) if (!keys.includes(key)) takeAway(key)
      for (const key of keys) if (!old.includes(key)) add(key)
      if (keys.length > 0) keep.run(id, JSON.stringify(keys))
      else if (old.length > 0) forget.run(id)
    },
    clear: () => {
      db.exec('DELETE FROM vocabulario; DELETE FROM vocabulario_comienzos; DELETE FROM vocabulario_de')
    },
  }
}

export const vocabularyReads = (db: DatabaseSync): Reads['vocabulary'] => {
  const most = db.prepare(
    'SELECT campo, valor, cuantos FROM vocabulario WHERE campo = ? ORDER BY cuantos DESC, valor LIMIT ?',
  )
  const begun = db.prepare(
    `SELECT v.campo, v.valor, v.cuantos FROM vocabulario_comienzos b
       CROSS JOIN vocabulario v ON v.campo = b.campo AND v.valor = b.valor
     WHERE b.comienzo >= ? AND b.comienzo < ? ORDER BY b.comienzo, b.campo, b.valor`,
  )
  return {
    most: (campo, limit) => most.all(campo, limit).map((row) => ({ ...row }) as unknown as CountedTerm),
    begunWith: (kind, written, limit) => {
      const range = beginningsFrom(kind, written)
      const found = new Map<string, CountedTerm>()
      for (const row of range ? begun.iterate(range.from, range.before) : []) {
        const term = { ...row } as unknown as CountedTerm
        // Two words of one term may begin so: the first place is its own.
        if (!found.has(termKey(term))) found.set(termKey(term), term)
        if (found.size === limit) break
      }
      return [...found.values()]
    },
  }
}
