import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { newId } from '../model/ids.ts'
import type { Id } from '../model/primitives.ts'
import type { Sesion } from '../model/sesion.ts'
import type { CuentaUsuario, Usuario } from '../model/usuario.ts'
import { withoutSecrets } from './account.ts'

/** Where a request comes from, as far as it can be told. */
export interface Origin {
  address: string
  agent: string
}

const lifetimeMs = 30 * 24 * 3_600_000

/** At most so many devices a person; the oldest goes. */
export const mostSessions = 10

/** What is kept of a refresh token. */
export const refreshHashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

/** An Android says that it is a Linux too, and says so first. */
const devices = ['iPhone', 'iPad', 'Android', 'CrOS', 'Windows', 'Macintosh', 'Linux']
const deviceOf = (agent: string): string =>
  devices.find((device) => agent.includes(device)) ?? agent.split(/[\s/]/, 1)[0]?.slice(0, 40) ?? ''

/** A refresh token (32 random bytes, base64url) with what the next row of its family is made of. It lasts 30 days of node time. */
export const drawRefresh = (clock: Clock) => {
  const refresh = randomBytes(32).toString('base64url')
  const at = clock.wall()
  const next = { id: newId(at), refresh_hash: refreshHashOf(refresh), vence_nodo_ms: clock.now() + lifetimeMs, at }
  return { refresh, next }
}

/** The session of a new sign-in, first of its family, and its refresh token. */
const openSession = (usuarioId: Id, from: Origin, clock: Clock): { session: Sesion; refresh: string } => {
  const { refresh, next } = drawRefresh(clock)
  const { at, ...row } = next
  const session = {
    ...row,
    usuario_id: usuarioId,
    familia: row.id,
    ip: from.address,
    agente: from.agent.slice(0, 300),
    dispositivo: deviceOf(from.agent),
    creada_en: at,
    usada_en: at,
    revocada_en: null,
  }
  return { session, refresh }
}

/** A person who has just signed in; the route makes the access token of it. */
export interface SignedIn {
  usuario: Usuario
  /** The device: the family of the refresh token. */
  sesion: Id
  refresh: string
}

/** Lets somebody in: the session to be kept, and what the person gets. */
export const enter = (account: CuentaUsuario, from: Origin, clock: Clock): { session: Sesion; signedIn: SignedIn } => {
  const { session, refresh } = openSession(account.id, from, clock)
  return { session, signedIn: { usuario: withoutSecrets(account), sesion: session.familia, refresh } }
}
