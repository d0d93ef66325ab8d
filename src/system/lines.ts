import type { Socket } from 'node:net'

/** A request or an answer is a few hundred bytes; whoever sends more is no client of ours. */
const longestLine = 1 << 20

/** Calls `take` with each line that arrives. A line past 1 MiB, or one that `take` throws at, ends the connection. */
export const eachLine = (socket: Socket, take: (line: string) => void): void => {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    try {
      if (rest.length > longestLine) throw new RangeError('a line is too long')
      for (const line of lines) take(line)
    } catch (error) {
      socket.destroy(error as Error)
    }
  })
}
