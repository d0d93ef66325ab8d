import type { Colaboracion } from '../model/colaboracion.ts'
import type { Comentario, EstadoComentario } from '../model/comentario.ts'
import type { Contenido, TipoContenido } from '../model/contenido.ts'
import type { Denuncia, EstadoDenuncia } from '../model/denuncia.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { Reaccion, TipoReaccion } from '../model/reaccion.ts'
import type { TrabajoGuardado } from '../model/trabajo.ts'
import type { CreadorBreve } from '../model/usuario.ts'

/** A content as lists have it, without the body of a texto, with what every reader of it also needs. */
export interface ContentRow {
  contenido: Omit<Contenido, 'cuerpo'>
  creador: CreadorBreve
  transmision_id: Id | null
}

/** A content whole. */
export interface ContentWithCreator extends ContentRow {
  contenido: Contenido
}

/** What a list of contents is about: all of it together. Values are compared as they are; words are not. */
export interface ContentFilter {
  tipo?: TipoContenido
  creador_id?: Id
  categoria?: string
  /** All of them. */
  etiquetas?: readonly string[]
  region?: string
  idioma?: string
  /** One of the content's `tema_social`. */
  tema?: string
  locacion?: string
  /** Words, at least one of which it has in its title, its labels or its text, without regard to accents and case. */
  q?: string
  /** Absent: what has most of the words of `q` first, else newest first. */
  orden?: 'recientes' | 'populares'
  /** True: only what is `publicado`. */
  publishedOnly: boolean
}

/** What a finished live's downloads take on this disk: the files made of its recording that nobody else refers to. */
export interface Downloads {
  contenido_id: Id
  titulo: string
  orden_nodo_ms: number
  transmision_id: Id
  tamano_bytes: number
}

/** A place in the order of contents, oldest first. */
export type Place = Pick<Downloads, 'orden_nodo_ms' | 'contenido_id'>

/** What is written in the one unit that makes a content. */
export interface MadeWith {
  job?: TrabajoGuardado
  /** Who is named as having had a part in it. */
  proposals?: readonly Colaboracion[]
  kept?: RespuestaGuardada
}

/** What the catalog asks of storage. One method is one whole unit of work and resolves once it is durable. */
export interface ContentStore {
  byId(id: Id): Promise<ContentWithCreator | undefined>
  /** In the order that is asked for, those that are not there left out. */
  byIds(ids: readonly Id[]): Promise<ContentRow[]>
  /**
   * At most `limit` contents after `cursor`, newest first: by orden_nodo_ms and then id, both falling. With `q`, before
   * that by the sum of the weights of its words: 4 for one in the title, else 2 for one in a label, else 1 for one in the
   * text (`descripcion`, `autor`, `tema_social`, `locacion`). The order stays as rows come and go. With `populares`: as the rankings have
   * them, and behind those what nobody saw, newest first; a content that is seen meanwhile moves. `total` is there where
   * it is cheap to count.
   * @throws NodoError cursor_invalido; of `populares`, servicio_no_disponible where the rankings throw it
   */
  page(
    filter: ContentFilter,
    limit: number,
    cursor?: string,
  ): Promise<{ rows: ContentRow[]; next: string | null; total?: number }>
  /** At most `limit` recordings that have downloads, behind `after`, oldest content first. */
  downloads(limit: number, after?: Place): Promise<Downloads[]>
  /**
   * Takes the downloads of a finished live off its content, `url_archivo` too where it is one of them; a file that
   * another content refers to stays.
   * @returns sha256 of the blobs that nothing is known of any more, which the caller discards
   * @throws NodoError contenido_no_encontrado
   */
  dropDownloads(id: Id): Promise<string[]>
  /** Makes a content with what belongs to its beginning. @throws NodoError usuario_no_encontrado, of who is named */
  create(content: Contenido, made?: MadeWith): Promise<Contenido>
  /** Adds contents that come from elsewhere, all of them or none: an import, a batch of another box. */
  createMany(contents: readonly Contenido[]): Promise<void>
  /** Changes fields of a content. @throws NodoError contenido_no_encontrado, version_distinta */
  change(id: Id, fields: Partial<Contenido>, version?: number): Promise<Contenido>
  /**
   * Deletes the record with its comments, reactions and collaborations (of each a `del` row stays in the diario), the
   * reports on it and notices of it, its places in people's histories, lists and purchases, its live's journal, questions
   * and jobs.
   * @returns what the caller now discards: sha256 of blobs that nothing else refers to nor is held for, and the live's id.
   * @throws NodoError contenido_no_encontrado, contenido_en_vivo
   */
  remove(id: Id): Promise<{ blobs: string[]; transmision_id: Id | null }>
}

