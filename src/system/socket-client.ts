import { connect, type Socket } from 'node:net'
import { NodoError } from '../errors.ts'
import { eachLine } from './lines.ts'
import type { Answer, CommandName, SocketCommands } from './socket.ts'
import { type SocketPath, socketPath } from './socket-path.ts'

/** How a command reaches what it asks for, whether through the running program or in this process. */
export interface Commander {
  /** @throws NodoError as the handler threw it; servicio_no_disponible where the program went away in the middle */
  call<K extends CommandName>(command: K, input: SocketCommands[K]['in']): Promise<SocketCommands[K]['out']>
  close(): Promise<void>
}

/** Answered at once where nothing listens: no file, one that a killed process left, or no folder yet. */
const nobodyThere = ['ENOENT', 'ECONNREFUSED', 'ENOTDIR']

/** @returns undefined where no program runs on this data folder. @throws NodoError sin_permiso where it is another user's */
export const connectSocket = async (dataDir: string): Promise<Commander | undefined> => {
  let path: SocketPath | undefined
  try {
    path = socketPath(dataDir)
    return commanderOver(await dial(path.address))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (nobodyThere.includes(code ?? '')) return undefined
    if (code === 'EACCES' || code === 'EPERM') throw new NodoError('socket_ajeno', { values: { carpeta: dataDir } })
    throw error
  } finally {
    path?.close()
  }
}

const dial = (address: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(address)
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      resolve(socket)
    })
  })

const commanderOver = (socket: Socket): Commander => {
  const waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = []
  const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.on('error', () => socket.destroy())
  socket.on('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new NodoError('servicio_no_disponible', { retryAfterS: 5 }))
  })
  eachLine(socket, (line) => waiting.shift()?.resolve(JSON.parse(line) as Answer))
  return {
    async call(command, input) {
      const answer = await new Promise<Answer>((resolve, reject) => {
        if (socket.destroyed) return reject(new NodoError('servicio_no_disponible', { retryAfterS: 5 }))
        waiting.push({ resolve, reject })
        socket.write(`${JSON.stringify({ command, input })}\n`)
      })
      if (!answer.ok) throw new NodoError(answer.code, { values: answer.values, details: answer.details })
      return answer.output as SocketCommands[typeof command]['out']
    },
    async close() {
      socket.end()
      await gone
    },
  }
}
