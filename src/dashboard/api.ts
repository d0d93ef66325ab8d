import type { Body, Api as Contract, Params, Query, Reply, RouteKey } from '../model/api.ts'
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

/** What a call takes as its body: JSON, or the fields of a form with its one file among them. */
type Content<K extends RouteKey> = Contract[K] extends { form: { file: infer Name extends string } }
  ? { form: (Body<K> extends undefined ? unknown : Body<K>) & { [N in Name]?: Blob } }
  : Body<K> extends undefined
    ? unknown
    : { body: Body<K> }
type Place<K extends RouteKey> = ([keyof Params<K>] extends [never] ? unknown : { params: Params<K> }) &
  (Query<K> extends undefined ? unknown : { query?: Query<K> })
type Given<K extends RouteKey> = Place<K> &
  Content<K> & {
    idempotencyKey?: string
    /** The version that is to be changed, and no later one. */
    ifMatch?: number
    signal?: AbortSignal
    /** It is sent also where the page is closed meanwhile. */
    keepalive?: boolean
  }

export interface Api {
  /**
   * One call of the contract. An expired access token is renewed once and the call repeated.
   * @throws Refusal with the server's words, Unreachable, or the AbortError of `signal`
   */
  call<K extends RouteKey>(key: K, ...given: Args<Given<K>>): Promise<Reply<K>>
  /**
   * The address of a call that the browser makes by itself, as an EventSource or a download: where somebody is signed
   * in it bears a ticket, good for one use within a minute.
   * @throws Refusal, Unreachable
   */
  link<K extends RouteKey & `GET ${string}`>(key: K, ...given: Args<Place<K>>): Promise<string>
  /**
   * The access token for a request that is made elsewhere; undefined where nobody is signed in.
   * @param refused the one that the box did not take: another is fetched
   * @throws Refusal, Unreachable
   */
  bearer(refused?: string): Promise<string | undefined>
  /** Renews a kept sign-in, so that `session.user` is known. Resolves also where it could not. */
  resume(): Promise<void>
  /** Signs out here, and on the box where it can be reached. */
  leave(): Promise<void>
}
type Args<Parts> = Record<never, never> extends Parts ? [Parts?] : [Parts]
type Parts = {
  params?: Record<string, string>
  body?: unknown
  form?: Record<string, unknown>
  query?: Record<string, unknown>
  idempotencyKey?: string
  ifMatch?: number
  signal?: AbortSignal
  keepalive?: boolean
}

const address = (key: RouteKey, { params = {}, query = {} }: Parts): string => {
  const [, path = ''] = key.split(' ')
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, String(one)])),
  )
  return search.size > 0 ? `${filled}?${search}` : filled
}

/** @returns the path and query of a call that something else than this client makes, as the sender of uploads */
export const addressOf = <K extends RouteKey>(key: K, ...[given]: Args<Place<K>>): string =>
  address(key, (given ?? {}) as Parts)

/** Texts as they are, the rest as JSON: what the box reads of a form. */
const formOf = (fields: Record<string, unknown>): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    form.append(name, typeof value === 'string' || value instanceof Blob ? value : JSON.stringify(value))
  }
  return form
}

const headersOf = (given: Parts): Record<string, string> => ({
  ...(given.body !== undefined && { 'content-type': 'application/json' }),
  ...(given.idempotencyKey && { 'idempotency-key': given.idempotencyKey }),
  ...(given.ifMatch !== undefined && { 'if-match': `"${given.ifMatch}"` }),
})
const bodyOf = ({ body, form }: Parts): FormData | string | undefined => {
  if (form) return formOf(form)
  return body === undefined ? undefined : JSON.stringify(body)
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
    const [method = ''] = key.split(' ')
    const headers: Record<string, string> = { 'accept-language': deps.language(), ...headersOf(given) }
    if (token) headers.authorization = `Bearer ${token}`
    const body = bodyOf(given)
    let answer: Response
    let answered: unknown
    try {
      const { signal, keepalive } = given
      answer = await deps.fetch(address(key, given), { method, headers, body, signal, keepalive })
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

  const call = async (key: RouteKey, given: Parts): Promise<unknown> => {
    if (session.token() === undefined) await renewIfKept()
    const token = session.token()
    try {
      return await send(key, given, token)
    } catch (error) {
      const expired = error instanceof Refusal && error.status === 401 && token !== undefined
      if (!expired || !(await renew())) throw error
      return send(key, given, session.token())
    }
  }

  return {
    call: async (key, ...[given]) => (await call(key, (given ?? {}) as Parts)) as Reply<typeof key>,
    async link(key, ...[given]) {
      const { params, query } = (given ?? {}) as Parts
      if (session.refresh() === undefined) return address(key, { params, query })
      const { boleto } = (await call('POST /api/users/ticket', {})) as Reply<'POST /api/users/ticket'>
      return address(key, { params, query: { ...query, boleto } })
    },
    async bearer(refused) {
      if (session.token() === undefined || session.token() === refused) await renew()
      return session.token()
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
