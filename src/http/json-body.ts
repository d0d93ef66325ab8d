import type { FastifyInstance } from 'fastify'
import { NodoError } from '../errors.ts'
import { answerUnreadable } from './listener.ts'

/** A body that takes longer is given up. */
const withinMs = 60_000

/**
 * Bodies are JSON in UTF-8 and nothing else. An empty one is no body; `__proto__` and `constructor.prototype` are
 * refused, of a key that stands twice the last counts (RFC 8259 § 4), bytes that are no UTF-8 are refused (§ 8.1).
 */
export const acceptJson = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addHook('preParsing', async ({ raw, routeOptions }, _reply, payload) => {
    const { 'content-length': length = '0', 'transfer-encoding': chunked } = raw.headers
    if (routeOptions.config.streamed || (length === '0' && chunked === undefined)) return payload
    const late: NodeJS.ErrnoException = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
    const timer = setTimeout(() => answerUnreadable(late, raw.socket), withinMs)
    const over = () => clearTimeout(timer)
    raw.once('end', over).once('close', over)
    return payload
  })
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined)
    let text: string
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(body as Buffer)
    } catch (cause) {
      return done(new NodoError('peticion_malformada', { cause }))
    }
    parse(request, text, done)
  })
}
