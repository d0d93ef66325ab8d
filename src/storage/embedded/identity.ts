import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { newId } from '../../model/ids.ts'
import type { Reads, Writes } from './ports.ts'

/** Makes who this box is, at its first start. */
export const establishOrigin = (db: DatabaseSync): void => {
  db.prepare('INSERT OR IGNORE INTO origen (unico, nodo_id, epoca, seq, lamport) VALUES (1, ?, 1, 0, 0)').run(
    newId(Date.now()),
  )
}

export const identityReads = (db: DatabaseSync): Reads['identity'] => {
  const nodoId = db.prepare('SELECT nodo_id FROM origen')
  return { nodoId: () => String(nodoId.get()?.nodo_id) }
}

export const identityWrites = (db: DatabaseSync): Writes['identity'] => {
  const make = db.prepare('INSERT OR IGNORE INTO secretos (nombre, valor) VALUES (?, ?)')
  const read = db.prepare('SELECT valor FROM secretos WHERE nombre = ?')
  return {
    secret: (name) => {
      make.run(name, randomBytes(32).toString('hex'))
      return String(read.get(name)?.valor)
    },
  }
}
