import type { DatabaseSync } from 'node:sqlite'
import type { TrabajoGuardado } from '../../model/trabajo.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSql, insertValues, type Row, recordOf, type Shape } from './shape.ts'

const shape: Shape<TrabajoGuardado> = {
  table: 'trabajos',
  columns: {
    id: 'plain',
    tipo: 'plain',
    estado: 'plain',
    progreso: 'plain',
    error: 'plain',
    objeto_id: 'plain',
    pedido_por: 'plain',
    intentos: 'plain',
    creado_en: 'plain',
    terminado_en: 'plain',
    arriendo: 'plain',
    vence_nodo_ms: 'plain',
    disponible_nodo_ms: 'plain',
  },
}

/** Writes a job in the unit of what it is about. */
export const insertJob = (db: DatabaseSync): ((job: TrabajoGuardado) => void) => {
  const insert = db.prepare(insertSql(shape))
  return (job) => {
    insert.run(...insertValues(shape, job))
  }
}

/**
 * Frees what earlier boots of this program were working on: a nodo is one process, so nobody can be at it. A kill is no
 * failed attempt; but a job that was being worked on at ten kills may be what kills the program, and is given up.
 */
export const freeJobsOfEarlierBoots = (db: DatabaseSync): (() => void) => {
  const free = db.prepare(
    `UPDATE trabajos SET arriendo = NULL, vence_nodo_ms = NULL, caidas = caidas + 1, intentos = max(0, intentos - 1),
       estado = iif(caidas + 1 >= 10, 'fallido', 'pendiente'),
       error = iif(caidas + 1 >= 10, 'trabajo_dejado', error)
     WHERE estado IN ('pendiente', 'en_curso') AND estado = 'en_curso'`,
  )
  return () => {
    free.run()
  }
}

export const jobReads = (db: DatabaseSync): Reads['jobs'] => {
  const byId = db.prepare('SELECT * FROM trabajos WHERE id = ?')
  const ofObject = db.prepare('SELECT * FROM trabajos WHERE objeto_id = ? ORDER BY orden DESC LIMIT 1')
  const pending = db.prepare(`SELECT count(*) AS n FROM trabajos WHERE estado IN ('pendiente', 'en_curso')`)
  const paged = (where: string) =>
    db.prepare(`SELECT * FROM trabajos WHERE ${where} AND orden < ? ORDER BY orden DESC LIMIT ?`)
  const [all, inState] = [paged('true'), paged('estado = ?')]
  return {
    page: ({ estado }, limit, cursor) => {
      const bounds = [placeBefore(cursor).order, limit + 1]
      const found = estado ? inState.all(estado, ...bounds) : all.all(...bounds)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(shape, row)), next }
    },
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(shape, row)
    },
    ofObject: (objetoId) => {
      const row = ofObject.get(objetoId)
      return row && recordOf(shape, row)
    },
    pending: () => Number(pending.get()?.n),
  }
}

export const jobWrites = (db: DatabaseSync): Writes['jobs'] => {
  const insert = insertJob(db)
  const lease = db.prepare(
    `UPDATE trabajos SET estado = 'en_curso', arriendo = ?, vence_nodo_ms = ?, intentos = intentos + 1, error = NULL
     WHERE orden = (
       SELECT orden FROM trabajos
       WHERE estado IN ('pendiente', 'en_curso') AND tipo IN (SELECT value FROM json_each(?))
         AND iif(estado = 'pendiente', disponible_nodo_ms, vence_nodo_ms) <= ?
       ORDER BY orden LIMIT 1)
     RETURNING *`,
  )
  const held = `WHERE id = ? AND arriendo = ? AND estado = 'en_curso'`
  const renew = db.prepare(`UPDATE trabajos SET progreso = ?, vence_nodo_ms = ? ${held}`)
  const release = db.prepare(
    `UPDATE trabajos SET estado = 'pendiente', arriendo = NULL, vence_nodo_ms = NULL, intentos = intentos - 1 ${held}`,
  )
  const postpone = db.prepare(
    `UPDATE trabajos SET estado = 'pendiente', progreso = 0, error = ?, disponible_nodo_ms = ?, arriendo = NULL,
       vence_nodo_ms = NULL, intentos = intentos - 1 ${held}`,
  )
  const succeed = db.prepare(
    `UPDATE trabajos SET estado = 'hecho', progreso = 1, terminado_en = ?, arriendo = NULL, vence_nodo_ms = NULL ${held}`,
  )
  const failOnce = db.prepare(
    `UPDATE trabajos SET estado = 'pendiente', error = ?, disponible_nodo_ms = ?, arriendo = NULL, vence_nodo_ms = NULL
     ${held}`,
  )
  const giveUp = db.prepare(
    `UPDATE trabajos SET estado = 'fallido', error = ?, terminado_en = ?, arriendo = NULL, vence_nodo_ms = NULL ${held}`,
  )
  const cancel = db.prepare(
    `UPDATE trabajos SET estado = 'cancelado', terminado_en = ?, arriendo = NULL, vence_nodo_ms = NULL
     WHERE id = ? AND estado IN ('pendiente', 'en_curso') RETURNING *`,
  )
  const retry = db.prepare(
    `UPDATE trabajos SET estado = 'pendiente', progreso = 0, error = NULL, terminado_en = NULL, intentos = 0, caidas = 0,
       disponible_nodo_ms = ?
     WHERE id = ? AND estado IN ('fallido', 'cancelado') RETURNING *`,
  )
  const toRecord = (row: Row | undefined) => row && recordOf(shape, row)
  return {
    enqueue: insert,
    lease: (types, holder, nowNodoMs, untilNodoMs) => {
      return toRecord(lease.get(holder, untilNodoMs, JSON.stringify(types), nowNodoMs))
    },
    renew: (id, holder, progress, untilNodoMs) => renew.run(progress, untilNodoMs, id, holder).changes === 1,
    release: (id, holder) => {
      release.run(id, holder)
    },
    postpone: (id, holder, reason, retryAtNodoMs) => {
      postpone.run(reason, retryAtNodoMs, id, holder)
    },
    succeed: (id, holder, at) => {
      succeed.run(at, id, holder)
    },
    fail: (id, holder, error, at, retryAtNodoMs) => {
      const { changes } =
        retryAtNodoMs === undefined ? giveUp.run(error, at, id, holder) : failOnce.run(error, retryAtNodoMs, id, holder)
      return changes === 1
    },
    cancel: (id, at) => toRecord(cancel.get(at, id)),
    retry: (id, nowNodoMs) => toRecord(retry.get(nowNodoMs, id)),
  }
}
