import type { FastifyInstance, FastifyRequest } from 'fastify'
import { NodoError } from '../errors.ts'
import type { Owned } from '../model/api.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import { type Rol, roles } from '../model/usuario.ts'
import type { AccessTokens, Claims } from '../people/access-token.ts'
import type { TicketClaims, Tickets } from '../people/tickets.ts'

/** Least role of a call; what says nothing is closed. */
export type Access = 'public' | Rol

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** Its body comes for as long as it takes. */
    streamed?: boolean
  }
  interface FastifyRequest {
    reader: Lector
  }
}

/** A hook that decides who may call. It runs before anything of the request is read, so that 401 and 403 come first. */
export type Guard = (access: Access, credentials: boolean) => (request: FastifyRequest) => Promise<void>

/**
 * What the service of each kind of thing says of one of them: resolves where the actor may act on it. `params` are all
 * that the path names, for what stands inside something else.
 * @throws NodoError the one of what is absent, also where it is hidden from this actor; sin_permiso
 */
export type Owners = Record<
  Owned,
  (id: Id, actor: NonNullable<Lector>, params: Readonly<Record<string, string>>) => Promise<unknown>
>

/** Tells who sent a request; null where it carries neither token nor ticket. @throws NodoError sin_credenciales, credenciales_vencidas */
export type CallerOf = (request: FastifyRequest) => Promise<Lector>

/** A ticket is of no schema: it is taken out of the query before that is looked at. */
const takeTicket = (request: FastifyRequest): unknown => {
  const query = request.query as Record<string, unknown>
  const { boleto } = query
  delete query.boleto
  return boleto
}

/** Callers by `Authorization: Bearer`, or of a GET by `?boleto=`. */
export const createCallerOf = (deps: {
  tokens: Pick<AccessTokens, 'holds'>
  tickets: Pick<Tickets, 'use'>
}): CallerOf => {
  const claimsOf = (app: FastifyInstance, token: string): Claims & Partial<TicketClaims> => {
    try {
      return app.jwt.verify(token)
    } catch (cause) {
      throw new NodoError('credenciales_vencidas', { cause })
    }
  }
  return async (request) => {
    const ticket = takeTicket(request)
    const header = request.headers.authorization
    if (header === undefined && (ticket === undefined || request.method !== 'GET')) return null
    const token = header === undefined ? ticket : /^Bearer +(\S+) *$/i.exec(header)?.[1]
    if (typeof token !== 'string') throw new NodoError('sin_credenciales')
    const claims = claimsOf(request.server, token)
    const isTicket = claims.boleto !== undefined
    if (isTicket !== (header === undefined) || !deps.tokens.holds(claims)) throw new NodoError('credenciales_vencidas')
    if (isTicket && !(await deps.tickets.use(claims))) throw new NodoError('credenciales_vencidas')
    return { id: claims.sub, rol: claims.rol, sesion: claims.sesion }
  }
}

/** Guards of calls. */
export const createGuard = (callerOf: CallerOf): Guard => {
  // Where the body says who calls, an old token in the header must not get in its way.
  return (access, credentials) => async (request) => {
    request.reader = credentials ? null : await callerOf(request)
    if (access === 'public') return
    if (!request.reader) throw new NodoError('sin_credenciales')
    if (roles.indexOf(request.reader.rol) < roles.indexOf(access)) throw new NodoError('sin_permiso')
  }
}

/** A hook that lets only those pass who may act on what the path names. @param owned kinds by the names of parameters */
export const createOwnGuard =
  (owners: Owners) =>
  (owned: Readonly<Record<string, Owned>>) =>
  async (request: FastifyRequest): Promise<void> => {
    const params = request.params as Record<string, string>
    for (const [name, kind] of Object.entries(owned)) {
      if (!request.reader) throw new NodoError('sin_credenciales')
      await owners[kind](params[name] ?? '', request.reader, params)
    }
  }
