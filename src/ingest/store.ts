import type { ClaveGuardada, ClaveTransmision } from '../model/clave-transmision.ts'
import type { Contenido } from '../model/contenido.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Id } from '../model/primitives.ts'
import type { TrabajoGuardado } from '../model/trabajo.ts'
import type { PalabrasTransmision, SegmentoVivo, TransmisionGuardada } from '../model/transmision.ts'
import type { CreadorBreve } from '../model/usuario.ts'

export interface LiveWithCreator {
  transmision: TransmisionGuardada
  creador: CreadorBreve
}

/** What the lives ask of storage. One method is one whole unit of work and resolves once it is durable. */
export interface LiveStore {
  /**
   * Writes the live, its content, the key of this live alone and the kept answer together.
   * @throws NodoError codigo_ocupado when the spoken code is taken: the caller draws another
   */
  create(live: TransmisionGuardada, content: Contenido, key?: ClaveGuardada, kept?: RespuestaGuardada): Promise<void>
  byId(id: Id): Promise<LiveWithCreator | undefined>
  byCode(codigo: string): Promise<LiveWithCreator | undefined>
  /** Every live that is not `finalizada`, newest first: at most a few dozen. */
  unfinished(): Promise<LiveWithCreator[]>
  /** Title, description, labels, region: of the live and of its content. @throws NodoError transmision_no_encontrada, version_distinta */
  change(id: Id, fields: PalabrasTransmision, version?: number): Promise<TransmisionGuardada>
  /**
   * → `en_vivo`: sets iniciada_en the first time, closes an open corte, publishes the content (fecha_publicacion).
   * No-op where it is already so. @throws NodoError transmision_finalizada
   */
  goLive(id: Id, at: number): Promise<TransmisionGuardada>
  /**
   * → `reconectando`, opens a corte, keeps the grace's end. No-op where it is already so (but the grace's end is set)
   * and where the live was never on air. @throws NodoError transmision_finalizada
   */
  interrupt(id: Id, at: number, graceEndsNodoMs: number): Promise<TransmisionGuardada>
  /**
   * → `finalizada` with the recording's length and the job that makes its download, in one unit; revokes the key of
   * this live alone. A live that recorded nothing has no job: its content becomes `oculto`. Ending twice answers the
   * same record and enqueues nothing.
   */
  finish(
    id: Id,
    at: number,
    recorded: { duracion_ms: number | null; espectadores_max: number },
    job?: TrabajoGuardado,
  ): Promise<{ transmision: TransmisionGuardada; contenido: Contenido }>
  /** Journals closed segments; the same (live, rendition, sequence) again changes nothing. */
  journal(segments: SegmentoVivo[]): Promise<void>
  /** The whole journal of a live, by rendition and sequence. */
  segments(id: Id): Promise<SegmentoVivo[]>
}

export interface StreamKeyStore {
  create(key: ClaveGuardada, kept?: RespuestaGuardada): Promise<void>
  /** Every key that is not revoked: the ingest thread's index is made of it. */
  active(): Promise<ClaveGuardada[]>
  /** The permanent keys of one creator (all creators without one), newest first, revoked ones too. */
  of(creadorId?: Id): Promise<ClaveTransmision[]>
  /** @throws NodoError clave_no_encontrada */
  revoke(id: Id, at: number): Promise<ClaveGuardada>
  markUsed(id: Id, at: number): Promise<void>
}
