import { NodoError } from '../../errors.ts'

/** Seconds after which a server that was away is worth asking again. */
const retryAfterS = 5

/** Whether one of the servers is away, for whoever asks it or waits for it. */
export interface Outage {
  /** Whoever waits for the server is told now, and whoever asks from now on, at once. */
  begin(cause: unknown): void
  end(): void
  /**
   * @returns what throws servicio_no_disponible once an outage has begun after this call: who waited for the work has been
   * told, and may have done something else since
   */
  watch(): () => void
  /** @throws NodoError servicio_no_disponible while the server is away, whatever becomes of the work */
  within<T>(work: () => Promise<T>): Promise<T>
}

export const createOutage = (): Outage => {
  const waiting = new Set<(cause: NodoError) => void>()
  let away: NodoError | undefined
  let latest: NodoError | undefined
  return {
    begin: (cause) => {
      away = new NodoError('servicio_no_disponible', { retryAfterS, cause })
      latest = away
      for (const tell of waiting) tell(away)
    },
    end: () => {
      away = undefined
    },
    watch: () => {
      const before = latest
      return () => {
        if (latest !== undefined && latest !== before) throw latest
      }
    },
    within: async (work) => {
      if (away) throw away
      const { promise, reject } = Promise.withResolvers<never>()
      waiting.add(reject)
      try {
        return await Promise.race([work(), promise])
      } finally {
        waiting.delete(reject)
      }
    },
  }
}

type Method = (...args: never[]) => Promise<unknown>

/** A port whose methods nobody waits for while its server is away. */
export const behind = <P extends { [K in keyof P]: Method }>(outage: Outage, port: P): P =>
  Object.fromEntries(
    Object.entries<Method>(port).map(([name, method]) => [
      name,
      (...args: never[]) => outage.within(() => method(...args)),
    ]),
  ) as P

/** Ports of one server together. */
export const allBehind = <P extends { [K in keyof P]: object }>(outage: Outage, ports: P): P =>
  Object.fromEntries(
    Object.entries(ports).map(([name, port]) => [name, behind(outage, port as Record<string, Method>)]),
  ) as P
