import type { ClaveTransmision } from '../model/clave-transmision.ts'
import type { Contenido } from '../model/contenido.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type {
  CambioTransmision,
  Ingesta,
  NuevaTransmision,
  Transmision,
  TransmisionVista,
} from '../model/transmision.ts'

/** An account that acts, already known to be at least a creator. */
export type Actor = NonNullable<Lector>

/** The answer to keep with a creation, made from what is about to be answered. */
export type Keep = (estado: number, cuerpo: unknown) => RespuestaGuardada | undefined

export interface Started {
  transmision: Transmision
  contenido: Contenido
  ingesta: Ingesta
  url_hls: string
  url_evento: string
  codigo: string
}

/** The lives of this box: who may, what state each is in, and what a reader sees of it. */
export interface Lives {
  /** @param host the name the caller used for this box, with its port: encoder addresses are made of it */
  start(input: NuevaTransmision, actor: Actor, host: string, keep: Keep): Promise<Started>
  /** What is `en_vivo` or `reconectando`. */
  onAir(reader: Lector): Promise<TransmisionVista[]>
  /** The actor's own lives that are not over, `preparada` too. */
  mine(actor: Actor): Promise<TransmisionVista[]>
  /** By id or by the spoken code, in any case of letters. `preparada` only for its owner and admins. @throws NodoError transmision_no_encontrada */
  read(idOrCode: string, reader: Lector): Promise<TransmisionVista>
  change(id: Id, fields: CambioTransmision, actor: Actor, version?: number): Promise<TransmisionVista>
  /** Ends it; ending twice answers the same. @throws NodoError transmision_no_encontrada, sin_permiso */
  end(id: Id, actor: Actor): Promise<{ transmision: Transmision; contenido: Contenido }>
  /** Lives with media now, and the viewers of all. For status and metrics. */
  counts(): { lives: number; viewers: number }
}

/** Permanent keys of creators. */
export interface StreamKeys {
  create(
    nombre: string,
    actor: Actor,
    host: string,
    keep: Keep,
  ): Promise<{ clave_transmision: ClaveTransmision; ingesta: Ingesta }>
  /** The actor's own; with `all` (CLI) everybody's. */
  list(creadorId?: Id): Promise<ClaveTransmision[]>
  /** @throws NodoError clave_no_encontrada, sin_permiso */
  revoke(id: Id, actor: Actor): Promise<void>
  /** Lets a key that rests after an end open a new live at once. @throws NodoError clave_no_encontrada, sin_permiso */
  resume(id: Id, actor: Actor): Promise<void>
}
