import Type, { type TObject, type TSchema } from 'typebox'
import type { ErrorCode } from '../../errors.ts'
import { PageQuery, strict } from '../primitives.ts'
import type { Rol } from '../usuario.ts'

/** What belongs to somebody: the service of each says who may act on it. */
export const ownedKinds = [
  'transmision',
  'clave',
  'contenido',
  'trabajo',
  'subida',
  'usuario',
  'colectivo',
  'membresia',
  'lista',
  'lista_propia',
  'comentario',
  'colaboracion',
  'uno_mismo',
] as const
export type Owned = (typeof ownedKinds)[number]

/** One call of the HTTP contract. `access` is the least role that may call; `public` needs none. */
export interface RouteContract {
  access: 'public' | Rol
  summary: string
  /**
   * What its path names of somebody's, by the parameter's name: then only whoever owns it and admins may call, and that
   * is decided before anything of the request is read. A call that changes what its path names always says so; `{}`
   * where whoever may call may do it.
   */
  owned?: Readonly<Record<string, Owned>>
  query?: TSchema
  body?: TSchema
  /** Where `body` comes as the fields of a form (multipart/form-data): the field of its one file. */
  form?: { file: string; required?: boolean }
  /** The media type of a body that the handler reads itself, as it comes. */
  stream?: string
  /** Headers that it reads, and that it answers with, besides those of every call: told in the document. */
  headers?: TObject
  replyHeaders?: Readonly<Record<string, TSchema>>
  /** What it may refuse with, besides what follows from who may call it and from what it takes (`refusalsOf`). */
  errors?: readonly ErrorCode[]
  /** The schema of each success by status; an error always has the one shape of `RespuestaError`. */
  reply: Record<number, TSchema>
  /** True where the call creates: it takes `Idempotency-Key`. */
  creates?: boolean
  /** True where the body itself says who calls: an `Authorization` header is not looked at. */
  credentials?: boolean
  /** The setting that limits the call for an address; without one, writes are limited by `writes_per_minute`. */
  limit?: 'login_per_minute' | 'register_per_minute' | 'analytics_per_minute'
  /** True where a request more costs nothing: what it may do is limited by what came before it. */
  unlimited?: boolean
  /** How large its body may be, where that is more than most need. */
  maxBytes?: number
  /** The media type of the success where it is not JSON. */
  media?: string
  /** Other media types that the success can have where they are asked for, each a text. */
  also?: Readonly<Record<string, TSchema>>
}

export const Nothing = Type.Null()
/** The query of a list that takes no filters. */
export const Listing = Type.Object(PageQuery, strict)
