import type { FastifyInstance, FastifyReply } from 'fastify'
import type { TSchema } from 'typebox'
import type { Idioma } from '../errors.ts'
import type { Body, Params, Query, Reply, RouteKey } from '../model/api.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Lector } from '../model/lector.ts'

/** A file that came with a form, whole and synced to the disk; gone when the call is over. */
export interface FormFile {
  path: string
  sha256: string
  tamano_bytes: number
}

/** What a handler gets: the request's parts, already validated against the contract. */
export interface Call<K extends RouteKey> {
  params: Params<K>
  query: Query<K>
  body: Body<K>
  /** Of a form, where one came. */
  file: FormFile | undefined
  reader: Lector
  /** What the reader understands best, for texts in an answer. */
  idioma: Idioma
  /** The name the caller used for this box, with its port (`nodo.local:8000`), to make encoder addresses of. */
  host: string
  address: string
  agent: string
  /** The version of `If-Match`, where one was sent. */
  ifMatch: number | undefined
  /** Makes the answer to keep with a creation, where the request carried an Idempotency-Key. */
  keep: (estado: number, cuerpo: unknown) => RespuestaGuardada | undefined
  /** Holds what came in another way than as the body against its schema. @throws NodoError datos_invalidos */
  check(schema: TSchema, value: unknown): void
  reply: FastifyReply
}

/** Registers one call of the contract; schema, access and limits come from `src/model/api.ts`. */
export type Register = <K extends RouteKey>(key: K, handler: (call: Call<K>) => Promise<Reply<K>>) => void

/** What a feature folder's `routes.ts` exports: it registers its calls. */
export type Routes = (register: Register, app: FastifyInstance) => void
