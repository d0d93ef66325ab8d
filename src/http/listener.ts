import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { NodoError } from '../errors.ts'
import { listenError } from '../listen-error.ts'
import { failureBody } from './failure.ts'

/** Answers a request before Fastify sees it; false leaves it to Fastify. */
export type Fast = (request: IncomingMessage, response: ServerResponse) => boolean

/** What could not be read as HTTP gets the one shape of an error all the same, as long as somebody listens. */
export const answerUnreadable = (error: NodeJS.ErrnoException, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const status =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request'
  const body = JSON.stringify(failureBody(new NodoError('peticion_malformada'), undefined))
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `X-Content-Type-Options: nosniff\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

/**
 * The plain server in front of Fastify. A request's head must be there within 15 s, and its body, which may be an
 * upload of hours, when its route says; an idle connection is kept for
 * 30 s, longer than a player or a page waits between two requests.
 */
export const createListener = (
  fast: Fast,
  rest: (request: IncomingMessage, response: ServerResponse) => void,
): Server =>
  createServer(
    { headersTimeout: 15_000, requestTimeout: 0, connectionsCheckingInterval: 1000, keepAliveTimeout: 30_000 },
    (request, response) => {
      // What answers in front writes its head whole: a header set here would make each of its answers dearer.
      if (fast(request, response)) return
      response.setHeader('x-content-type-options', 'nosniff')
      rest(request, response)
    },
  )

/** @throws NodoError puerto_ocupado, puerto_no_permitido, direccion_ajena */
export const listen = (server: Server, host: string, port: number): Promise<AddressInfo> =>
  new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException) => {
      const variables = { hostVariable: 'NODO_HTTP_HOST', portVariable: 'NODO_HTTP_PORT' }
      reject(listenError(cause, { host, port, para: 'HTTP', ...variables }))
    }
    server.once('error', refuse)
    server.listen({ host, port }, () => {
      server.off('error', refuse)
      resolve(server.address() as AddressInfo)
    })
  })

/** How long an answer that is under way may still take once the server stops. */
const graceMs = 1000

/** Takes no more connections, lets what is under way end, and then closes whatever is left. */
export const close = async (server: Server): Promise<void> => {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(cut)
}
