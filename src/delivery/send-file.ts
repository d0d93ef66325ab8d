import type { IncomingMessage } from 'node:http'
import { basename, dirname } from 'node:path'
import send from '@fastify/send'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { NodoError } from '../errors.ts'
import { judgeTags } from './conditions.ts'

/**
 * Answers a file: ranges, conditional requests and HEAD as RFC 9110 sections 13 and 14 say (several ranges get the
 * whole). Headers that the reply has already are kept; type and caching are the caller's.
 * @param path on this disk; never made of a client's text
 * @param etag a strong one where its bytes are known by a hash: a download that was cut goes on only by such a one, and
 * it stays when the file is copied elsewhere
 * @throws NodoError contenido_no_encontrado, precondicion_fallida, rango_fuera
 */
export const sendFile = async (
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  etag?: string,
): Promise<FastifyReply> => {
  const left = etag === undefined ? request.headers : judgeTags(request.headers, etag)
  if (left === 'changed') {
    reply.removeHeader('content-disposition')
    throw new NodoError('precondicion_fallida')
  }
  if (etag !== undefined) reply.header('etag', etag)
  if (left === 'known') return reply.code(304).send()
  const asked = Object.assign(Object.create(request.raw) as IncomingMessage, { headers: left })
  const result = await send(asked, `/${encodeURIComponent(basename(path))}`, {
    root: dirname(path),
    index: false,
    contentType: false,
    cacheControl: false,
    etag: etag === undefined,
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
