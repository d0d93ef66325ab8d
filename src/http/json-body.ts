import type { FastifyInstance } from 'fastify'
import { NodoError } from '../errors.ts'

/**
 * Bodies are JSON in UTF-8 and nothing else. An empty one is no body; `__proto__` and `constructor.prototype` are
 * refused, of a key that stands twice the last counts (RFC 8259 § 4), bytes that are no UTF-8 are refused (§ 8.1).
 */
export const acceptJson = (app: FastifyInstance): void => {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
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
