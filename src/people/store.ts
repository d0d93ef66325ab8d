import type { Artista } from '../model/artista.ts'
import type { Medio } from '../model/contenido.ts'
import type { Historial } from '../model/historial.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { EntradaLista, ListaGuardada, PermisoLista } from '../model/lista.ts'
import type { Notificacion } from '../model/notificacion.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { Sesion } from '../model/sesion.ts'
import type { CodigoUnico, CuentaUsuario, Preferencias, Rol, Totp, Usuario } from '../model/usuario.ts'
import type { Act } from '../system/store.ts'

/** What a person says of themself. */
export interface ProfileChange
  extends Partial<Pick<Usuario, 'nombre' | 'region' | 'idioma' | 'intereses' | 'perfil_redes' | 'imagen' | 'bio'>> {
  /** What it does not name stays as it is. */
  preferencias?: Partial<Preferencias>
  artista?: Partial<Pick<Artista, 'trayectoria' | 'bio' | 'enfoque_social' | 'colectivo_id'>>
}

/** What an account may do. */
export interface Standing {
  tipo_usuario?: Rol
  activo?: boolean
}

/** What is used up of a second factor: the counter of a code, or the hash of a code of recovery. */
export type Spent = { paso: number } | { codigo_hash: string }

/** What people asks of storage. One method is one whole unit of work and resolves once it is durable. */
export interface AccountStore {
  /**
   * Writes the account, its first session (if any), the kept answer, the diario rows and, with `act`, the line of the
   * audit of who made it for somebody else.
   * @throws NodoError email_ocupado
   */
  create(account: CuentaUsuario, session?: Sesion, kept?: RespuestaGuardada, act?: Act): Promise<void>
  /** The same, but only while there is no admin. @throws NodoError primer_inicio_cerrado, email_ocupado */
  createFirstAdmin(account: CuentaUsuario, session?: Sesion): Promise<void>
  byId(id: Id): Promise<CuentaUsuario | undefined>
  /** By address, compared without case. */
  byEmail(email: string): Promise<CuentaUsuario | undefined>
  /** All accounts in order of creation; the CLI's listing. */
  list(limit: number, after?: Id): Promise<CuentaUsuario[]>
  hasAdmin(): Promise<boolean>
  /**
   * Sets the hash and revokes every session of the account, but those of the family that is named.
   * @throws NodoError usuario_no_encontrado
   */
  setPassword(id: Id, claveHash: string, at: number, but?: Id): Promise<void>
  /**
   * Changes what an account may do, with its line of the audit. One that may not enter any more loses its sessions and
   * its one-time code.
   * @throws NodoError usuario_no_encontrado, version_distinta, ultimo_admin (the last admin stays one)
   */
  setStanding(id: Id, standing: Standing, act: Act & { motivo?: string }, version?: number): Promise<CuentaUsuario>
  /** Gives a one-time code in place of an earlier one, with its line of the audit. @throws NodoError usuario_no_encontrado */
  setCode(id: Id, codigo: CodigoUnico, act: Act): Promise<void>
  /** Whose code this is, by its hash; undefined where it has expired or the person may not enter. */
  byCode(hash: string, nodoMs: number): Promise<CuentaUsuario | undefined>
  /**
   * Uses a code up: the account gets the hash of a password and, where one is given, an address; every session of it is
   * revoked and this one opened.
   * @throws NodoError codigo_incorrecto (unknown, used, expired), email_ocupado
   */
  claim(
    hash: string,
    nodoMs: number,
    given: { clave_hash: string; email?: string },
    session: Sesion,
  ): Promise<CuentaUsuario>
  /**
   * Changes the profile and what stands beside it of an artist, under the one version of the account.
   * @param act of whoever does so for somebody else: it gets its line of the audit
   * @throws NodoError usuario_no_encontrado, version_distinta, colectivo_no_encontrado
   */
  changeProfile(
    id: Id,
    fields: ProfileChange,
    version?: number,
    act?: Act,
  ): Promise<{ usuario: CuentaUsuario; artista: Artista | undefined }>
  /**
   * Puts a picture in the place of the one that is there; `imagen` is its address.
   * @param act of whoever does so for somebody else: it gets its line of the audit
   * @returns the files of the one that goes
   * @throws NodoError usuario_no_encontrado, version_distinta
   */
  setPicture(
    id: Id,
    picture: Pick<CuentaUsuario, 'imagen' | 'imagenes'>,
    version?: number,
    act?: Act,
  ): Promise<{ gone: Medio[] }>
  /**
   * Enrols, confirms or removes the second factor, in the place of the one that was read.
   * @returns false where that has changed since
   * @throws NodoError usuario_no_encontrado
   */
  setTotp(id: Id, totp: Totp | null, over: Totp | null): Promise<boolean>
  /**
   * Uses up a counter that is past the last one, or a code of recovery, once however many ask at the same time.
   * @returns false where it is used already, unknown, or there is no confirmed second factor
   */
  spendTotp(id: Id, spent: Spent): Promise<boolean>
}

/** What creators say of their work. `AccountStore.changeProfile` writes it. */
export interface ArtistStore {
  byId(id: Id): Promise<Artista | undefined>
}

