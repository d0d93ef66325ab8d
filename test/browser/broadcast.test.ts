import t from 'tap'
import { HOST, launch, plays, watched } from './browser.ts'
import { publish, startNode } from './node-process.ts'

const node = await startNode()
const browser = await launch()
const base = `http://${HOST}:${node.port}`
const phone = { viewport: { width: 390, height: 844 }, locale: 'es-MX', hasTouch: true, isMobile: true }
const operator = await watched(await browser.newContext({ ...phone, viewport: { width: 1280, height: 800 } }))
const neighbour = await watched(await browser.newContext(phone))
t.teardown(async () => {
  await browser.close()
  await node.stop()
})

const password = 'una clave de prueba'
let encoder: ReturnType<typeof publish> | undefined
let ingest = ''
let code = ''
t.teardown(() => encoder?.kill())

t.test('a new box asks for its first run, and the console code makes the first admin', async (t) => {
  const { page } = operator
  await page.goto(base)
  await page.getByRole('link', { name: 'Hacer el primer inicio' }).click()
  await page.getByRole('heading', { name: 'Primer inicio' }).waitFor()
  t.equal(await page.title(), 'Primer inicio · ComuniArte Nodo')
  await page.goto(`${base}/primer-inicio?codigo=${node.code}`)
  t.equal(await page.getByLabel('Código de la consola').inputValue(), node.code)
  await page.getByLabel('Nombre').fill('Radio del Valle')
  await page.getByLabel('Correo').fill('radio@example.org')
  await page.getByLabel('Clave', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Crear y entrar' }).click()
  await page.getByRole('heading', { name: 'Nueva transmisión' }).waitFor()
  t.equal(new URL(page.url()).pathname, '/estudio')
})

t.test('signing in says what is wrong, then leads to the studio; a reload keeps it', async (t) => {
  const { page } = operator
  await page.getByRole('link', { name: 'Mi cuenta' }).click()
  await page.getByRole('button', { name: 'Salir', exact: true }).click()
  await page.getByRole('navigation').getByRole('link', { name: 'Entrar' }).click()
  await page.getByLabel('Correo').fill('radio@example.org')
  await page.getByLabel('Clave', { exact: true }).fill('otra clave cualquiera')
  await page.getByRole('button', { name: 'Entrar' }).click()
  t.match(await page.getByRole('alert').textContent(), /no son correctos/)
  await page.getByLabel('Clave', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Entrar' }).click()
  await page.getByRole('heading', { name: 'Nueva transmisión' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: 'Nueva transmisión' }).waitFor()
})

t.test('a live is prepared: address, key, code and where to send the neighbours', async (t) => {
  const { page } = operator
  await page.getByLabel('Título').fill('Asamblea del domingo')
  await page.getByLabel('Etiquetas').fill('asamblea, agua, agua')
  await page.getByRole('button', { name: 'Preparar la transmisión' }).click()
  await page.getByText('Esperando tu señal').waitFor()
  const [server, key] = [
    page.getByLabel('Servidor', { exact: true }),
    page.getByLabel('Clave de transmisión', { exact: true }),
  ]
  t.match(await server.inputValue(), /^rtmp:\/\/nodo\.test:\d+\/live$/, 'by the name that the caller used')
  t.equal(await key.getAttribute('type'), 'password', 'the key is covered')
  ingest = `${(await server.inputValue()).replace(HOST, '127.0.0.1')}/${await key.inputValue()}`
  code = (await page.locator('.spoken-code-big').textContent()) ?? ''
  t.match(code, /^[a-z0-9]{5}$/)

  t.equal(await page.evaluate(() => navigator.clipboard === undefined), true, 'plain HTTP has no clipboard API')
  await page.getByRole('button', { name: 'Copiar: Servidor' }).click()
  await page.getByText('Copiado').waitFor()
  await page.getByRole('button', { name: 'Mostrar la clave' }).click()
  t.equal(await key.getAttribute('type'), 'text')
  await page.getByText('Para la app del teléfono').click()
  t.ok(await page.getByRole('img', { name: 'Para la app del teléfono' }).isVisible())
})

t.test('a neighbour who has the code waits on a page that starts by itself', async (t) => {
  const { page } = neighbour
  await page.goto(base)
  await page.getByText('Nadie está al aire en este momento').waitFor()
  await page.getByLabel('¿Te dijeron un código?').fill(` ${code.toUpperCase()} `)
  await page.getByRole('button', { name: 'Ir' }).click()
  t.equal(new URL(page.url()).pathname, `/v/${code.toUpperCase()}`)
  await page.goto(base)
  encoder = publish(ingest)
  await operator.page.getByText('Estás al aire').waitFor({ timeout: 120_000 })
  await page.getByRole('link', { name: /Asamblea del domingo/ }).click()
  t.ok(await plays(page))
  t.equal(await page.title(), 'Asamblea del domingo · ComuniArte Nodo')
  t.ok(await page.getByText('En vivo', { exact: true }).isVisible())
  await page.getByText(/s detrás/).waitFor()
})

t.test("the viewer's token is on playlists and on nothing else", async (t) => {
  const asked: URL[] = []
  const { page } = neighbour
  page.on('request', (request) => asked.push(new URL(request.url())))
  await page.waitForTimeout(2000)
  const ofLive = asked.filter(({ pathname }) => pathname.startsWith('/hls/'))
  const playlists = ofLive.filter(({ pathname }) => pathname.endsWith('.m3u8'))
  const media = ofLive.filter(({ pathname }) => !pathname.endsWith('.m3u8'))
  t.ok(playlists.length > 3 && media.length > 3)
  t.equal(new Set(playlists.map(({ searchParams }) => searchParams.get('s'))).size, 1)
  t.match(playlists[0]?.searchParams.get('s'), /^[0-9a-f]{32}$/)
  t.notOk(media.some(({ searchParams }) => searchParams.has('s')))
})

t.test('the studio tells of the signal, and of who is watching', async (t) => {
  const { page } = operator
  const signal = page.getByRole('region', { name: 'Tu señal' })
  await signal.getByText('H.264 · 640×360').waitFor({ timeout: 120_000 })
  await signal.getByText(/AAC · .* · 48 kHz/).waitFor()
  await page.waitForFunction(() => /[1-9]/.test(document.querySelector('.lamp-facts')?.textContent ?? ''))
  t.ok(await plays(page), 'the preview runs')
  t.equal(await page.evaluate(() => document.querySelector('video')?.muted), true, 'without sound')
})

t.test('sound only plays the sound, is remembered, and leads back', async (t) => {
  const { page } = neighbour
  await page.getByRole('button', { name: 'Solo sonido' }).click()
  t.ok(await plays(page))
  t.equal(await page.evaluate(() => document.querySelector('video')?.videoWidth), 0)
  await page.reload()
  t.ok(await plays(page))
  t.equal(await page.getByRole('button', { name: 'Solo sonido' }).getAttribute('aria-pressed'), 'true')
  await page.getByRole('button', { name: 'Solo sonido' }).click()
  await page.waitForFunction(() => (document.querySelector('video')?.videoWidth ?? 0) > 0)
  t.ok(await plays(page))
})

t.test(
  'an encoder that drops and comes back in another size: a calm line, then the picture, on the same page',
  async (t) => {
    await encoder?.kill()
    await neighbour.page.locator('.screen-line', { hasText: 'La señal vuelve enseguida' }).waitFor({ timeout: 120_000 })
    await operator.page.getByText('Se perdió tu señal').waitFor()
    await operator.page.getByText(/termina sola en/).waitFor()
    encoder = publish(ingest, '480x270')
    await operator.page.getByText('Estás al aire').waitFor({ timeout: 120_000 })
    await neighbour.page.waitForFunction(() => document.querySelector('video')?.videoWidth === 480, undefined, {
      timeout: 120_000,
    })
    t.ok(await plays(neighbour.page))
    t.equal(await neighbour.page.locator('.screen-line').count(), 0)
  },
)

t.test('a network that goes away is waited for, and the play goes on by itself', async (t) => {
  const { page } = neighbour
  await page.context().setOffline(true)
  await page.locator('.screen-line').waitFor({ timeout: 120_000 })
  await page.context().setOffline(false)
  await page.locator('.screen-line').waitFor({ state: 'detached', timeout: 120_000 })
  t.ok(await plays(page))
})

t.test('a pause leaves the viewer behind, and one tap brings them to the live edge', async (t) => {
  const { page } = neighbour
  await page.getByRole('button', { name: 'Pausar' }).click()
  await page.waitForTimeout(6000)
  await page.getByRole('button', { name: 'Reproducir' }).click()
  await page.getByRole('button', { name: 'Ir al directo' }).click()
  await page.getByRole('button', { name: 'Ir al directo' }).waitFor({ state: 'detached', timeout: 120_000 })
  t.ok(await plays(page))
})

t.test('ending is asked twice; the audience is led to the recording, which plays and can be moved in', async (t) => {
  const { page } = operator
  await page.getByRole('button', { name: 'Terminar la transmisión' }).click()
  await page.getByRole('button', { name: 'Seguir al aire' }).click()
  await page.getByText('Estás al aire').waitFor()
  await page.getByRole('button', { name: 'Terminar la transmisión' }).click()
  await page.getByRole('button', { name: 'Sí, terminar' }).click()
  await page.locator('.lamp-finalizada').waitFor()

  const viewer = neighbour.page
  await viewer.getByText('La transmisión terminó').waitFor({ timeout: 120_000 })
  await viewer.getByRole('link', { name: 'Ver la grabación' }).click()
  await viewer.getByRole('button', { name: 'Toca para empezar' }).click()
  t.ok(await plays(viewer))
  const length = await viewer.evaluate(() => document.querySelector('video')?.duration ?? 0)
  t.ok(length > 15, `the recording holds both stretches: ${length} s`)
  await viewer.getByRole('slider', { name: 'Posición' }).fill(String(Math.floor(length - 6)))
  await viewer.waitForFunction((from) => (document.querySelector('video')?.currentTime ?? 0) > from, length - 6)
  t.equal(await viewer.evaluate(() => document.querySelector('video')?.videoWidth), 480, 'past the cut')
})

t.test('the recording is in the catalog, and its owner may delete it', async (t) => {
  const { page } = operator
  await page.goto(base)
  await page
    .getByRole('link', { name: /Asamblea del domingo/ })
    .first()
    .click()
  await page.getByRole('link', { name: 'Descargar' }).waitFor({ timeout: 120_000 })
  t.equal(await neighbour.page.getByRole('button', { name: 'Borrar' }).count(), 0, 'nobody else may')
  await page.getByRole('button', { name: 'Borrar' }).click()
  await page.getByRole('button', { name: 'Sí, borrarlo' }).click()
  await page.getByText('Todavía no hay nada publicado').waitFor()
})

t.test('a permanent key is shown once, listed, and revoked', async (t) => {
  const { page } = operator
  await page.getByRole('link', { name: 'Estudio' }).click()
  await page.getByText('Claves permanentes', { exact: true }).click()
  await page.getByLabel('Nombre de la clave').fill('OBS de la cabina')
  await page.getByRole('button', { name: 'Crear clave' }).click()
  await page.getByText('La clave se muestra solo esta vez').waitFor()
  await page.getByRole('button', { name: 'Revocar' }).click()
  await page.getByRole('button', { name: 'Sí, revocarla' }).click()
  await page.getByText('No tienes claves permanentes.').waitFor()
  t.equal(await page.getByRole('button', { name: 'Revocar' }).count(), 0)
})

t.test('an account for watching is told why it cannot broadcast', async (t) => {
  const { page } = neighbour
  await page.goto(`${base}/registro`)
  await page.getByLabel('Nombre').fill('Vecina')
  await page.getByLabel('Correo').fill('vecina@example.org')
  await page.getByLabel('Clave', { exact: true }).fill(password)
  await page.getByText('Mirar y escuchar').click()
  await page.getByRole('button', { name: 'Crear cuenta' }).click()
  await page.getByRole('link', { name: 'Mi cuenta' }).waitFor()
  await page.getByRole('link', { name: 'Estudio' }).click()
  await page.getByText(/no puede transmitir/).waitFor()
  t.equal(await page.getByLabel('Título').count(), 0)
})

t.test('two tabs renew one sign-in without losing it', async (t) => {
  const context = operator.page.context()
  const pages = await Promise.all([context.newPage(), context.newPage(), context.newPage()])
  await Promise.all(pages.map((page) => page.goto(`${base}/estudio`)))
  for (const page of pages) await page.getByRole('heading', { name: 'Nueva transmisión' }).waitFor()
  t.ok(await pages[0]?.evaluate(() => localStorage.getItem('nodo.refresh')))
})

t.test('nothing was asked of any other host, and no page broke its own policy', async (t) => {
  for (const { hosts, errors } of [operator, neighbour]) {
    t.same([...hosts], [HOST])
    t.same(errors, [])
  }
})
