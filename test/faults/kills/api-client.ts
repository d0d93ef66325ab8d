import type { Reply } from '../../../src/model/api.ts'
import { Refused, Unanswered } from './asking.ts'

/** An answer of the API that is one: what the caller asked was done, or decided against. */
export interface Answer {
  status: number
  body: unknown
}

const email = 'operadora@radio.example'
const clave = 'una clave de medida'
const passing = new Set([429, 503])

/** Calls of a node as its admin, over its kills. */
export const createApiClient = (urlOf: () => string | undefined) => {
  let token: string | undefined

  const send = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const url = urlOf()
    if (url === undefined) throw new Unanswered('it does not run')
    try {
      const answer = await fetch(url + path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        body: body === undefined ? null : JSON.stringify(body),
      })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) }
    } catch (cause) {
      throw new Unanswered('no answer came', { cause })
    }
  }
  const signIn = async () => {
    const { status, body } = await send('POST', '/api/users/login', { email, clave }, {})
    if (status !== 200) throw new Unanswered(`sign-in: ${status}`)
    token = (body as Reply<'POST /api/users/login'>).token
  }

  /**
   * @param allowed what it may be answered besides success: then the caller looks itself what became of it
   * @throws Unanswered where it is to be asked again; Refused
   */
  return async <T>(
    key: string,
    given: { body?: unknown; idempotencyKey?: string; allowed?: readonly number[] } = {},
  ): Promise<{ status: number; body: T }> => {
    const [method = 'GET', path = '/'] = key.split(' ')
    if (token === undefined) await signIn()
    const { status, body } = await send(method, path, given.body, {
      authorization: `Bearer ${token}`,
      ...(given.idempotencyKey !== undefined && { 'idempotency-key': given.idempotencyKey }),
    })
    if (status === 401) token = undefined
    const codigo = (body as { error?: { codigo?: string } } | undefined)?.error?.codigo
    if (status === 401 || passing.has(status) || codigo === 'clave_idempotencia_en_curso')
      throw new Unanswered(`${status}`)
    if (status >= 400 && !given.allowed?.includes(status))
      throw new Refused(`${key}: ${status} ${JSON.stringify(body)}`)
    return { status, body: body as T }
  }
}
export type ApiClient = ReturnType<typeof createApiClient>
