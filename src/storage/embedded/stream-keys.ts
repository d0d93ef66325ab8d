import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { ClaveGuardada, ClaveTransmision } from '../../model/clave-transmision.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSql, insertValues, recordOf, type Shape } from './shape.ts'

const shown: Shape<Omit<ClaveTransmision, 'en_reposo'>> = {
  table: 'claves_transmision',
  columns: {
    id: 'plain',
    creador_id: 'plain',
    nombre: 'plain',
    prefijo: 'plain',
    creada_en: 'plain',
    usada_en: 'plain',
    revocada_en: 'plain',
  },
}
const shape: Shape<ClaveGuardada> = {
  table: shown.table,
  columns: { ...shown.columns, clave_hash: 'plain', transmision_id: 'plain' },
}

/** Writes a key in the unit of whatever it is made with. */
export const insertKey = (db: DatabaseSync): ((key: ClaveGuardada) => void) => {
  const insert = db.prepare(insertSql(shape))
  return (key) => {
    insert.run(...insertValues(shape, key))
  }
}

export const streamKeyReads = (db: DatabaseSync): Reads['streamKeys'] => {
  const active = db.prepare('SELECT * FROM claves_transmision WHERE revocada_en IS NULL ORDER BY orden')
  const permanent = 'SELECT * FROM claves_transmision WHERE transmision_id IS NULL'
  const all = db.prepare(`${permanent} ORDER BY orden DESC`)
  const ofCreator = db.prepare(`${permanent} AND creador_id = ? ORDER BY orden DESC`)
  return {
    active: () => active.all().map((row) => recordOf(shape, row)),
    of: (creadorId) =>
      (creadorId === undefined ? all.all() : ofCreator.all(creadorId)).map((row) => recordOf(shown, row)),
  }
}

export const streamKeyWrites = (db: DatabaseSync): Writes['streamKeys'] => {
  const insert = insertKey(db)
  const keep = keepAnswer(db)
  const revoke = db.prepare(
    'UPDATE claves_transmision SET revocada_en = ? WHERE id = ? AND revocada_en IS NULL RETURNING *',
  )
  const use = db.prepare('UPDATE claves_transmision SET usada_en = ? WHERE id = ?')
  return {
    create: (key, kept) => {
      insert(key)
      if (kept) keep(kept)
    },
    revoke: (id, at) => {
      const row = revoke.get(at, id)
      if (!row) throw new NodoError('clave_no_encontrada')
      return recordOf(shape, row)
    },
    markUsed: (id, at) => {
      use.run(at, id)
    },
  }
}
