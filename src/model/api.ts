import Type, { type Static, type TSchema } from 'typebox'
import { builtAt } from '../build-date.ts'
import { ClaveTransmision, NuevaClave } from './clave-transmision.ts'
import { Contenido, ContenidoVista, FiltrosContenido } from './contenido.ts'
import { Page, PageQuery, strict } from './primitives.ts'
import { EstadoSistema } from './sistema.ts'
import { Trabajo } from './trabajo.ts'
import { CambioTransmision, Ingesta, NuevaTransmision, Transmision, TransmisionVista } from './transmision.ts'
import { Credenciales, Ingreso, PrimerInicio, Registro, type Rol } from './usuario.ts'

/** What belongs to somebody: the service of each says who may act on it. */
export type Owned = 'transmision' | 'clave' | 'contenido' | 'trabajo'

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
  /** The schema of each success by status; an error always has the one shape of `RespuestaError`. */
  reply: Record<number, TSchema>
  /** True where the call creates: it takes `Idempotency-Key`. */
  creates?: boolean
  /** True where the body itself says who calls: an `Authorization` header is not looked at. */
  credentials?: boolean
  /** The setting that limits the call for an address; without one, writes are limited by `writes_per_minute`. */
  limit?: 'login_per_minute' | 'register_per_minute'
  /** The media type of the success where it is not JSON. */
  media?: string
}

/** Before the program was built no clock is right, and past 2100 none that is meant. */
const WallClock = Type.Integer({ minimum: builtAt, maximum: Date.UTC(2100, 0, 1) })
const Nothing = Type.Null()
const Listing = Type.Object(PageQuery, strict)
const Refresh = Type.Object({ refresh: Type.String({ minLength: 1, maxLength: 200 }) }, strict)

/**
 * The contract as one table: `METHOD /path` to its access, request and answers. The server registers from it, the
 * OpenAPI document is made of it, and the dashboard's client takes its types from it.
 */
