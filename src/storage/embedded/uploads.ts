import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { Subida } from '../../model/subida.ts'
import type { Collections } from './collections.ts'
import { makeIn } from './contents.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSql, insertValues, type Row, recordOf, shapeOf } from './shape.ts'

const shape = shapeOf('subidas', Subida)
const toRecord = (row: Row | undefined) => row && recordOf(shape, row)

export const uploadReads = (db: DatabaseSync): Reads['uploads'] => {
  const byId = db.prepare('SELECT * FROM subidas WHERE id = ?')
  const expired = db.prepare('SELECT * FROM subidas WHERE vence_nodo_ms <= ? ORDER BY vence_nodo_ms LIMIT ?')
  return {
    byId: (id) => toRecord(byId.get(id)),
    expired: (nowNodoMs, limit) => expired.all(nowNodoMs, limit).map((row) => recordOf(shape, row)),
  }
}

export const uploadWrites = (db: DatabaseSync, collections: Collections): Writes['uploads'] => {
  const insert = db.prepare(insertSql(shape))
  const byId = db.prepare('SELECT * FROM subidas WHERE id = ?')
  const advance = db.prepare(
    `UPDATE subidas SET recibido_bytes = ?, vence_nodo_ms = ?
     WHERE id = ? AND recibido_bytes = ? AND tamano_bytes >= ? AND contenido_id IS NULL RETURNING *`,
  )
  const finish = db.prepare('UPDATE subidas SET contenido_id = ? WHERE id = ? RETURNING *')
  const erase = db.prepare('DELETE FROM subidas WHERE id = ?')
  const eraseExpired = db.prepare('DELETE FROM subidas WHERE id = ? AND vence_nodo_ms <= ?')
  const makeContent = makeIn(db, collections)
  return {
    create: (upload) => {
      insert.run(...insertValues(shape, upload))
    },
    advance: (id, from, to, untilNodoMs) => toRecord(advance.get(to, untilNodoMs, id, from, to)),
    finish: (id, content, made) => {
      const upload = toRecord(byId.get(id))
      if (!upload) throw new NodoError('subida_no_encontrada')
      if (upload.contenido_id !== null) return upload
      if (upload.recibido_bytes < upload.tamano_bytes) throw new NodoError('subida_incompleta')
      makeContent(content, made)
      return toRecord(finish.get(content.id, id)) ?? upload
    },
    remove: (id, expiredNodoMs) => {
      const { changes } = expiredNodoMs === undefined ? erase.run(id) : eraseExpired.run(id, expiredNodoMs)
      return Number(changes) === 1
    },
  }
}
