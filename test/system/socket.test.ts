import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { NodoError } from '../../src/errors.ts'
import { type CommandHandlers, createSocketServer } from '../../src/system/socket.ts'
import { connectSocket } from '../../src/system/socket-client.ts'
import { socketPath } from '../../src/system/socket-path.ts'

const address = { host: '127.0.0.1', port: 1 }
/** Handlers of which a test gives the ones it calls. */
const handlersWith = (some: Partial<CommandHandlers>) =>
  ({ status: async () => ({ pid: process.pid, http: address, rtmp: address }), ...some }) as CommandHandlers

const serve = async (t: Test, dataDir: string, some: Partial<CommandHandlers> = {}) => {
  const logged: object[] = []
  const server = createSocketServer({
    dataDir,
    handlers: handlersWith(some),
    log: { error: (fields) => logged.push(fields) },
  })
  await server.start()
  t.teardown(() => server.stop())
  return { server, logged }
}

/** A plain connection, for what a client of ours never sends. */
const dial = (t: Test, dataDir: string) => {
  const path = socketPath(dataDir)
  t.teardown(() => path.close())
  return connect(path.address)
}

const words = { es: 'y', pt: 'y', en: 'y' }

t.test('a command reaches its handler and brings the answer back', async (t) => {
  const dataDir = t.testdir()
  await serve(t, dataDir, { 'user.list': async () => [] })
  const client = (await connectSocket(dataDir))!
  t.equal((await client.call('status', null)).pid, process.pid)
  t.same(await client.call('user.list', null), [])
  await client.close()
})

t.test('only the owner of the folder may connect', async (t) => {
  const dataDir = t.testdir()
  await serve(t, dataDir)
  t.equal((statSync(join(dataDir, 'nodo.sock')).mode & 0o777).toString(8), '600')
})

t.test('answers come in the order of the requests, however long each takes', async (t) => {
  const dataDir = t.testdir()
  const order: string[] = []
  await serve(t, dataDir, {
    'key.list': async ({ email }) => {
      await wait(email === 'slow@x.example' ? 60 : 1)
      order.push(email ?? '')
      return []
    },
  })
  const client = (await connectSocket(dataDir))!
  await Promise.all([
    client.call('key.list', { email: 'slow@x.example' }),
    client.call('key.list', { email: 'fast@x.example' }),
  ])
  t.same(order, ['slow@x.example', 'fast@x.example'])
  await client.close()
})

t.test('an error comes back as itself, and one that nobody foresaw without its words', async (t) => {
  const dataDir = t.testdir()
  const { logged } = await serve(t, dataDir, {
    'user.role': async () => {
      throw new NodoError('ultimo_admin', { values: { a: 1 }, details: [{ campo: 'x', problema: words }] })
    },
    'user.list': async () => {
      throw new Error('the secret inside')
    },
  })
  const client = (await connectSocket(dataDir))!
  await t.rejects(client.call('user.role', { email: 'a', rol: 'creador' }), {
    code: 'ultimo_admin',
    values: { a: 1 },
    details: [{ campo: 'x', problema: words }],
  })
  const unforeseen = await client.call('user.list', null).catch((error: NodoError) => error)
  t.match(unforeseen, { code: 'error_interno' })
  t.notMatch(JSON.stringify(unforeseen), /secret/)
  t.equal(logged.length, 1)
  await client.close()
})

t.test('what is no request is refused, and the connection goes on', async (t) => {
  const dataDir = t.testdir()
  await serve(t, dataDir)
  const socket = dial(t, dataDir)
  const answers: string[] = []
  socket.setEncoding('utf8').on('data', (text: string) => answers.push(...text.trim().split('\n')))
  socket.write('nonsense\n{"command":"constructor","input":null}\n42\nnull\n{"command":"sta')
  await wait(20)
  socket.write('tus","input":null}\n')
  while (answers.length < 5) await wait(5)
  socket.destroy()
  t.same(
    answers.map((line) => (JSON.parse(line) as { code?: string }).code ?? 'ok'),
    ['peticion_malformada', 'peticion_malformada', 'peticion_malformada', 'peticion_malformada', 'ok'],
  )
})

