import type { Clock } from '../clock.ts'
import { newId } from '../model/ids.ts'
import type { LimitStore } from '../system/limit-store.ts'
import type { Claims } from './access-token.ts'

/** What a ticket carries: what the access token says that it was asked for with, for one use within a minute. */
export interface TicketClaims extends Claims {
  boleto: string
  hasta_nodo_ms: number
}

const lifetimeMs = 60_000

/** Tickets stand for an access token where a header cannot be sent: an EventSource, a WebSocket, a link to a download. */
export interface Tickets {
  claimsFor(claims: Claims): TicketClaims
  /** Uses a ticket up. @returns false where it is over, or was used before */
  use(claims: Partial<TicketClaims>): Promise<boolean>
}

export const createTickets = ({ limits, clock }: { limits: Pick<LimitStore, 'count'>; clock: Clock }): Tickets => ({
  claimsFor: (claims) => ({
    ...claims,
    boleto: newId(clock.wall()),
    hasta_nodo_ms: Math.min(claims.vence_nodo_ms, clock.now() + lifetimeMs),
  }),
  async use({ boleto, hasta_nodo_ms = 0 }) {
    if (boleto === undefined || hasta_nodo_ms <= clock.now()) return false
    const { count } = await limits.count(`boleto ${boleto}`, lifetimeMs, clock.now())
    return count === 1
  },
})
