import { chmodSync, rmSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { NodoError } from '../errors.ts'
import type { ClaveTransmision } from '../model/clave-transmision.ts'
import type { EstadoCopia } from '../model/copia.ts'
import type { Id } from '../model/primitives.ts'
import type { EstadoProyeccion } from '../model/proyeccion.ts'
import type { Ingesta } from '../model/transmision.ts'
import type { Rol, Usuario } from '../model/usuario.ts'
import type { ProjectionName } from '../projections/projection.ts'
import type { Service } from '../service.ts'
import { eachLine } from './lines.ts'
import { type SocketPath, socketPath } from './socket-path.ts'

export interface Address {
  host: string
  port: number
}

/** What a command of the CLI may ask of a running program: name to what goes in and what comes out. */
export interface SocketCommands {
  status: { in: null; out: { pid: number; http: Address; rtmp: Address } }
  'user.create': { in: { nombre: string; email: string; clave: string; tipo_usuario: Rol }; out: Usuario }
  'user.list': { in: null; out: Usuario[] }
  'user.password': { in: { email: string; clave: string; quitar_totp: boolean }; out: Usuario }
  'user.role': { in: { email: string; rol: Rol }; out: Usuario }
  'key.create': {
    in: { email: string; nombre: string }
    out: { clave_transmision: ClaveTransmision; ingesta: Ingesta }
  }
  'key.list': { in: { email: string | null }; out: ClaveTransmision[] }
  'key.revoke': { in: { id: Id }; out: null }
  'projection.list': { in: null; out: EstadoProyeccion[] }
  /** Answered once it is certain to happen. */
  'projection.rebuild': { in: { nombre: ProjectionName }; out: null }
  /** Answered once it has begun. */
  'backup.begin': { in: { carpeta: string }; out: null }
  /** Throws as the backup that was begun last failed. */
  'backup.progress': { in: null; out: EstadoCopia }
  /** Opens a live for the test card; without an email, of an account made for it. */
  'demo.start': {
    in: { email: string | null; titulo: string; grabar: boolean }
    out: { id: Id; codigo: string; ingesta: Ingesta; pagina: string }
  }
  'demo.end': { in: { id: Id }; out: null }
}
export type CommandName = keyof SocketCommands
export type CommandHandlers = {
  [K in CommandName]: (input: SocketCommands[K]['in']) => Promise<SocketCommands[K]['out']>
}

/** On the wire: one line of JSON each way, answers in the order of the requests. */
export type Request = { [K in CommandName]: { command: K; input: SocketCommands[K]['in'] } }[CommandName]
export type Answer =
  | { ok: true; output: unknown }
  | { ok: false; code: NodoError['code']; values: NodoError['values']; details: NodoError['details'] }

/**
 * Listens at `nodo.sock` in the data folder (0600), for the CLI of whoever owns the folder. The caller has taken the
 * folder (folder.ts), so that a socket which is already there is what a killed process left.
 * `stop` waits for the commands under way.
 */
export const createSocketServer = (deps: {
  dataDir: string
  handlers: CommandHandlers
  log: { error(fields: object, message: string): void }
}): Service => {
  const connections = new Set<Socket>()
  const underWay = new Set<Promise<void>>()
  let server: Server | undefined
  let path: SocketPath | undefined

  const answer = async (line: string): Promise<Answer> => {
    try {
      const { command, input } = requestIn(line, deps.handlers)
      // The two types of `Request` and of the handlers come from one table, which the compiler cannot follow here.
      return { ok: true, output: await deps.handlers[command](input as never) }
    } catch (error) {
      const known = error instanceof NodoError ? error : new NodoError('error_interno')
      if (known.code === 'error_interno') deps.log.error({ err: error }, 'a command of the local socket failed')
      return { ok: false, code: known.code, values: known.values, details: known.details }
    }
  }

  const serve = (socket: Socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    // A client that goes away in the middle is no event: its command was carried out or was not asked whole.
    socket.on('error', () => socket.destroy())
    let last = Promise.resolve()
    eachLine(socket, (line) => {
      last = last.then(async () => {
        const said = await answer(line)
        if (!socket.destroyed) socket.write(`${JSON.stringify(said)}\n`)
      })
      const one = last
      underWay.add(one)
      void one.finally(() => underWay.delete(one))
    })
  }

  return {
    name: 'socket',
    async start() {
      path = socketPath(deps.dataDir)
      rmSync(path.file, { force: true })
      server = createServer(serve)
      await listen(server, path)
    },
    async stop() {
      const closed = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
      await Promise.allSettled(underWay)
      for (const socket of connections) socket.destroySoon()
      await closed
      path?.close()
      path = undefined
    },
  }
}

/** Only that it names a command is looked at: the other end is our own program, run by whoever owns the folder. */
const requestIn = (line: string, handlers: CommandHandlers): Request => {
  try {
    const request = JSON.parse(line) as Request
    if (Object.hasOwn(handlers, request.command)) return request
  } catch (cause) {
    throw new NodoError('peticion_malformada', { cause })
  }
  throw new NodoError('peticion_malformada')
}

/** Binding makes the file, so the mask is set around it: at no instant may anybody else connect. */
const listen = (server: Server, path: SocketPath): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    const mask = process.umask(0o077)
    try {
      server.listen(path.address, () => {
        server.off('error', reject)
        chmodSync(path.file, 0o600)
        resolve()
      })
    } finally {
      process.umask(mask)
    }
  })
