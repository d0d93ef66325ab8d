import type { Id } from '../model/primitives.ts'

/** What there is of a person besides their account, by the names of the data dictionary where a name says enough. */
export const personalKinds = [
  'artistas',
  'membresias',
  'colaboraciones',
  'seguimientos',
  'seguidores',
  'contenidos',
  'transmisiones',
  'comentarios',
  'preguntas',
  'reacciones',
  'denuncias',
  'transacciones',
  'transacciones_recibidas',
  'listas',
  'historial',
  'notificaciones',
  'dispositivos',
  'compras',
  'auditoria',
] as const
export type PersonalKind = (typeof personalKinds)[number]

/** A place in the change log. */
export interface LogPlace {
  epoca: number
  seq: number
}

/** Everything that is somebody's, wherever it is kept. One method is one whole unit of work and resolves once it is durable. */
export interface PersonalStore {
  /** At most `limit` records of a kind behind an id, in the order of ids. */
  of(usuarioId: Id, kind: PersonalKind, limit: number, after?: Id): Promise<({ id: Id } & Record<string, unknown>)[]>
  /**
   * Erases at most `limit` records of a person, and once none is left what their account says. Their contents are the
   * caller's, who removes them before. What they said to others (comments, questions) and what they gave stays, of nobody.
   * @returns whether anything was there: then it is called again
   */
  erase(usuarioId: Id, limit: number): Promise<boolean>
  /**
   * Takes rows that tell of somebody who was erased out of the change log, looking at `limit` of them behind a place.
   * That something is gone stays told.
   * @returns where to go on; null at the end
   */
  eraseFromLog(usuarioId: Id, limit: number, after: LogPlace | null): Promise<LogPlace | null>
}
