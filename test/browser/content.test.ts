import t from 'tap'
import type { ComentarioVista } from '../../src/model/comentario.ts'
import type { ContenidoVista } from '../../src/model/contenido.ts'
import type { Usuario } from '../../src/model/usuario.ts'
import { HOST, launch, watched } from './browser.ts'
import { createFakeNode, ok, refuse } from './fake-node.ts'
import { aContent, aFrontPage, aStatus, aUser, credentials, id } from './sample.ts'
import { buildSite } from './site.ts'

const neighbour = aUser({ id: id(2), nombre: 'Vecina Tomasa', tipo_usuario: 'espectador' })
const text = aContent({
  tipo: 'texto',
  titulo: 'Acta de la asamblea',
  duracion_ms: null,
  cuerpo: 'El **agua**',
  cuerpo_html: '<p>El <strong>agua</strong></p>',
  etiquetas: ['agua'],
  estadisticas: { vistas: 3, me_gusta: 1, comentarios: 1, duracion_media_ms: 0 },
})
const aComment = (n: number, texto: string, autor = aUser()): ComentarioVista => ({
  id: id(n),
  contenido_id: text.id,
  usuario_id: autor.id,
  texto,
  fecha: Date.now() - 60_000,
  es_live: false,
  transmision_id: null,
  minuto_ms: null,
  estado: 'visible',
  nodo_id: id(9),
  version: 1,
  autor: { id: autor.id, nombre: autor.nombre },
})

/** What the node of paper is to answer; a test changes it. */
const box: { user: Usuario; content: ContenidoVista; comments: ComentarioVista[]; following: boolean; full: boolean } =
  {
    user: neighbour,
    content: text,
    comments: [],
    following: false,
    full: false,
  }
const site = await buildSite()
const node = await createFakeNode(site.folder, {
  'GET /api/system/status': () => ok(aStatus()),
  'GET /api/live': () => ok({ datos: [], siguiente: null }),
  'GET /api/content/home': () => ok(aFrontPage()),
  'GET /api/content/list': () => ok({ datos: [], siguiente: null }),
  'POST /api/users/refresh': () => ok(credentials(box.user, 2)),
  'GET /api/content/:id': () => ok(box.content),
  'GET /api/content/:id/comments': () => ok({ datos: box.comments, siguiente: null }),
  'POST /api/content/:id/comments': ({ body }) => {
    if (box.full) return refuse(429, 'demasiadas_peticiones', 'Espera un momento y vuelve a intentarlo.')
    const made = aComment(31, body.texto, box.user)
    box.comments = [made, ...box.comments]
    return ok(made, 201)
  },
  'PUT /api/content/:id/comments/:comentarioId': ({ params, body }) => {
    const found = box.comments.find((one) => one.id === params.comentarioId) ?? aComment(30, '')
    return ok({ ...found, estado: body.estado })
  },
  'DELETE /api/content/:id/comments/:comentarioId': () => ok(null, 204),
  'POST /api/content/:id/like': ({ body }) =>
    ok({ me_gusta: 2, mio: body.activo ?? true, tipo: 'me_gusta', por_tipo: { me_gusta: 2 } }),
  'POST /api/content/:id/report': ({ body }) =>
    ok(
      { id: id(40), contenido_id: text.id, motivo: body.motivo, texto: null, fecha: Date.now(), estado: 'pendiente' },
      201,
    ),
  'GET /api/network/following/:id': () =>
    ok({ datos: box.following ? [{ id: id(1), nombre: 'Radio', fecha_inicio: 1 }] : [], siguiente: null }),
  'POST /api/network/follow': ({ body }) => ok({ creador_id: body.creador_id, activo: true, fecha_inicio: 1 }),
  'DELETE /api/content/:id': () => ok(null, 204),
  'PUT /api/content/:id': ({ body }) => {
    box.content = { ...box.content, estado: body.estado ?? box.content.estado }
    return ok(box.content)
  },
})
const base = `http://${HOST}:${new URL(node.url).port}`
const browser = await launch()
t.teardown(async () => {
  await browser.close()
  await node.close()
  await site.remove()
})
t.beforeEach(() => {
  Object.assign(box, {
    user: neighbour,
    content: text,
    comments: [aComment(30, 'Primero')],
    following: false,
    full: false,
  })
})

