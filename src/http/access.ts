import type { FastifyInstance, FastifyRequest } from 'fastify'
import { NodoError } from '../errors.ts'
import type { Owned } from '../model/api.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import { type Rol, roles } from '../model/usuario.ts'
import type { AccessTokens, Claims } from '../people/access-token.ts'

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

/** @returns who sent a request, by its token; null without one. @throws NodoError sin_credenciales, credenciales_vencidas */
export const readerOf = (
  app: FastifyInstance,
  tokens: Pick<AccessTokens, 'holds'>,
  request: FastifyRequest,
): Lector => {
  const header = request.headers.authorization
  if (header === undefined) return null
  const token = /^Bearer +(\S+) *$/i.exec(header)?.[1]
  if (token === undefined) throw new NodoError('sin_credenciales')
  let claims: Claims
  try {
    claims = app.jwt.verify<Claims>(token)
  } catch (cause) {
    throw new NodoError('credenciales_vencidas', { cause })
  }
  if (!tokens.holds(claims)) throw new NodoError('credenciales_vencidas')
  return { id: claims.sub, rol: claims.rol, sesion: claims.sesion }
}

/** Guards of calls by `Authorization: Bearer`. */
export const createGuard = (app: FastifyInstance, tokens: Pick<AccessTokens, 'holds'>): Guard => {
  // Where the body says who calls, an old token in the header must not get in its way.
  return (access, credentials) => async (request) => {
    request.reader = credentials ? null : readerOf(app, tokens, request)
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
