import { basename, dirname } from 'node:path'
import send from '@fastify/send'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { NodoError } from '../errors.ts'

/**
 * Answers a file: ranges, conditional requests and HEAD as RFC 9110 sections 13 and 14 say (several ranges get the
 * whole). Headers that the reply has already are kept; type and caching are the caller's.
 * @param path on this disk; never made of a client's text
 * @throws NodoError contenido_no_encontrado, precondicion_fallida, rango_fuera
 */
export const sendFile = async (request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> => {
  const result = await send(request.raw, `/${encodeURIComponent(basename(path))}`, {
    root: dirname(path),
    index: false,
    contentType: false,
    cacheControl: false,
  })
  if (result.type === 'file') return reply.code(result.statusCode).headers(result.headers).send(result.stream)
  result.stream.destroy()
  reply.removeHeader('content-disposition')
  if (result.statusCode === 412) throw new NodoError('precondicion_fallida')
  if (result.statusCode === 416) {
    reply.header('content-range', result.headers['Content-Range'])
    throw new NodoError('rango_fuera')
  }
  if (result.statusCode === 404) throw new NodoError('contenido_no_encontrado')
  throw new Error(`sending ${path} failed`, { cause: result.type === 'error' ? result.metadata.error : result.type })
}
