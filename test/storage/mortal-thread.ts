import { parentPort } from 'node:worker_threads'
import type { FromThread, ToThread } from '../../src/storage/embedded/wire.ts'

// A thread of the database without a database: it echoes, dies when told to, and never answers `silence`.
const port = parentPort!
const send = (message: FromThread) => port.postMessage(message)
port.on('message', (message: ToThread) => {
  if (message.kind === 'close') port.close()
  else if (message.method === 'die') throw new Error('muerte')
  else if (message.method === 'echo')
    send({ kind: 'answers', answers: [{ id: message.id, value: message.args }], commitS: undefined })
})
send({ kind: 'ready', nodoMs: 0, recovered: undefined })
