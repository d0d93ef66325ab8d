import type { DatabaseSync } from 'node:sqlite'
import { Categoria, firstCategories } from '../../model/categoria.ts'
import { changedCategory } from '../categories.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSql, insertValues, recordOf, shapeOf } from './shape.ts'

const shape = shapeOf('categorias', Categoria)

const keeping = (db: DatabaseSync) => {
  const keep = db.prepare(insertSql(shape).replace('INSERT', 'INSERT OR REPLACE'))
  return (category: Categoria) => keep.run(...insertValues(shape, category))
}

/** Keeps the first set where there are no categories. */
export const establishCategories = (db: DatabaseSync): void => {
  if (db.prepare('SELECT 1 FROM categorias LIMIT 1').get()) return
  const keep = keeping(db)
  db.exec('BEGIN')
  for (const category of firstCategories) keep(category)
  db.exec('COMMIT')
}

const listing = (db: DatabaseSync) => {
  const all = db.prepare('SELECT * FROM categorias ORDER BY orden, codigo')
  return () => all.all().map((row) => recordOf(shape, row))
}

export const categoryReads = (db: DatabaseSync): Reads['categories'] => ({ all: listing(db) })

export const categoryWrites = (db: DatabaseSync): Writes['categories'] => {
  const keep = keeping(db)
  const one = db.prepare('SELECT * FROM categorias WHERE codigo = ?')
  const erase = db.prepare('DELETE FROM categorias WHERE codigo = ?')
  const all = listing(db)
  return {
    put: (given, version) => {
      const row = one.get(given.codigo)
      const before = row && recordOf(shape, row)
      const changed = changedCategory(before, given, version)
      if (changed) keep(changed)
      return changed ?? before ?? given
    },
    adopt: (set, nodoId) => {
      for (const { codigo, nodo_id } of all()) if (nodo_id !== nodoId) erase.run(codigo)
      for (const category of set) keep(category)
    },
  }
}
