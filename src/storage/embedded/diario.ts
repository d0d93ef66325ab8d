import type { DatabaseSync } from 'node:sqlite'
import { builtAt } from '../../build-date.ts'
import type { FilaDiario } from '../../model/diario.ts'
import type { Project } from './projections.ts'

export type Change = Pick<FilaDiario, 'tipo' | 'id_registro' | 'accion' | 'base' | 'datos'>

/**
 * The change log of this box: the only place that numbers its rows. The counters are read at the beginning of each
 * transaction and written before its end, so that a row costs one INSERT.
 */
export interface Diario {
  /** Reads the counters, as the transaction that begins finds them. */
  open(): void
  /** Opens the next unit of work: its rows share one `tx`, the number of the first. @returns what undoes its numbers */
  beginUnit(): () => void
  /** Writes the counters, as the last thing of the transaction. */
  seal(): void
  /** The Lamport clock, raised, for a record that is about to be written. */
  tick(): number
  /** Adds the row of a change that is being written in this same unit. */
  write(change: Change, lamport: number): void
  /** Brings the projections up to a change that is being written in this same unit. */
  project: Project
  /** Whether dates made now are to be moved once the wall clock is known. */
  clockIsLow(): boolean
}

interface Counters {
  seq: number
  lamport: number
  tx: number | undefined
}

/** @param schemaVersion the version of the data dictionary that `datos` follows */
export const createDiario = (db: DatabaseSync, schemaVersion: number, project: Project): Diario => {
  const readOrigin = db.prepare('SELECT nodo_id, epoca, seq, lamport FROM origen')
  const keep = db.prepare('UPDATE origen SET seq = ?, lamport = ?')
  const readBoot = db.prepare('SELECT numero, correccion_ms, confianza FROM arranques ORDER BY numero DESC LIMIT 1')
  const insert = db.prepare(
    `INSERT INTO diario (nodo_id, epoca, seq, tx, tipo, id_registro, accion, base, lamport, reloj, esquema, datos)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  let origin = { nodo_id: '', epoca: 0 }
  let kept: Counters = { seq: 0, lamport: 0, tx: undefined }
  let now = kept
  /** As the unit found it; a unit that begins a boot tells nothing. */
  let boot: { numero: number; correccion_ms: number; confianza: FilaDiario['reloj']['confianza'] } | undefined

  const bootNow = () => {
    boot ??= readBoot.get() as typeof boot
    return boot ?? { numero: 0, correccion_ms: 0, confianza: 'baja' as const }
  }
  /** One moment for all that a unit does. */
  let moment: string | undefined
  const reloj = (): string => {
    if (moment !== undefined) return moment
    const { numero, correccion_ms, confianza } = bootNow()
    const clocks: FilaDiario['reloj'] = {
      pared: Math.max(builtAt, Date.now() + correccion_ms),
      arranque: numero,
      // Of the process, not of this thread: a thread that was restarted goes on counting.
      mono_ms: Math.round(process.uptime() * 1000),
      confianza,
    }
    moment = JSON.stringify(clocks)
    return moment
  }

  return {
    project,
    open: () => {
      const { nodo_id, epoca, seq, lamport } = readOrigin.get() as unknown as typeof origin & Counters
      origin = { nodo_id, epoca }
      kept = { seq, lamport, tx: undefined }
      now = { ...kept }
      boot = undefined
      moment = undefined
    },
    beginUnit: () => {
      const before = { ...now }
      now.tx = undefined
      boot = undefined
      moment = undefined
      return () => {
        now = before
      }
    },
    seal: () => {
      if (now.seq !== kept.seq || now.lamport !== kept.lamport) keep.run(now.seq, now.lamport)
    },
    tick: () => ++now.lamport,
    clockIsLow: () => bootNow().confianza === 'baja',
    write: ({ tipo, id_registro, accion, base, datos }, lamport) => {
      const seq = ++now.seq
      now.tx ??= seq
      const body = datos === undefined ? null : JSON.stringify(datos)
      insert.run(
        ...[origin.nodo_id, origin.epoca, seq, now.tx, tipo, id_registro, accion, base],
        ...[lamport, reloj(), schemaVersion, body],
      )
    },
  }
}
