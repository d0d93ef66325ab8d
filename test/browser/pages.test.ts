import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import type { EstadoSistema } from '../../src/model/sistema.ts'
import type { TransmisionVista } from '../../src/model/transmision.ts'
import type { Usuario } from '../../src/model/usuario.ts'
import { HOST, launch, watched } from './browser.ts'
import { createFakeNode, ok, refuse } from './fake-node.ts'
import { aContent, aFrontPage, aLive, aSignal, aStatus, aUser, credentials, id } from './sample.ts'
import { buildSite } from './site.ts'

/** What the node of paper is to answer; a test changes it. */
const box: {
  user: Usuario
  lives: TransmisionVista[]
  status: EstadoSistema
  contents: number
  away: boolean
} = { user: aUser(), lives: [], status: aStatus(), contents: 0, away: false }

const found = (idOrCode: string) => box.lives.find((live) => live.id === idOrCode || live.codigo === idOrCode)
const missing = () => refuse(404, 'transmision_no_encontrada', 'Esa transmisión no existe: revisa el código.')
const site = await buildSite()
const node = await createFakeNode(site.folder, {
  'GET /api/system/status': () => ok(box.status),
  'GET /api/live': () =>
    box.away
      ? refuse(503, 'servicio_no_disponible', 'Una parte del nodo no responde.')
      : ok({ datos: box.lives, siguiente: null }),
  'GET /api/live/mine': () => ok({ datos: box.lives, siguiente: null }),
  'GET /api/live/keys': () => ok({ datos: [], siguiente: null }),
  'GET /api/live/:id': ({ params }) => {
    const live = found(params.id)
    return live ? ok(live) : missing()
  },
  'GET /api/content/home': () =>
    ok(
      aFrontPage({
        recientes: Array.from({ length: Math.min(12, box.contents) }, (_, n) => aContent({ id: id(100 + n) })),
      }),
    ),
  'GET /api/content/list': ({ query }) => {
    const from = Number(query.cursor ?? 0)
    const all = Array.from({ length: box.contents }, (_, n) => aContent({ id: id(100 + n), titulo: `Grabación ${n}` }))
    const page = all.slice(from, from + Number(query.limite))
    return ok({
      datos: page,
      siguiente: from + page.length < all.length ? String(from + page.length) : null,
      total: all.length,
    })
  },
  'GET /api/content/:id': ({ params }) =>
    params.id === id(20) ? ok(aContent({ progreso: 0.4 })) : refuse(404, 'contenido_no_encontrado', 'No existe.'),
  'POST /api/users/refresh': () => ok(credentials(box.user, 2)),
  'POST /api/users/register': () =>
    refuse(422, 'datos_invalidos', 'Corrige los campos indicados.', { email: 'No es un correo.' }),
  'POST /api/live/start': () => refuse(507, 'sin_espacio', 'El disco está casi lleno: borra grabaciones.'),
})
const base = `http://${HOST}:${new URL(node.url).port}`
const browser = await launch()
t.teardown(async () => {
  await browser.close()
  await node.close()
  await site.remove()
})
t.beforeEach(() => {
  Object.assign(box, { user: aUser(), lives: [], status: aStatus(), contents: 0, away: false })
})

/** A fresh visitor; `signedIn` as who the box says. */
const visit = async (path: string, given: { signedIn?: boolean; locale?: string; width?: number } = {}) => {
  const { signedIn = false, locale = 'es-MX', width = 390 } = given
  const context = await browser.newContext({ locale, viewport: { width, height: 844 } })
  if (signedIn) await context.addInitScript(() => localStorage.setItem('nodo.refresh', 'kept'))
  const seen = await watched(context)
  await seen.page.goto(base + path)
  return { ...seen, context }
}

t.test('the page weighs at most 60 KB before the player', async (t) => {
  const { page, context } = await visit('/')
  const fetched: string[] = []
  page.on('request', (request) => fetched.push(new URL(request.url()).pathname))
  await page.reload()
  await page.getByText('Nadie está al aire en este momento').waitFor()
  const files = fetched.filter((path) => path === '/' || /\.(js|css)$/.test(path))
  const bytes = files
    .map((path) => join(site.folder, path === '/' ? 'index.html' : path))
    .reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0)
  t.equal(files.filter((path) => /\/(es|pt|en)-/.test(path)).length, 1, 'one language')
  t.ok(bytes <= 60 * 1024, `${bytes} bytes`)
  await context.close()
})

