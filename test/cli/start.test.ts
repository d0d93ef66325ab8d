import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { dataFolder, runningNode, start } from './run-nodo.ts'

const local = { NODO_HTTP_HOST: '127.0.0.1', NODO_RTMP_HOST: '127.0.0.1', NODO_HTTP_PORT: '0', NODO_RTMP_PORT: '0' }

t.test('a node starts on free ports, says where it is, and stops in order', async (t) => {
  const node = await runningNode(t)
  t.equal((await fetch(`${node.url}/readyz`)).status, 200)
  t.equal((statSync(join(node.dataDir, 'nodo.sock')).mode & 0o777).toString(8), '600')
  const { code, out, err } = await node.end('SIGTERM')
  t.equal(code, 0)
  t.equal(err, '')
  t.match(out, /Cerrado\.\n$/)
  t.notOk(existsSync(join(node.dataDir, 'nodo.sock')))
})

t.test('while there is no admin the console shows a link with the one-time code, which opens the box', async (t) => {
  const node = await runningNode(t)
  const [, link = '', codigo] = await node.shows(/(http:\S+\/primer-inicio\?codigo=(\S+))/)
  t.equal((await fetch(link)).status, 200)
  t.match(readFileSync(join(node.dataDir, 'primer-inicio.txt'), 'utf8'), codigo)
  const first = await fetch(`${node.url}/api/users/first`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ codigo, nombre: 'Ana', email: 'ana@radio.example', clave: '0123456789' }),
  })
  t.equal(first.status, 201)
  await node.end('SIGTERM')
  const again = await runningNode(t, { NODO_DATA_DIR: node.dataDir })
  t.notMatch((await again.end('SIGTERM')).out, /primer-inicio/, 'and is gone once there is one')
})

t.test('the first admin may come from variables instead', async (t) => {
  const admin = { NODO_ADMIN_EMAIL: 'ana@radio.example', NODO_ADMIN_PASSWORD: '0123456789' }
  const node = await runningNode(t, admin)
  const login = await fetch(`${node.url}/api/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'ana@radio.example', clave: '0123456789' }),
  })
  t.match(await login.json(), { usuario: { tipo_usuario: 'admin' } })
  const { out } = await node.end('SIGTERM')
  t.notMatch(out, /primer-inicio|0123456789/)
})

t.test('a second signal changes nothing: it still stops in order', async (t) => {
  const node = await runningNode(t)
  node.child.kill('SIGINT')
  await node.shows(/Cerrando/)
  node.child.kill('SIGINT')
  t.match(await node.end('SIGTERM'), { code: 0, out: /Cerrado\.\n$/, err: '' })
})

t.test('a signal that comes while it starts is heard', async (t) => {
  const dataDir = dataFolder(t)
  const node = start(t, ['start'], { ...local, NODO_DATA_DIR: dataDir })
  while (!existsSync(join(dataDir, 'nodo.lock'))) await wait(5)
  t.match(await node.end('SIGTERM'), { code: 0, err: '' })
})
