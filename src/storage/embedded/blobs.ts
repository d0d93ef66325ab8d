import type { DatabaseSync } from 'node:sqlite'
import { RegistroBlob } from '../../model/blob.ts'
import type { Medio } from '../../model/contenido.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf, shapeOf } from './shape.ts'

const shape = shapeOf('blobs', RegistroBlob)

/** The holds of a row but for a content's. */
const withoutHold = (content: string) =>
  `(SELECT json_group_array(json(value)) FROM json_each(retenciones) WHERE value ->> 'contenido_id' <> ${content})`

/** Who refers to blobs: a content, a person by their picture. */
export interface Referring {
  id: string
  medios: Medio[]
}

/** Counts who refers to each blob, so that a deletion knows which files nobody needs any more. */
export const countBlobs = (db: DatabaseSync) => {
  const count = db.prepare(
    `INSERT INTO blobs (sha256, tamano_bytes, refs) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET refs = refs + excluded.refs`,
  )
  const release = db.prepare(
    `UPDATE blobs SET retenciones = ${withoutHold('?2')} WHERE sha256 = ?1 AND retenciones <> '[]'`,
  )
  const countAll = (media: Medio[] | undefined, step: 1 | -1) => {
    for (const { sha256, tamano_bytes } of media ?? []) if (sha256) count.run(sha256, tamano_bytes, step)
  }
  return (before: Referring | undefined, after: Referring | undefined) => {
    if (before?.medios === after?.medios) return
    countAll(after?.medios, 1)
    countAll(before?.medios, -1)
    // What is gone is not about to refer to anything.
    const settled = after ?? before
    for (const { sha256 } of settled?.medios ?? []) if (sha256) release.run(sha256, settled?.id ?? '')
  }
}

export const blobReads = (db: DatabaseSync): Reads['blobRecords'] => {
  const of = db.prepare('SELECT b.* FROM json_each(?) asked JOIN blobs b ON b.sha256 = asked.value')
  const unused = db.prepare(
    `SELECT sha256 FROM blobs
     WHERE refs <= 0 AND NOT EXISTS (SELECT 1 FROM json_each(retenciones) WHERE value ->> 'vence_nodo_ms' > ?)
     ORDER BY sha256 LIMIT ?`,
  )
  return {
    of: (sha256s) => of.all(JSON.stringify(sha256s)).map((row) => recordOf(shape, row)),
    unused: (nodoMs, limit) => unused.all(nodoMs, limit).map(({ sha256 }) => String(sha256)),
  }
}

export const blobWrites = (db: DatabaseSync): Writes['blobRecords'] => {
  const add = db.prepare(
    `INSERT INTO blobs (sha256, tamano_bytes, refs, durable, retenciones) VALUES (?1, ?2, 0, 1, json_array(json(?3)))
     ON CONFLICT DO UPDATE SET tamano_bytes = excluded.tamano_bytes, durable = 1,
       retenciones = json_insert(${withoutHold("?3 ->> 'contenido_id'")}, '$[#]', json(?3))`,
  )
  const receipt = db.prepare('UPDATE blobs SET recibo = ? WHERE sha256 = ?')
  const forget = db.prepare(
    `DELETE FROM blobs WHERE sha256 = ? AND refs <= 0 AND NOT EXISTS (
       SELECT 1 FROM json_each(retenciones) WHERE value ->> 'vence_nodo_ms' > ? AND value ->> 'contenido_id' <> ?)`,
  )
  const known = db.prepare('SELECT 1 FROM blobs WHERE sha256 = ?')
  return {
    add: ({ sha256, tamano_bytes }, { contenido_id, vence_nodo_ms }) => {
      add.run(sha256, tamano_bytes, JSON.stringify({ contenido_id, vence_nodo_ms }))
    },
    receipt: (sha256, recibo) => receipt.run(recibo, sha256).changes > 0,
    forget: (sha256s, nodoMs, contenidoId = '') => {
      for (const sha256 of sha256s) forget.run(sha256, nodoMs, contenidoId)
      return sha256s.filter((sha256) => !known.get(sha256))
    },
  }
}
