import type { DatabaseSync } from 'node:sqlite'
import { builtAt } from '../../build-date.ts'
import type { FilaDiario } from '../../model/diario.ts'

export type Change = Pick<FilaDiario, 'tipo' | 'id_registro' | 'accion' | 'base' | 'datos'>

/** The change log of this box: the only place that numbers its rows. */
export interface Diario {
  /** Opens the next unit of work: its rows share one `tx`, the number of the first. */
  beginUnit(): void
  /** The Lamport clock, raised, for a record that is about to be written. */
  tick(): number
  /** Adds the row of a change that is being written in this same unit. */
  write(change: Change, lamport: number): void
  /** Whether dates made now are to be moved once the wall clock is known. */
  clockIsLow(): boolean
}

/** @param schemaVersion the version of the data dictionary that `datos` follows */
export const createDiario = (db: DatabaseSync, schemaVersion: number): Diario => {
  const raise = db.prepare('UPDATE origen SET lamport = lamport + 1 RETURNING lamport')
  const next = db.prepare('UPDATE origen SET seq = seq + 1 RETURNING nodo_id, epoca, seq')
  const boot = db.prepare('SELECT numero, correccion_ms, confianza FROM arranques ORDER BY numero DESC LIMIT 1')
  const insert = db.prepare(
    `INSERT INTO diario (nodo_id, epoca, seq, tx, tipo, id_registro, accion, base, lamport, reloj, esquema, datos)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  let tx: number | undefined

  const reloj = (): FilaDiario['reloj'] => {
    const row = boot.get()
    return {
      pared: Math.max(builtAt, Date.now() + Number(row?.correccion_ms ?? 0)),
      arranque: Number(row?.numero ?? 0),
      // Of the process, not of this thread: a thread that was restarted goes on counting.
      mono_ms: Math.round(process.uptime() * 1000),
      confianza: (row?.confianza ?? 'baja') as FilaDiario['reloj']['confianza'],
    }
  }

  return {
    beginUnit: () => {
      tx = undefined
    },
    tick: () => Number(raise.get()?.lamport),
    clockIsLow: () => (boot.get()?.confianza ?? 'baja') === 'baja',
    write: ({ tipo, id_registro, accion, base, datos }, lamport) => {
      const { nodo_id, epoca, seq } = next.get() as { nodo_id: string; epoca: number; seq: number }
      tx ??= seq
      const body = datos === undefined ? null : JSON.stringify(datos)
      insert.run(
        ...[nodo_id, epoca, seq, tx, tipo, id_registro, accion, base],
        ...[lamport, JSON.stringify(reloj()), schemaVersion, body],
      )
    },
  }
}
