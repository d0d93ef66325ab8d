import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { RespuestaGuardada } from '../../model/idempotencia.ts'
import type { Reads } from './ports.ts'
import { insertSql, insertValues, recordOf, type Shape } from './shape.ts'

const shape: Shape<RespuestaGuardada> = {
  table: 'idempotencia',
  columns: {
    cuenta: 'plain',
    ruta: 'plain',
    clave: 'plain',
    huella: 'plain',
    estado: 'plain',
    cuerpo: 'plain',
    vence_nodo_ms: 'plain',
  },
}

export const idempotencyReads = (db: DatabaseSync): Reads['idempotency'] => {
  const find = db.prepare(
    'SELECT * FROM idempotencia WHERE cuenta = ? AND ruta = ? AND clave = ? AND vence_nodo_ms > ?',
  )
  return {
    find: (cuenta, ruta, clave, nowNodoMs) => {
      const row = find.get(cuenta, ruta, clave, nowNodoMs)
      return row && recordOf(shape, row)
    },
  }
}

/**
 * Keeps an answer in the unit of the creation that it tells.
 * @throws NodoError clave_idempotencia_en_curso where the key is kept already: the creation is undone with it
 */
export const keepAnswer = (db: DatabaseSync): ((kept: RespuestaGuardada) => void) => {
  // The ceiling is at most a minute ahead of node time: a key may be forgotten that much early.
  const forgetExpired = db.prepare(
    'DELETE FROM idempotencia WHERE vence_nodo_ms <= (SELECT coalesce(max(techo_nodo_ms), 0) FROM arranques)',
  )
  const taken = db.prepare('SELECT 1 FROM idempotencia WHERE cuenta = ? AND ruta = ? AND clave = ?')
  const insert = db.prepare(insertSql(shape))
  return (kept) => {
    forgetExpired.run()
    if (taken.get(kept.cuenta, kept.ruta, kept.clave)) throw new NodoError('clave_idempotencia_en_curso')
    insert.run(...insertValues(shape, kept))
  }
}