t.test('the home page fetches neither the player nor anything of another host', async (t) => {
  const { page, hosts, context } = await visit('/')
  const scripts: string[] = []
  page.on('request', (request) => scripts.push(request.url()))
  await page.reload()
  await page.getByText('Nadie está al aire en este momento').waitFor()
  t.notOk(scripts.some((url) => url.includes('hls-engine')))
  t.same([...hosts], [HOST])
  await context.close()
})

t.test('what is new shows up, the whole catalog page by page, and a live shows up by itself', async (t) => {
  box.contents = 40
  const { page, context } = await visit('/')
  const cards = page.locator('.recording-card')
  await cards.nth(11).waitFor()
  t.equal(await cards.count(), 12)
  box.lives = [aLive()]
  await page.getByRole('link', { name: /Asamblea del domingo/ }).waitFor()
  t.match(await page.locator('.live-card').textContent(), /En vivo.*23 personas miran o escuchan/)
  await page.getByRole('link', { name: 'Ver todo el catálogo' }).click()
  await page.getByText('40 contenidos').waitFor()
  await page.getByRole('button', { name: 'Mostrar más' }).click()
  await cards.nth(39).waitFor()
  t.equal(await page.getByRole('button', { name: 'Mostrar más' }).count(), 0)
  await cards.nth(39).click()
  await page.getByRole('heading', { name: 'Aquí no hay nada' }).waitFor()
  await page.goBack()
  await cards.nth(39).waitFor()
  t.equal(await cards.count(), 40, 'who comes back finds the list as it was')
  await context.close()
})

t.test('the catalog asks for what its address says, and says in its address what is asked', async (t) => {
  const { page, context } = await visit('/catalogo?etiqueta=agua&etiqueta=milpa&idioma=zap')
  await page.getByText('No se encontró nada así').waitFor()
  const asked = () => node.seen.filter(({ key }) => key === 'GET /api/content/list').at(-1)?.query
  t.same(asked()?.getAll('etiqueta'), ['agua', 'milpa'])
  t.equal(asked()?.get('idioma'), 'zap')
  await page.getByRole('button', { name: 'Quitar el filtro #agua' }).click()
  await page.getByRole('button', { name: 'Audio' }).click()
  await page.getByLabel('Buscar por palabras').fill('  río ')
  await page.getByLabel('Buscar por palabras').press('Enter')
  await page.waitForURL('**/catalogo?*q=r%C3%ADo*')
  await page.getByText('No se encontró nada así').waitFor()
  t.equal(
    asked()
      ?.toString()
      .replace(/&?limite=\d+/, ''),
    'q=r%C3%ADo&tipo=audio&etiqueta=milpa&idioma=zap',
  )
  t.equal(await page.title(), 'Buscar: río · ComuniArte Nodo')
  await page.goBack()
  t.equal(await page.getByRole('button', { name: 'Audio' }).getAttribute('aria-pressed'), 'true')
  t.equal(await page.getByLabel('Buscar por palabras').inputValue(), '')
  await context.close()
})

t.test('a box that does not answer is said so, and the page mends by itself', async (t) => {
  box.away = true
  const { page, context } = await visit('/')
  t.match(await page.getByRole('alert').textContent(), /no responde/)
  box.away = false
  await page.getByText('Nadie está al aire en este momento').waitFor()
  t.equal(await page.getByRole('alert').count(), 0)
  await context.close()
})

t.test('addresses that lead nowhere say so, and lead home', async () => {
  for (const [path, words] of [
    ['/v/zzzzz', 'Esa transmisión no existe'],
    [`/c/${id(99)}`, 'No existe.'],
  ] as const) {
    const { page, context } = await visit(path)
    await page.getByText(words).waitFor()
    await page.getByRole('link', { name: 'Ir al inicio' }).click()
    await page.getByRole('heading', { name: 'Radio del Valle' }).waitFor()
    await context.close()
  }
})