const visit = async (path: string, signedIn = true) => {
  const context = await browser.newContext({ locale: 'es-MX', viewport: { width: 360, height: 740 } })
  if (signedIn) await context.addInitScript(() => localStorage.setItem('nodo.refresh', 'kept'))
  const seen = await watched(context)
  await seen.page.goto(base + path)
  return { ...seen, context }
}
const asked = (key: string) => node.seen.filter((call) => call.key === key).at(-1)?.body

t.test('a text is read, liked, commented on and reported, and its creator followed', async (t) => {
  const { page, errors, context } = await visit(`/c/${text.id}`)
  t.equal(await page.locator('.prose strong').textContent(), 'agua')
  t.equal(await page.getByRole('link', { name: '#agua' }).getAttribute('href'), '/catalogo?etiqueta=agua')
  await page.getByRole('button', { name: 'Me gusta' }).click()
  await page.getByRole('button', { name: 'Me gusta 2', pressed: true }).waitFor()
  await page.getByRole('button', { name: 'Seguir a Radio del Valle' }).click()
  await page.getByText('Siguiendo').waitFor()
  t.same(asked('POST /api/network/follow'), { creador_id: id(1) })

  const words = page.getByLabel('Tu comentario')
  box.full = true
  await words.fill('¡Qué bonito!')
  await page.getByRole('button', { name: 'Comentar' }).click()
  t.match(await page.getByRole('alert').textContent(), /Espera un momento/)
  t.equal(await words.inputValue(), '¡Qué bonito!', 'what was written stays')
  box.full = false
  await page.getByRole('button', { name: 'Comentar' }).click()
  await page.locator('.comment', { hasText: '¡Qué bonito!' }).waitFor()
  t.equal(await page.getByLabel('Tu comentario').inputValue(), '')
  t.equal(await page.locator('.comment').getByRole('button', { name: 'Borrar' }).count(), 1, 'only what is one’s own')
  await page.locator('.comment').getByRole('button', { name: 'Borrar' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Borrar' }).click()
  await page.locator('.comment', { hasText: '¡Qué bonito!' }).waitFor({ state: 'detached' })

  await page.getByRole('button', { name: 'Denunciar' }).click()
  const dialog = page.getByRole('dialog', { name: 'Denunciar este contenido' })
  await dialog.getByRole('button', { name: 'Enviar la denuncia' }).click()
  await dialog.getByText('Elige una opción.').waitFor()
  await dialog.getByLabel('Es engañoso').check()
  await dialog.getByRole('button', { name: 'Enviar la denuncia' }).click()
  await page.getByText('Quien administra este nodo lo va a revisar.').waitFor()
  t.same(asked('POST /api/content/:id/report'), { motivo: 'engano' })
  t.same(errors, [])
  await context.close()
})

t.test('whoever made it hides comments and hides it, and who is not signed in is led there and back', async (t) => {
  box.user = aUser()
  const owner = await visit(`/c/${text.id}`)
  await owner.page.locator('.comment').getByRole('button', { name: 'Ocultar' }).click()
  await owner.page.locator('.comment').getByRole('button', { name: 'Mostrar otra vez' }).waitFor()
  await owner.page.locator('.owner-acts').getByRole('button', { name: 'Ocultar' }).click()
  await owner.page.getByText('Está oculto: solo lo ven').waitFor()
  await owner.page.locator('.owner-acts').getByRole('button', { name: 'Borrar' }).click()
  await owner.page.getByRole('dialog').getByRole('button', { name: 'Sí, borrarlo' }).click()
  await owner.page.waitForURL(`${base}/`)
  await owner.context.close()
  const stranger = await visit(`/c/${text.id}`, false)
  const link = stranger.page.getByRole('link', { name: 'Entra para comentar' })
  t.equal(await link.getAttribute('href'), `/entrar?a=${encodeURIComponent(`/c/${text.id}`)}`)
  t.equal(await stranger.page.locator('.owner-acts').count(), 0)
  await stranger.context.close()
})
