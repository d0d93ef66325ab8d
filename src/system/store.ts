import type { ErrorCode } from '../errors.ts'
import type { Arranque } from '../model/arranque.ts'
import type { Auditoria } from '../model/auditoria.ts'
import type { Configuracion, OrigenGuardado } from '../model/configuracion.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { TipoTrabajo, TrabajoGuardado } from '../model/trabajo.ts'

/** Leased rows: a job belongs to whoever leases it until the lease ends in node time, so a killed process loses it by itself. */
export interface JobStore {
  byId(id: Id): Promise<TrabajoGuardado | undefined>
  ofObject(objetoId: Id): Promise<TrabajoGuardado | undefined>
  /** All jobs, or those in a state, the newest first. @throws NodoError cursor_invalido */
  page(filter: { estado?: TrabajoGuardado['estado'] }, limit: number, cursor?: string): Promise<Paged<TrabajoGuardado>>
  enqueue(job: TrabajoGuardado): Promise<void>
  /** The oldest job that nobody holds, now leased to `holder` until `untilNodoMs`; undefined when there is none. */
  lease(
    types: readonly TipoTrabajo[],
    holder: string,
    nowNodoMs: number,
    untilNodoMs: number,
  ): Promise<TrabajoGuardado | undefined>
  /** Lengthens the lease and keeps progress. @returns false where the lease was lost: the worker stops. */
  renew(id: Id, holder: string, progress: number, untilNodoMs: number): Promise<boolean>
  /** Gives the lease back, as if it had never been taken. */
  release(id: Id, holder: string): Promise<void>
  /** Gives the lease back until `retryAtNodoMs`, with what it waits for; costs no attempt. */
  postpone(id: Id, holder: string, reason: ErrorCode, retryAtNodoMs: number): Promise<void>
  succeed(id: Id, holder: string, at: number): Promise<void>
  /**
   * @param retryAtNodoMs absent: it failed for good
   * @returns false where the lease was lost, or the job is gone: then it is nobody's failure
   */
  fail(id: Id, holder: string, error: ErrorCode, at: number, retryAtNodoMs?: number): Promise<boolean>
  /** → `cancelado`, also while somebody holds it. @returns undefined where it is not waiting or at work */
  cancel(id: Id, at: number): Promise<TrabajoGuardado | undefined>
  /** A job that failed or was cancelled begins anew. @returns undefined where it did neither */
  retry(id: Id, nowNodoMs: number): Promise<TrabajoGuardado | undefined>
  pending(): Promise<number>
}

/**
 * Calls whoever works off jobs as soon as one can be taken, whichever process made it. That only saves waiting: what there
 * is to do is what `JobStore` says; a call may be lost, and one too many finds nothing.
 */
export interface JobCalls {
  /**
   * Calls `take` once for each job, one call after the other, when the job can be taken.
   * @returns ends it: no more calls; resolves when the last has ended
   */
  follow(take: () => Promise<unknown>, nowNodoMs: () => number): () => Promise<void>
}

/** Boots of the program and the ceiling of node time. */
export interface BootStore {
  /**
   * Begins a boot at the ceiling of the last one; what earlier boots held leased is free.
   * @param desdeEn when it begins on the wall clock, as is believed @returns also whether the last one ended in order
   */
  begin(ceilingAheadMs: number, desdeEn: number): Promise<{ boot: Arranque; lastWasClean: boolean }>
  /** Keeps the ceiling of a boot, and the whole of a boot that this base does not know: it went back to an older copy. */
  raise(boot: Arranque): Promise<void>
  /**
   * Keeps the boot's correction; its dates that were made under `baja`, when it began, and its cells of metrics are moved
   * by `shiftMs`.
   */
  correct(numero: number, correccionMs: number, confianza: Arranque['confianza'], shiftMs: number): Promise<void>
  end(numero: number, nodoMs: number): Promise<void>
}

/** Kept answers of creating POSTs. */
export interface IdempotencyStore {
  find(cuenta: Id, ruta: string, clave: string, nowNodoMs: number): Promise<RespuestaGuardada | undefined>
}

/** Who this box is. */
export interface IdentityStore {
  /** Made at the first start and kept. */
  nodoId(): Promise<Id>
  /** A secret of this box by name, made at first need (32 bytes, hex). */
  secret(name: string): Promise<string>
}

/** The base as it stands, for a backup. */
export interface SnapshotStore {
  /**
   * Writes the whole base, as it is at one moment, into a file that is not there yet: a sound database of the embedded
   * family, whichever this is. Others go on reading and writing.
   */
  write(file: string): Promise<void>
}

/** A value to be set, or to be taken back (null). */
export interface SettingChange {
  clave: string
  valor: unknown
  /** Over which version alone; 0 where it was never set. Absent: over whatever is there. */
  version?: number
}

/** Who does something, and when (UTC ms). */
export interface Act {
  /** null: the centre, or the console of this box */
  actor_id: Id | null
  fecha: number
}

/** What the dashboard and the centre set at run time, each apart from the other. */
export interface SettingStore {
  /** In the order of keys; also what was taken back, so that its version goes on. */
  setBy(origen: OrigenGuardado): Promise<Configuracion[]>
  /**
   * Makes all changes or none, each with its line of the audit. A value that is there already stays as it is.
   * @returns what `setBy` gives from now on
   * @throws NodoError version_distinta
   */
  change(origen: OrigenGuardado, changes: readonly SettingChange[], act: Act): Promise<Configuracion[]>
}

/** Whose acts, and upon what; neither: all. */
export interface AuditFilter {
  actorId?: Id
  objeto?: string
}

/** The audit: what those who run this box did. Nothing in it is changed or taken away. */
export interface AuditStore {
  /** Adds an act that no port writes by itself with what it changes; the same line again changes nothing. */
  append(line: Auditoria): Promise<void>
  /** Newest first. @throws NodoError cursor_invalido */
  page(of: AuditFilter, limit: number, cursor?: string): Promise<Paged<Auditoria>>
}