/** How many people feel what about a content; what nobody feels is left out. */
export type ReactionCounts = Partial<Record<TipoReaccion, number>>

/** What people feel about contents: of each one kind at a time. */
export interface ReactionStore {
  /** @returns what stands for the content now, this one with it @throws NodoError contenido_no_encontrado */
  set(given: Reaccion): Promise<{ reaccion: Reaccion; counts: ReactionCounts }>
  /** Takes it back, where there is one. @returns what stands for the content now */
  unset(usuarioId: Id, contenidoId: Id): Promise<ReactionCounts>
  /** What a person feels about some contents, one that they don't react to left out. */
  mine(usuarioId: Id, contenidoIds: readonly Id[]): Promise<Reaccion[]>
  /** Of each content that somebody reacts to. */
  counts(contenidoIds: readonly Id[]): Promise<{ contenido_id: Id; counts: ReactionCounts }[]>
  /** What a person reacts to, the newest first. @throws NodoError cursor_invalido */
  ofUser(usuarioId: Id, limit: number, cursor?: string): Promise<Paged<Reaccion>>
}

export interface CommentWithAuthor {
  comentario: Comentario
  autor: CreadorBreve
}

/** Which comments of a content: `es_live` for the chat of its live, or what was said outside of it. */
export interface CommentFilter {
  contenido_id: Id
  es_live?: boolean
  /** True: only what is `visible`. */
  visibleOnly: boolean
}

/** What people say about contents, in the order in which it was kept. */
export interface CommentStore {
  /** Writes the comment and the kept answer together. @throws NodoError contenido_no_encontrado */
  append(comment: Comentario, kept?: RespuestaGuardada): Promise<Comentario>
  byId(id: Id): Promise<CommentWithAuthor | undefined>
  /** @throws NodoError comentario_no_encontrado, version_distinta */
  setState(id: Id, estado: EstadoComentario, version?: number): Promise<Comentario>
  /** Deletes the record; a `del` row stays in the diario. @throws NodoError comentario_no_encontrado */
  remove(id: Id): Promise<void>
  /** The newest first. @throws NodoError cursor_invalido */
  page(filter: CommentFilter, limit: number, cursor?: string): Promise<Paged<CommentWithAuthor> & { total: number }>
  /** What a person said, the newest first. @throws NodoError cursor_invalido */
  ofUser(usuarioId: Id, limit: number, cursor?: string): Promise<Paged<Comentario>>
  /** How many visible comments each of the contents has, one that has none left out. */
  counts(contenidoIds: readonly Id[]): Promise<{ contenido_id: Id; comentarios: number }[]>
}

export interface Report {
  denuncia: Denuncia
  usuario: CreadorBreve
  contenido: Pick<Contenido, 'id' | 'titulo' | 'estado'>
}

/** What an admin decides about the reports on a content, and in which words. */
export interface Decision {
  estado: Exclude<EstadoDenuncia, 'pendiente'>
  decision: string | null
  decidida_por: Id
  decidida_en: number
}

/** Reports on contents and what was decided. None of it leaves this box. */
export interface ReportStore {
  /** Who reports a content again says it anew: the report waits once more. @throws NodoError contenido_no_encontrado */
  report(given: Denuncia, kept?: RespuestaGuardada): Promise<Denuncia>
  /** Those in a state, in the order in which they first came. @throws NodoError cursor_invalido */
  queue(estado: EstadoDenuncia, limit: number, cursor?: string): Promise<Paged<Report> & { total: number }>
  /**
   * Decides every pending report on a content; with `hide` the content becomes `oculto` in the same unit, by whoever
   * decides.
   * @returns the reports that were decided
   * @throws NodoError contenido_no_encontrado
   */
  decide(contenidoId: Id, decision: Decision, hide: boolean): Promise<Denuncia[]>
}