t.test('a line without an end is cut off, and others are served', async (t) => {
  const dataDir = t.testdir()
  await serve(t, dataDir)
  const socket = dial(t, dataDir)
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.on('error', () => undefined)
  socket.write('x'.repeat(2 << 20))
  await closed
  const client = (await connectSocket(dataDir))!
  t.ok(await client.call('status', null))
  await client.close()
})

t.test('where nothing runs there is nobody: no folder, an empty one, a file, a socket that a kill left', async (t) => {
  const dataDir = t.testdir({ empty: {}, killed: {}, file: 'x' })
  t.equal(await connectSocket(join(dataDir, 'absent')), undefined)
  t.equal(await connectSocket(join(dataDir, 'empty')), undefined)
  t.equal(await connectSocket(join(dataDir, 'file')), undefined)
  const script = 'require("net").createServer().listen("nodo.sock",()=>process.kill(process.pid,"SIGKILL"))'
  const killed = join(dataDir, 'killed')
  await new Promise((resolve) => spawn(process.execPath, ['-e', script], { cwd: killed }).on('exit', resolve))
  t.ok(existsSync(join(killed, 'nodo.sock')), 'the file is still there')
  t.equal(await connectSocket(killed), undefined)
  await serve(t, killed)
  const client = await connectSocket(killed)
  t.ok(client, 'and a start takes its place')
  await client?.close()
})

t.test('a folder whose path is longer than a socket address may be works the same', async (t) => {
  const dataDir = join(t.testdir(), 'x'.repeat(120), 'ñ'.repeat(60))
  t.equal(await connectSocket(dataDir), undefined, 'before it is there')
  mkdirSync(dataDir, { recursive: true })
  t.equal(await connectSocket(dataDir), undefined, 'before anything runs')
  const { server } = await serve(t, dataDir)
  t.ok(statSync(join(dataDir, 'nodo.sock')).isSocket(), 'the socket lies in the folder')
  const client = (await connectSocket(dataDir))!
  t.equal((await client.call('status', null)).pid, process.pid)
  await client.close()
  await server.stop()
  t.notOk(existsSync(join(dataDir, 'nodo.sock')), 'and goes with the program')
})

t.test('stopping waits for the command under way and answers it', async (t) => {
  const dataDir = t.testdir()
  let done = false
  const { server } = await serve(t, dataDir, {
    'user.list': async () => {
      await wait(80)
      done = true
      return []
    },
  })
  const client = (await connectSocket(dataDir))!
  const answer = client.call('user.list', null)
  await wait(30)
  await server.stop()
  t.ok(done)
  t.same(await answer, [])
  await t.rejects(client.call('status', null), { code: 'servicio_no_disponible' })
  await client.close()
})

t.test('a program that dies in the middle of a command leaves its caller an error, not silence', async (t) => {
  const dataDir = t.testdir()
  const path = socketPath(dataDir)
  t.teardown(() => path.close())
  const dying = createServer((socket) => socket.on('data', () => socket.destroy()))
  await new Promise<void>((resolve) => dying.listen(path.address, resolve))
  t.teardown(() => dying.close())
  const client = (await connectSocket(dataDir))!
  await t.rejects(client.call('status', null), { code: 'servicio_no_disponible' })
  await client.close()
})

t.test('a client that leaves in the middle does no harm', async (t) => {
  const dataDir = t.testdir()
  const { logged } = await serve(t, dataDir, { 'user.list': () => wait(30, []) })
  const socket = dial(t, dataDir)
  socket.write('{"command":"user.list","input":null}\n')
  await wait(10)
  socket.destroy()
  await wait(50)
  const client = (await connectSocket(dataDir))!
  t.ok(await client.call('status', null))
  t.same(logged, [])
  await client.close()
})
