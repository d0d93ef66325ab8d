import type { Body, Params, Query, Reply, RouteKey } from '../model/api.ts'
import type { RespuestaError } from '../model/sistema.ts'
import type { Credenciales } from '../model/usuario.ts'
import type { Session } from './session.ts'

/** A refusal of the server, in the reader's language: `message` is its `mensaje`, ready to be shown. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly details: { campo: string; problema: string }[]

  constructor(status: number, { error }: RespuestaError) {
    super(error.mensaje)
    this.name = 'Refusal'
    this.status = status
    this.code = error.codigo
    this.details = error.detalles ?? []
  }
}

/** The box did not answer, or something else than the box did. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable'
}

type Given<K extends RouteKey> = ([keyof Params<K>] extends [never] ? unknown : { params: Params<K> }) &
  (Body<K> extends undefined ? unknown : { body: Body<K> }) &
  (Query<K> extends undefined ? unknown : { query?: Query<K> }) & { idempotencyKey?: string; signal?: AbortSignal }

export interface Api {
  /**
   * One call of the contract. An expired access token is renewed once and the call repeated.
   * @throws Refusal with the server's words, Unreachable, or the AbortError of `signal`
   */
  call<K extends RouteKey>(key: K, ...given: GivenArgs<K>): Promise<Reply<K>>
  /** Renews a kept sign-in, so that `session.user` is known. Resolves also where it could not. */
  resume(): Promise<void>
  /** Signs out here, and on the box where it can be reached. */
  leave(): Promise<void>
}
type GivenArgs<K extends RouteKey> = Record<never, never> extends Given<K> ? [Given<K>?] : [Given<K>]
type Parts = {
  params?: Record<string, string>
  body?: unknown
  query?: Record<string, unknown>
  idempotencyKey?: string
  signal?: AbortSignal
}

const address = (path: string, { params = {}, query = {} }: Parts): string => {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, String(one)])),
  )
  return search.size > 0 ? `${filled}?${search}` : filled
}

const unlessExpected = (error: unknown): void => {
  if (!(error instanceof Unreachable || error instanceof Refusal)) throw error
}

/** The typed client of the node's API; its types are those that the server validates with. */
export const createApi = (deps: {
  session: Session
  language: () => string
  fetch: typeof fetch
  /** Runs an act in one tab of this browser at a time. */
  alone: <T>(act: () => Promise<T>) => Promise<T>
}): Api => {
  const { session } = deps
  let renewing: Promise<boolean> | undefined

  const send = async (key: RouteKey, given: Parts, token?: string): Promise<unknown> => {
    const [method = '', path = ''] = key.split(' ')
    const headers: Record<string, string> = { 'accept-language': deps.language() }
    if (token) headers.authorization = `Bearer ${token}`
    if (given.body !== undefined) headers['content-type'] = 'application/json'
    if (given.idempotencyKey) headers['idempotency-key'] = given.idempotencyKey
    const body = given.body === undefined ? undefined : JSON.stringify(given.body)
    let answer: Response
    let answered: unknown
    try {
      answer = await deps.fetch(address(path, given), { method, headers, body, signal: given.signal })
      answered = answer.status === 204 ? null : await answer.json()
    } catch (cause) {
      if (given.signal?.aborted) throw cause
      throw new Unreachable('unreachable', { cause })
    }
    if (answer.ok) return answered
    if (answered !== null && typeof answered === 'object' && 'error' in answered) {
      throw new Refusal(answer.status, answered as RespuestaError)
    }
    throw new Unreachable(`status ${answer.status}`)
  }

  const rotate = async (): Promise<boolean> => {
    const refresh = session.refresh()
    if (refresh === undefined) return false
    try {
      session.take((await send('POST /api/users/refresh', { body: { refresh } })) as Credenciales)
      return true
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) {
        session.drop()
        return false
      }
      throw error
    }
  }
  /** One renewal in flight at a time, whoever asks. */
  const renew = (): Promise<boolean> => {
    renewing ??= deps.alone(rotate).finally(() => {
      renewing = undefined
    })
    return renewing
  }

  /** A box that cannot renew now still answers what is public. */
  const renewIfKept = async (): Promise<void> => {
    if (session.refresh() === undefined) return
    await renew().catch(unlessExpected)
  }

  return {
    async call(key, ...rest) {
      const given = (rest[0] ?? {}) as Parts
      if (session.token() === undefined) await renewIfKept()
      const token = session.token()
      try {
        return (await send(key, given, token)) as Reply<typeof key>
      } catch (error) {
        const expired = error instanceof Refusal && error.status === 401 && token !== undefined
        if (!expired || !(await renew())) throw error
        return (await send(key, given, session.token())) as Reply<typeof key>
      }
    },
    resume: renewIfKept,
    async leave() {
      const refresh = session.refresh()
      session.drop()
      if (refresh === undefined) return
      await send('POST /api/users/logout', { body: { refresh } }).catch(unlessExpected)
    },
  }
}