t.test('a live that has not begun is waited for, and one that is lost for a moment says a calm line', async () => {
  box.lives = [aLive({ estado: 'preparada', iniciada_en: null })]
  const { page, context } = await visit('/v/k7mp2')
  await page.getByText('Todavía no empieza').waitFor()
  box.lives = [aLive({ estado: 'reconectando' })]
  await page.locator('.screen-line', { hasText: 'La señal vuelve enseguida' }).waitFor()
  await page.getByText('No cierres: sigue solo.').waitFor()
  box.lives = [aLive({ estado: 'finalizada' })]
  await page.getByText('La transmisión terminó').waitFor()
  await context.close()
})

t.test('the studio turns advice into words, in the language that was chosen', async (t) => {
  box.lives = [aLive({ senal: aSignal({ audio: null, consejos: ['intervalo_clave_2s', 'sin_audio', 'fija_h264'] }) })]
  const { page, context } = await visit(`/estudio/${id(10)}`, { signedIn: true, locale: 'pt-BR' })
  await page.getByText('Ponha o intervalo de quadros-chave em 2 segundos').waitFor()
  t.equal(await page.locator('li.advice').count(), 3)
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('Set the key-frame interval to 2 seconds').waitFor()
  t.equal(await page.evaluate(() => document.documentElement.lang), 'en')
  await page.reload()
  await page.getByText('Set the key-frame interval to 2 seconds').waitFor()
  const asked = node.seen.length
  t.ok(asked > 0)
  await context.close()
})

t.test('a live whose key was shown before says so, and how to go on', async (t) => {
  box.lives = [aLive({ estado: 'preparada', iniciada_en: null, senal: null })]
  const { page, context } = await visit(`/estudio/${id(10)}`, { signedIn: true })
  await page.getByText('La clave ya se mostró').waitFor()
  t.equal(await page.getByLabel('Clave de transmisión', { exact: true }).count(), 0)
  await context.close()
})

t.test('who may not broadcast is told why, and who is not signed in is led there and back', async (t) => {
  box.user = aUser({ tipo_usuario: 'espectador', nombre: 'Vecina' })
  const listener = await visit('/estudio', { signedIn: true })
  await listener.page.getByText('Hola, Vecina').waitFor()
  await listener.page.getByText(/no puede transmitir/).waitFor()
  await listener.context.close()
  const stranger = await visit(`/estudio/${id(10)}`)
  await stranger.page.locator('main').getByRole('link', { name: 'Entrar' }).click()
  t.equal(new URL(stranger.page.url()).searchParams.get('a'), `/estudio/${id(10)}`)
  await stranger.context.close()
})

t.test('a form says what is wrong beside the field, before and after it is sent', async (t) => {
  const { page, context } = await visit('/registro')
  await page.getByRole('button', { name: 'Crear cuenta' }).click()
  t.equal(await page.getByText('Falta llenar esto.').count(), 1)
  t.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'nombre', 'the first wrong field')
  await page.getByLabel('Nombre').fill('Vecina')
  await page.getByLabel('Correo').fill('vecina@example.org')
  await page.getByLabel('Clave', { exact: true }).fill('una clave larga')
  await page.getByRole('button', { name: 'Crear cuenta' }).click()
  t.match(await page.getByRole('alert').textContent(), /Corrige los campos/)
  const email = page.getByLabel('Correo')
  t.equal(await email.getAttribute('aria-invalid'), 'true')
  const described = await email.getAttribute('aria-describedby')
  t.equal(await page.locator(`#${described?.split(' ')[0]}`).textContent(), 'No es un correo.')
  t.equal(await email.inputValue(), 'vecina@example.org', 'what was written stays')
  await context.close()
})

t.test('a refused start leaves the form as it was, with the words of the box', async (t) => {
  const { page, context } = await visit('/estudio', { signedIn: true })
  await page.getByLabel('Título').fill('Asamblea')
  await page.getByRole('button', { name: 'Preparar la transmisión' }).click()
  t.match(await page.getByRole('alert').textContent(), /El disco está casi lleno/)
  t.equal(await page.getByLabel('Título').inputValue(), 'Asamblea')
  await context.close()
})

