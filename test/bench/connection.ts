import { connect, type Socket } from 'node:net'

/** Every socket of the process reads into it: what came is used up inside the callback. */
const buffer = Buffer.allocUnsafeSlow(256 * 1024)
const patienceMs = 15_000

/** `body` is text where it was asked for, and otherwise only counted. */
export type Answered = (error: Error | undefined, status: number, bytes: number, body: string) => void

/**
 * The cheapest HTTP/1.1 client that is right for this: one socket kept alive, one request at a time, answers with a
 * Content-Length. A lost connection fails the request that waits, and the next one connects anew.
 */
export const createConnection = (host: string, port: number) => {
  let socket: Socket | undefined
  let waiting: { text: boolean; done: Answered } | undefined
  let asked = 0
  let head = ''
  let status = 0
  let left = -1
  let bytes = 0
  let body = ''

  const fail = (error: Error) => {
    const { done } = waiting ?? {}
    waiting = undefined
    socket?.destroy()
    socket = undefined
    done?.(error, 0, 0, '')
  }

  const finish = () => {
    const { done } = waiting ?? {}
    waiting = undefined
    left = -1
    done?.(undefined, status, bytes, body)
  }

  const readHead = (from: number, to: number): number => {
    const before = head.length
    head += buffer.toString('latin1', from, Math.min(to, from + 4096))
    const end = head.indexOf('\r\n\r\n', Math.max(0, before - 3))
    if (end < 0) return to
    status = Number(head.slice(9, 12))
    const length = /\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end))
    head = ''
    if (!length) {
      fail(new Error('an answer without a length'))
      return to
    }
    left = Number(length[1])
    bytes = 0
    body = ''
    if (left === 0) finish()
    return from + end + 4 - before
  }

  const read = (to: number) => {
    for (let at = 0; at < to && waiting; ) {
      if (left < 0) {
        at = readHead(at, to)
        continue
      }
      const here = Math.min(left, to - at)
      bytes += here
      if (waiting.text) body += buffer.toString('latin1', at, at + here)
      left -= here
      at += here
      if (left === 0) finish()
    }
  }

  const open = (): Socket => {
    const mine = connect({
      host,
      port,
      noDelay: true,
      onread: {
        buffer,
        callback: (length) => {
          if (socket === mine) read(length)
          return true
        },
      },
    })
    const gone = (error?: Error) => {
      if (socket === mine) fail(error ?? new Error('closed'))
    }
    mine.on('error', gone).on('close', () => gone())
    head = ''
    left = -1
    return mine
  }

  return {
    get(path: string, text: boolean, done: Answered): void {
      waiting = { text, done }
      asked = performance.now()
      socket ??= open()
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: ${host}:${port}\r\nUser-Agent: medida\r\nAccept: */*\r\n\r\n`,
        'latin1',
      )
    },
    /** To be called now and then: what takes too long has failed. */
    check(): void {
      if (waiting && performance.now() - asked > patienceMs) fail(new Error('no answer in time'))
    },
    end: () => fail(new Error('ended')),
  }
}

export type Connection = ReturnType<typeof createConnection>