export const api = {
  'POST /api/users/register': {
    access: 'public',
    summary: 'Open an account',
    body: Registro,
    reply: { 201: Credenciales },
    creates: true,
    credentials: true,
    limit: 'register_per_minute',
  },
  'POST /api/users/first': {
    access: 'public',
    summary: 'Make the first admin with the one-time code of the console',
    body: PrimerInicio,
    reply: { 201: Credenciales },
    credentials: true,
    limit: 'login_per_minute',
  },
  'POST /api/users/login': {
    access: 'public',
    summary: 'Sign in',
    body: Ingreso,
    reply: { 200: Credenciales },
    credentials: true,
    limit: 'login_per_minute',
  },
  'POST /api/users/refresh': {
    access: 'public',
    summary: 'Rotate the refresh token',
    body: Refresh,
    reply: { 200: Credenciales },
    credentials: true,
  },
  'POST /api/users/logout': {
    access: 'public',
    summary: 'Revoke the device that holds this refresh token',
    body: Refresh,
    reply: { 204: Nothing },
    credentials: true,
  },

  'POST /api/live/start': {
    access: 'creador',
    summary: "Prepare a live and get the encoder's address and key",
    body: NuevaTransmision,
    creates: true,
    reply: {
      201: Type.Object({
        transmision: Transmision,
        contenido: Contenido,
        ingesta: Ingesta,
        url_hls: Type.String(),
        url_evento: Type.String(),
        codigo: Type.String(),
      }),
    },
  },
  'GET /api/live': {
    access: 'public',
    summary: 'What is on air',
    query: Listing,
    reply: { 200: Page(TransmisionVista) },
  },
  'GET /api/live/mine': {
    access: 'creador',
    summary: "One's own lives that are not over yet",
    query: Listing,
    reply: { 200: Page(TransmisionVista) },
  },
  'GET /api/live/:id': {
    access: 'public',
    summary: 'One live, by id or by its spoken code',
    reply: { 200: TransmisionVista },
  },
  'PUT /api/live/:id': {
    access: 'creador',
    summary: 'Title, description, labels, while it is on too',
    owned: { id: 'transmision' },
    body: CambioTransmision,
    reply: { 200: TransmisionVista },
  },
  'POST /api/live/:id/end': {
    access: 'creador',
    summary: 'End it and store the recording; ending twice answers the same',
    owned: { id: 'transmision' },
    reply: { 200: Type.Object({ transmision: Transmision, contenido: Contenido }) },
  },
  'GET /api/live/keys': {
    access: 'creador',
    summary: "One's permanent keys",
    query: Listing,
    reply: { 200: Page(ClaveTransmision) },
  },
  'POST /api/live/keys': {
    access: 'creador',
    summary: 'Make a permanent key; publishing with it opens a live by itself',
    body: NuevaClave,
    creates: true,
    reply: { 201: Type.Object({ clave_transmision: ClaveTransmision, ingesta: Ingesta }) },
  },
  'DELETE /api/live/keys/:id': {
    access: 'creador',
    summary: 'Revoke a permanent key',
    owned: { id: 'clave' },
    reply: { 204: Nothing },
  },
  'POST /api/live/keys/:id/resume': {
    access: 'creador',
    summary: 'Go on air again: let a resting permanent key open a new live',
    owned: { id: 'clave' },
    reply: { 204: Nothing },
  },

  'GET /api/content/list': {
    access: 'public',
    summary: 'The catalog, newest first; with `q`, what has most of its words first',
    query: Type.Object({ ...PageQuery, ...FiltrosContenido }, strict),
    reply: { 200: Page(ContenidoVista) },
  },
  'GET /api/content/:id': { access: 'public', summary: 'One content', reply: { 200: ContenidoVista } },
  'DELETE /api/content/:id': {
    access: 'creador',
    summary: 'Delete a content and its files',
    owned: { id: 'contenido' },
    reply: { 204: Nothing },
  },

  'GET /api/jobs/:id': {
    access: 'creador',
    summary: 'A job with its progress',
    owned: { id: 'trabajo' },
    reply: { 200: Trabajo },
  },
  'POST /api/jobs/:id/retry': {
    access: 'creador',
    summary: 'Begin anew a job that failed or was cancelled',
    owned: { id: 'trabajo' },
    reply: { 200: Trabajo },
  },
  'DELETE /api/jobs/:id': {
    access: 'creador',
    summary: 'Cancel a job that waits or is at work; cancelling twice answers the same',
    owned: { id: 'trabajo' },
    reply: { 204: Nothing },
  },
  'GET /api/system/status': {
    access: 'public',
    summary: 'Public brief; every part for admins',
    reply: { 200: EstadoSistema },
  },
  'GET /api/system/metrics': {
    access: 'admin',
    summary: 'Figures of the box as Prometheus text',
    reply: { 200: Type.String() },
    media: 'text/plain',
  },
  'PUT /api/system/clock': {
    access: 'admin',
    summary: 'Set the wall clock from the browser of an admin',
    body: Type.Object({ pared_en: WallClock }, strict),
    reply: { 204: Nothing },
  },
} as const satisfies Record<string, RouteContract>

export type Api = typeof api
export type RouteKey = keyof Api

type Param<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Param<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never
/** The names of the parameters in a route's path. */
export type Params<K extends RouteKey> = Record<Param<K>, string>
export type Body<K extends RouteKey> = Api[K] extends { body: infer B extends TSchema } ? Static<B> : undefined
export type Query<K extends RouteKey> = Api[K] extends { query: infer Q extends TSchema } ? Static<Q> : undefined
/** What a success answers. */
export type Reply<K extends RouteKey> = {
  [S in keyof Api[K]['reply']]: Api[K]['reply'][S] extends TSchema ? Static<Api[K]['reply'][S]> : never
}[keyof Api[K]['reply']]