t.test('closed registration and a finished first run are said instead of shown as forms', async (t) => {
  box.status = aStatus({ registro_abierto: false })
  const closed = await visit('/registro')
  await closed.page.getByText('El registro está cerrado').waitFor()
  t.equal(await closed.page.getByLabel('Nombre').count(), 0)
  await closed.context.close()
  const over = await visit('/primer-inicio')
  await over.page.getByText('ya tiene quien lo administre').waitFor()
  await over.context.close()
})

t.test('everything can be reached by keyboard, in the order in which it is read', async (t) => {
  const { page, context } = await visit('/')
  await page.getByText('Nadie está al aire').waitFor()
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate(() => document.activeElement?.textContent), 'Saltar al contenido')
  await page.keyboard.press('Enter')
  t.equal(await page.evaluate(() => document.activeElement?.id), 'main')
  await page.keyboard.press('Tab')
  t.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  t.match(await page.evaluate(() => document.activeElement?.textContent), /Salir al aire/)
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)
  t.equal(outline, 'solid', 'the focus is seen')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Estudio' }).waitFor()
  t.equal(await page.evaluate(() => document.activeElement?.id), 'main', 'the focus goes along to the new page')
  await context.close()
})

t.test('the player obeys its keys', async (t) => {
  box.lives = [aLive({ estado: 'reconectando' })]
  const { page, context } = await visit('/v/k7mp2')
  const muted = () => page.evaluate(() => document.querySelector('video')?.muted)
  const button = page.getByRole('button', { name: /^(Quitar|Poner) el sonido$/ })
  await button.focus()
  const before = await muted()
  await page.keyboard.press('m')
  t.not(await muted(), before)
  await page.keyboard.press('a')
  t.equal(await page.getByRole('button', { name: 'Solo sonido' }).getAttribute('aria-pressed'), 'true')
  await context.close()
})

const walks = [
  '/',
  '/catalogo',
  '/v/k7mp2',
  `/c/${id(20)}`,
  '/entrar',
  '/registro',
  '/primer-inicio',
  '/estudio',
  `/estudio/${id(10)}`,
  '/nada',
]

t.test('every page names what can be operated, has one main heading, its own title, and fits 320 pixels', async (t) => {
  box.lives = [aLive({ senal: aSignal() })]
  box.contents = 3
  const titles = new Set<string>()
  for (const path of walks) {
    const { page, errors, context } = await visit(path, { signedIn: path.startsWith('/estudio'), width: 320 })
    await page.locator('h1').first().waitFor()
    await page.waitForTimeout(300)
    const report = await page.evaluate(() => {
      const operable = [...document.querySelectorAll<HTMLElement>('a[href], button, input, textarea, summary')]
      const nameOf = (el: HTMLElement) =>
        el.getAttribute('aria-label') ||
        (el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement
          ? el.labels?.[0]?.textContent
          : el.textContent)
      const small = operable.filter((el) => {
        const { width, height } = el.getBoundingClientRect()
        const inText = el.tagName === 'A' && getComputedStyle(el).display === 'inline'
        return width > 1 && !inText && !el.classList.contains('skip') && (width < 24 || height < 24)
      })
      return {
        nameless: operable.filter((el) => !nameOf(el)?.trim()).map((el) => el.outerHTML),
        small: small
          .filter((el) => !(el instanceof HTMLInputElement && /radio|checkbox/.test(el.type)))
          .map((el) => el.outerHTML),
        headings: document.querySelectorAll('h1').length,
        overflow: document.documentElement.scrollWidth - innerWidth,
        styled: document.querySelectorAll('[style]').length,
      }
    })
    t.same(report, { nameless: [], small: [], headings: 1, overflow: 0, styled: 0 }, path)
    t.same(errors, [], `${path}: no error and no breach of the policy`)
    titles.add(await page.title())
    await context.close()
  }
  t.equal(titles.size, walks.length, 'no two pages have the same title')
})
