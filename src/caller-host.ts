import type { FastifyRequest } from 'fastify'

/** The name by which the caller reached this box; of a request without a sane one, the address that it reached. */
export const callerHost = (request: FastifyRequest): string => {
  const { localAddress = '127.0.0.1', localPort = 80 } = request.raw.socket
  if (/^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(request.host)) return request.host
  return localAddress.includes(':') ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`
}
