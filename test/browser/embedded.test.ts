import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import type { ContenidoVista } from '../../src/model/contenido.ts'
import type { Credenciales } from '../../src/model/usuario.ts'
import { film } from '../catalog/media.ts'
import { HOST, launch, watched } from './browser.ts'
import { startNode } from './node-process.ts'

const node = await startNode()
t.teardown(() => node.stop())
const base = `http://127.0.0.1:${node.port}`
const browser = await launch()
t.teardown(() => browser.close())

const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
  const answer = await fetch(base + path, init)
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer.json() as Promise<T>
}
const person = { nombre: 'Ana', email: 'ana@ejemplo.org', clave: 'jacaranda junto al río', tipo_usuario: 'creador' }
const { token } = await call<Credenciales>('/api/users/register', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(person),
})
const authorization = `Bearer ${token}`
const form = new FormData()
form.append('titulo', 'Fandango del sábado')
form.append('tipo', 'video')
form.append('archivo', new Blob([await film(t)]), 'fandango.mp4')
const sent = await call<ContenidoVista>('/api/content/upload', {
  method: 'POST',
  headers: { authorization },
  body: form,
})
const read = () => call<ContenidoVista>(`/api/content/${sent.id}`, { headers: { authorization } })
let content = await read()
for (let tries = 0; content.estado === 'procesando' && tries < 300; tries++) {
  await wait(200)
  content = await read()
}

/** A page of somebody else, which has a page of the box in a frame. */
const other = createServer((request, response) => {
  const framed = new URL(request.url ?? '', 'http://x').searchParams.get('de') ?? ''
  response.setHeader('content-type', 'text/html').end(`<!doctype html><iframe width="640" height="480" src="http://${HOST}:${node.port}${framed}"></iframe>`) // biome-ignore format: one page
})
await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
t.teardown(() => other.close())
const around = (path: string) =>
  `http://127.0.0.1:${(other.address() as AddressInfo).port}/?de=${encodeURIComponent(path)}`

t.test('a content plays in a page of somebody else', async (t) => {
  t.equal(content.estado, 'publicado')
  const { page, errors } = await watched(await browser.newContext())
  await page.goto(around(`/embed/${content.id}`))
  const frame = page.frameLocator('iframe')
  t.equal(await frame.getByRole('link', { name: 'Fandango del sábado' }).getAttribute('href'), `/c/${content.id}`)
  await frame.locator('.big-tap').click()
  const video = frame.locator('video')
  await video.evaluate(
    (media: HTMLVideoElement) =>
      new Promise<void>((resolve, reject) => {
        setTimeout(reject, 30_000, new Error('it does not play'))
        const look = () => media.currentTime > 0.5 && resolve()
        media.addEventListener('timeupdate', look)
        look()
      }),
  )
  const { width, height, all } = await video.evaluate((media: HTMLVideoElement) => ({
    width: media.videoWidth,
    height: document.documentElement.scrollHeight,
    all: document.documentElement.clientHeight,
  }))
  t.equal(width, 160)
  t.ok(height <= all, 'it fits its frame')
  t.same(errors, [])
  await page.close()
})

t.test('nobody is signed in in it, whoever is in the box’s own pages', async (t) => {
  const context = await browser.newContext()
  const { page } = await watched(context)
  const own = await context.newPage()
  await own.goto(`http://${HOST}:${node.port}/`)
  await own.evaluate((refresh) => localStorage.setItem('nodo.refresh', refresh), 'whatever')
  const asked: string[] = []
  page.on('request', (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname} ${request.headers().authorization ?? ''}`)) // biome-ignore format: one line
  await page.goto(`http://${HOST}:${node.port}/embed/${content.id}`)
  await page.getByRole('link', { name: 'Fandango del sábado' }).waitFor()
  t.ok(asked.includes(`GET /api/content/${content.id} `))
  t.notOk(
    asked.some((line) => line.includes('refresh') || line.includes('Bearer')),
    asked.join('\n'),
  )
  await context.close()
})

t.test('no other page of the box can be put into a frame elsewhere', async (t) => {
  const headersOf = async (path: string) => (await fetch(base + path, { headers: { accept: 'text/html' } })).headers
  const embedded = await headersOf(`/embed/${content.id}`)
  t.equal(embedded.get('x-frame-options'), null)
  t.match(embedded.get('content-security-policy'), /(^|; )frame-ancestors \*$/)
  t.match(embedded.get('content-security-policy'), /^default-src 'self';/)
  t.equal(embedded.get('x-content-type-options'), 'nosniff')
  const paths = [
    '/',
    `/c/${content.id}`,
    '/estudio',
    '/entrar',
    '/embed.html',
    '/api/docs',
    `/api/content/${content.id}`,
  ]
  for (const path of paths) {
    t.equal((await headersOf(path)).get('x-frame-options'), 'SAMEORIGIN', path)
    const { page } = await watched(await browser.newContext())
    await page.goto(around(path))
    await wait(500)
    const [, frame] = page.frames()
    t.match(frame?.url(), /^chrome-error:/, `${path} stays out`)
    await page.close()
  }
})

t.test('what is not there has no player, and says so', async (t) => {
  for (const id of ['00000000-0000-7000-8000-000000000000', 'nada', '%3Cscript%3E']) {
    const answer = await fetch(`${base}/embed/${id}`)
    t.equal(answer.status, 404, id)
    t.notMatch(await answer.text(), /<script>/)
  }
  await call(`/api/content/${content.id}`, {
    method: 'PUT',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify({ estado: 'oculto' }),
  })
  t.equal((await fetch(`${base}/embed/${content.id}`)).status, 404)
  const { page } = await watched(await browser.newContext())
  await page.goto(`http://${HOST}:${node.port}/embed/${content.id}`)
  await page
    .locator('.embed-words')
    .filter({ hasText: /content/i })
    .waitFor()
  await page.close()
})
