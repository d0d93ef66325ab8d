import type { ClientSession } from 'mongodb'
import { builtAt } from '../../build-date.ts'
import type { Arranque } from '../../model/arranque.ts'
import type { FilaDiario } from '../../model/diario.ts'
import type { Id } from '../../model/primitives.ts'
import type { ChangeLog } from '../../projections/worker.ts'
import { toldOf } from '../cells.ts'
import type { Mongo } from './mongo.ts'

export type Change = Pick<FilaDiario, 'tipo' | 'id_registro' | 'accion' | 'base' | 'datos' | 'local'>

/** The numbers of one unit's rows. */
export interface Numbered {
  first: number | undefined
  count: number
  /** The unit is over, however it ended. */
  settle(): void
}

/**
 * The change log of this process: its only writer (design.md, Storage), so it numbers the rows in memory. A unit that
 * fails after it was numbered leaves its numbers missing, which the exchange allows (sync-design.md, The change log).
 */
export interface Diario {
  /** Reads where the log stands. Needed before anything is written. */
  open(): Promise<void>
  close(): Promise<void>
  /** The boot whose rows are written from now on, as its clock is believed. */
  follow(boot: Pick<Arranque, 'numero' | 'correccion_ms' | 'confianza'>): void
  /** Whose rows these are. */
  origin(): { nodo_id: Id; epoca: number }
  clockIsLow(): boolean
  tick(): number
  reserve(): Numbered
  write(session: ClientSession, numbered: Numbered, told: readonly { change: Change; lamport: number }[]): Promise<void>
  /** The last row before which none can appear any more: whoever reads the log reads up to here. */
  settled(): number
  /** Which log it is: another one begins anew at 1. */
  epoch(): number
  /** Whose log it is. */
  nodoId(): Id
  rows: ChangeLog['rows']
  /** Up to which rows the log is gone: those that travel, those that are of this node alone. */
  pruned(): Pruned
  prune(upTo: Pruned): void
  forgotten: ChangeLog['forgotten']
  /** Calls it each time that rows have settled. */
  listen(listener: () => void): void
}

export interface Pruned {
  told: number
  local: number
}

/** The version of the data dictionary that rows of the diario follow. */
const dictionaryVersion = 1
/** So far ahead of both counters the kept ceilings are; where the log was emptied, a start goes on from them. */
const ceilingAhead = 10_000

export const createDiario = ({ of }: Mongo): Diario => {
  const rows = of('diario')
  const origins = of('origen')
  const inFlight = new Set<Numbered>()
  const listeners: (() => void)[] = []
  let origin = { nodo_id: '', epoca: 0 }
  let boot: Pick<Arranque, 'numero' | 'correccion_ms' | 'confianza'> = {
    numero: 0,
    correccion_ms: 0,
    confianza: 'baja',
  }
  let pruned: Pruned = { told: 0, local: 0 }
  let seq = 0
  let lamport = 0
  let ceiling = 0
  let raising: Promise<unknown> = Promise.resolve()

  const keepCeiling = (techo: number) => origins.updateOne({ _id: 'origen' }, { $max: { techo } })

  const raiseCeiling = () => {
    if (Math.max(seq, lamport) < ceiling - ceilingAhead / 2) return
    ceiling = Math.max(seq, lamport) + ceilingAhead
    const techo = ceiling
    // Behind the unit that comes first: the ceiling is far enough ahead to wait for a server that is away.
    raising = raising
      .then(() => keepCeiling(techo))
      .catch(() => {
        ceiling = Math.min(ceiling, techo - ceilingAhead / 2)
      })
  }

  const reloj = (): FilaDiario['reloj'] => ({
    pared: Math.max(builtAt, Date.now() + boot.correccion_ms),
    arranque: boot.numero,
    mono_ms: Math.round(process.uptime() * 1000),
    confianza: boot.confianza,
  })

  return {
    open: async () => {
      const kept = await origins.findOne({ _id: 'origen' })
      if (!kept) throw new Error('the origin is made before the diario is opened')
      origin = { nodo_id: String(kept.nodo_id), epoca: Number(kept.epoca) }
      const [last] = await rows.find(origin).sort({ seq: -1 }).limit(1).toArray()
      // After an orderly stop the ceiling is where the counters stood.
      pruned = { told: Number(kept.podado ?? 0), local: Number(kept.podado_local ?? 0) }
      // What is gone had numbers too.
      seq = Math.max(Number(last?.seq ?? kept.techo), Number(kept.seq), pruned.told, pruned.local)
      // Not from the log: what it does not tell has taken moments too, and a kill may have left them behind its last row.
      lamport = Number(kept.techo)
      ceiling = Math.max(seq, lamport) + ceilingAhead
      await keepCeiling(ceiling)
    },
    close: async () => {
      await raising
      await origins.updateOne({ _id: 'origen' }, { $set: { seq, techo: Math.max(seq, lamport) } })
    },
    follow: (next) => {
      boot = next
    },
    origin: () => origin,
    clockIsLow: () => boot.confianza === 'baja',
    tick: () => {
      lamport++
      raiseCeiling()
      return lamport
    },
    reserve: () => {
      const settle = () => {
        if (!inFlight.delete(numbered)) return
        for (const listener of listeners) listener()
      }
      const numbered: Numbered = { first: undefined, count: 0, settle }
      return numbered
    },
    write: async (session, numbered, told) => {
      // A transaction that runs again takes its numbers again, unless it tells another number of rows.
      if (numbered.first === undefined || numbered.count !== told.length) {
        numbered.first = seq + 1
        numbered.count = told.length
        seq += told.length
        inFlight.add(numbered)
        raiseCeiling()
      }
      const tx = numbered.first
      const written = told.map(({ change, lamport: at }, i) => ({
        ...origin,
        seq: tx + i,
        tx,
        ...change,
        datos: change.datos ?? null,
        lamport: at,
        reloj: reloj(),
        esquema: dictionaryVersion,
      }))
      await rows.insertMany(written as never, { session, ordered: false })
    },
    settled: () => Math.min(seq, ...[...inFlight].map(({ first }) => (first ?? seq + 1) - 1)),
    epoch: () => origin.epoca,
    nodoId: () => origin.nodo_id,
    rows: async (tipos, after, until, limit) => {
      const between = { ...origin, seq: { $gt: after, $lte: until }, tipo: { $in: [...tipos] } }
      const found = await rows.find(between).sort({ seq: 1 }).limit(limit).toArray()
      const told = found.flatMap(({ seq, tipo, id_registro, lamport, datos }) =>
        toldOf(tipo, id_registro, datos).map((id) => ({ seq, tipo, id, lamport })),
      )
      return { told, reached: found.length === limit ? Number(found.at(-1)?.seq) : until }
    },
    pruned: () => pruned,
    prune: ({ told, local }) => {
      pruned = { told: Math.max(pruned.told, told), local: Math.max(pruned.local, local) }
    },
    forgotten: () => Math.max(pruned.told, pruned.local),
    listen: (listener) => {
      listeners.push(listener)
    },
  }
}