export type Rotation =
  | { outcome: 'rotated'; session: Sesion; account: CuentaUsuario }
  /** The token was used before: its whole family is now revoked. */
  | { outcome: 'reused'; familia: Id }
  | { outcome: 'unknown' }

export interface SessionStore {
  /**
   * Opens a session; beyond `most` a person, the oldest are revoked. Sets the account's ultimo_acceso_en.
   * @returns the families that it revoked
   */
  open(session: Sesion, most: number): Promise<Id[]>
  /**
   * Exchanges a refresh token for its successor in one unit. `unknown` also where the session is revoked, expired
   * (`nodoMs` is past `vence_nodo_ms`) or the account inactive.
   */
  rotate(
    refreshHash: string,
    next: { id: Id; refresh_hash: string; vence_nodo_ms: number; at: number },
    nodoMs: number,
  ): Promise<Rotation>
  /** Revokes the family that holds this token, and gives it; an unknown token is no error. */
  revokeByToken(refreshHash: string, at: number): Promise<Id | undefined>
  /** A person's devices, the last used first: the present row of each family that holds at `nodoMs`. */
  ofUser(usuarioId: Id, nodoMs: number): Promise<Sesion[]>
  /** Revokes one family of a person, or all but one. @returns those that it revoked */
  revoke(usuarioId: Id, at: number, which: { familia: Id } | { menos: Id | null }): Promise<Id[]>
}

/** Something that a person saw or heard. */
export interface Play {
  usuario_id: Id
  contenido_id: Id
  posicion_ms: number
  /** What was played since the last play that was told. */
  vista_ms: number
  /** True where the person opened the content: it counts as one more time. */
  abre: boolean
  dispositivo: string | null
  fecha: number
}

/** What each person has seen and heard. None of it leaves this box. */
export interface HistoryStore {
  /** Keeps plays in their order, but for people who paused their history and contents that are gone. */
  record(plays: readonly Play[]): Promise<void>
  find(usuarioId: Id, contenidoId: Id): Promise<Historial | undefined>
  /** The last played first; with `unfinished`, what was left half-way alone. @throws NodoError cursor_invalido */
  page(
    filter: { usuario_id: Id; unfinished?: boolean },
    limit: number,
    cursor?: string,
  ): Promise<Paged<Historial> & { total: number }>
  /** How much of these people was played, in all contents that they played last since then (UTC ms); nothing is left out. */
  played(usuarioIds: readonly Id[], since: number): Promise<{ usuario_id: Id; vista_ms: number }[]>
  /** Erases a person's history, or that of one content. @returns how many contents it was about */
  erase(usuarioId: Id, contenidoId?: Id): Promise<number>
}

/** What is to change of a list. */
export interface ListEdit {
  nombre?: string
  descripcion?: string
  publica?: boolean
  agregar?: readonly EntradaLista[]
  quitar?: readonly Id[]
  /** The contents in their new order; one that it does not name comes behind. */
  ordenar?: readonly Id[]
}

/** What people put together. */
export interface ListStore {
  create(list: ListaGuardada, kept?: RespuestaGuardada): Promise<void>
  byId(id: Id): Promise<ListaGuardada | undefined>
  /**
   * Edits over one `version` that put in and take out arrive in any order with the same outcome, and whatever one puts in
   * stays; without a version what is there is taken to have been seen. Words and order change over that version alone.
   * @throws NodoError lista_no_encontrada, contenido_no_encontrado (of what is put in), version_distinta
   */
  edit(id: Id, edit: ListEdit, version?: number): Promise<ListaGuardada>
  /** Shares it with a person, changes what they may do, or with null no longer. @throws NodoError lista_no_encontrada, usuario_no_encontrado */
  share(id: Id, usuarioId: Id, permiso: PermisoLista | null): Promise<ListaGuardada>
  /** @throws NodoError lista_no_encontrada */
  remove(id: Id): Promise<void>
  /** The newest first. @throws NodoError cursor_invalido */
  ofUser(filter: { usuario_id: Id; publicOnly: boolean }, limit: number, cursor?: string): Promise<Paged<ListaGuardada>>
  /** Those of others that are shared with a person, the newest first. @throws NodoError cursor_invalido */
  sharedWith(usuarioId: Id, limit: number, cursor?: string): Promise<Paged<ListaGuardada>>
}

/** What people are told. None of it leaves this box. */
export interface NoticeStore {
  /** Keeps notices, each once whatever is asked, but for people who do not want their kind, or may not enter. */
  add(notices: readonly Notificacion[]): Promise<void>
  /** The newest first. @throws NodoError cursor_invalido */
  page(usuarioId: Id, limit: number, cursor?: string): Promise<Paged<Notificacion> & { sin_leer: number }>
  /** Marks a person's own as read, all of them without `ids`. @returns how many are still unread */
  markRead(usuarioId: Id, at: number, ids?: readonly Id[]): Promise<number>
}

/** Who has been told something: heard at once in the process that kept it. */
export interface NoticeNews {
  /** @returns what ends it */
  listen(heard: (usuarioIds: ReadonlySet<Id>) => void): () => void
}
