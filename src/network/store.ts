import type { Colaboracion } from '../model/colaboracion.ts'
import type { Colectivo } from '../model/colectivo.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { EstadoPropuesta, Membresia, RolMembresia } from '../model/membresia.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { Seguimiento } from '../model/seguimiento.ts'
import type { CreadorBreve } from '../model/usuario.ts'

/** Somebody at the other end of a follow, and since when. */
export interface Followed {
  usuario: CreadorBreve
  fecha_inicio: number
}

/** Who follows whom. One method is one whole unit of work and resolves once it is durable. */
export interface FollowStore {
  /** A follow that goes on keeps its date; one that had ended begins anew. @throws NodoError usuario_no_encontrado */
  follow(given: Seguimiento): Promise<Seguimiento>
  /** @returns the ended follow; undefined where there never was one */
  unfollow(usuarioId: Id, creadorId: Id): Promise<Seguimiento | undefined>
  follows(usuarioId: Id, creadorId: Id): Promise<boolean>
  /** Who follows a creator, the newest first. @throws NodoError cursor_invalido */
  followersOf(creadorId: Id, limit: number, cursor?: string): Promise<Paged<Followed> & { total: number }>
  /** Whom a person follows, the newest first. @throws NodoError cursor_invalido */
  followedBy(usuarioId: Id, limit: number, cursor?: string): Promise<Paged<Followed> & { total: number }>
}

export interface CollectiveStore {
  /** Writes the collective, the membership of who founds it and the kept answer together. */
  create(collective: Colectivo, founder: Membresia, kept?: RespuestaGuardada): Promise<void>
  byId(id: Id): Promise<Colectivo | undefined>
  /** Newest first; with `region`, those of it alone. @throws NodoError cursor_invalido */
  page(filter: { region?: string }, limit: number, cursor?: string): Promise<Paged<Colectivo>>
  /** @throws NodoError colectivo_no_encontrado, version_distinta */
  change(
    id: Id,
    fields: Partial<Pick<Colectivo, 'nombre' | 'enfoque' | 'region'>>,
    version?: number,
  ): Promise<Colectivo>
}

export interface Member {
  usuario: CreadorBreve
  membresia: Membresia
}

/** Who belongs to a collective. What is not `activo` is past and in no list. */
export interface MembershipStore {
  /** Who is invited or belongs already stays as they are. @throws NodoError colectivo_no_encontrado, usuario_no_encontrado */
  invite(given: Membresia): Promise<Membresia>
  /** `propuesta` → `aceptada`, once. @throws NodoError membresia_no_encontrada */
  accept(usuarioId: Id, colectivoId: Id, at: number): Promise<Membresia>
  /** @throws NodoError membresia_no_encontrada */
  setRole(usuarioId: Id, colectivoId: Id, rol: RolMembresia): Promise<Membresia>
  /** @returns the ended membership; undefined where there never was one */
  leave(usuarioId: Id, colectivoId: Id): Promise<Membresia | undefined>
  find(usuarioId: Id, colectivoId: Id): Promise<Membresia | undefined>
  /** Members and invited ones in the order in which they were first invited. */
  of(colectivoId: Id): Promise<Member[]>
  /** The collectives of a person, and those that invite them, in the same order. */
  ofUser(usuarioId: Id): Promise<{ colectivo: Colectivo; membresia: Membresia }[]>
}

export interface Collaborator {
  usuario: CreadorBreve
  colaboracion: Colaboracion
}

/** Who had a part in a content. What is not `activo` is past and in no list. */
export interface CollaborationStore {
  /** Another `rol` than the one that stands has to be accepted anew. @throws NodoError contenido_no_encontrado, usuario_no_encontrado */
  propose(given: Colaboracion): Promise<Colaboracion>
  /** `propuesta` → `aceptada`, once. @throws NodoError colaboracion_no_encontrada */
  accept(usuarioId: Id, contenidoId: Id): Promise<Colaboracion>
  /** @returns the ended collaboration; undefined where there never was one */
  withdraw(usuarioId: Id, contenidoId: Id): Promise<Colaboracion | undefined>
  find(usuarioId: Id, contenidoId: Id): Promise<Colaboracion | undefined>
  /** Of some contents, in the order in which they were first proposed. */
  of(contenidoIds: readonly Id[]): Promise<Collaborator[]>
  /** Of a person in one state, the newest first. @throws NodoError cursor_invalido */
  ofUser(usuarioId: Id, estado: EstadoPropuesta, limit: number, cursor?: string): Promise<Paged<Colaboracion>>
}
