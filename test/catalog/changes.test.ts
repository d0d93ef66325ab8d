import t from 'tap'
import { openCatalog, refused } from './opened.ts'

t.test('its creator and admins change what is said of a content, over the version that was read', async (t) => {
  const { ana, luz, eva, admin, made, as, acts } = await openCatalog(t)
  const path = `/api/content/${await made(ana, { titulo: 'Uno' })}`
  const words = {
    titulo: 'Dos',
    descripcion: 'Del río',
    categoria: 'musica',
    etiquetas: ['son'],
    region: 'MX-VER',
    idioma: 'nah',
    licencia: 'CC BY-SA 4.0',
    autor: 'Don Fidel',
    metadatos_enriquecidos: { tema_social: ['agua'], locacion: 'Tlacotalpan', ritmo: 7 },
  }
  t.match(await as(luz).put(path, { titulo: 'x' }), refused(403, 'sin_permiso'))
  t.match(await as(eva).put(path, { titulo: 'x' }), refused(403, 'sin_permiso'))
  t.match(await as(ana).put(path, words, { 'if-match': '"1"' }), { status: 200, body: { ...words, version: 2 } })
  t.match(await as(ana).put(path, { titulo: 'x' }, { 'if-match': '"1"' }), refused(412, 'precondicion_fallida'))
  t.match(await as(ana).put(path, { titulo: 'x', version: 1 }), refused(409, 'version_distinta'))
  t.match(await as(ana).put(path, { categoria: null, autor: null }), {
    body: { categoria: null, autor: null, version: 3 },
  })
  t.match(await as(ana).put(path, {}), { status: 200, body: { version: 3 } })
  t.same(await acts(), [])
  t.match(await as(admin).put(path, { titulo: 'Tres' }), { status: 200, body: { titulo: 'Tres' } })
  t.match(await acts(), [
    { actor_id: admin.usuario.id, accion: 'contenido_cambiado', antes: { titulo: 'Dos' }, despues: { titulo: 'Tres' } },
  ])
  for (const wrong of [
    { titulo: ' ' },
    { idioma: 'castellano de aquí' },
    { etiquetas: ['a', 'a'] },
    { estado: 'error' },
    { precio: null },
    { metadatos_enriquecidos: { 'a b': 1 } },
    { metadatos_enriquecidos: { hondo: { mas: 1 } } },
    { cuerpo: 'solo un texto lo tiene' },
  ])
    t.match(await as(ana).put(path, wrong), refused(422, 'datos_invalidos'), JSON.stringify(wrong))
})

t.test('a content is shown, hidden and taken back to a draft, and what is first shown is news', async (t) => {
  const { box, ana, made, as } = await openCatalog(t)
  await made(ana, { titulo: 'vieja', orden_nodo_ms: 5 })
  const path = `/api/content/${await made(ana, { titulo: 'nueva', estado: 'borrador', fecha_publicacion: null, orden_nodo_ms: 1 })}`
  const listed = async () =>
    (await box.call('GET /api/content/list')).body.datos.map(({ titulo }: { titulo: string }) => titulo)
  const to = async (estado: string) => (await as(ana).put(path, { estado })).body
  t.match(await to('publicado'), { estado: 'publicado', fecha_publicacion: box.clock.wall() })
  t.same(await listed(), ['nueva', 'vieja'])
  const { fecha_publicacion, orden_nodo_ms } = (await as(ana).get(path)).body
  box.clock.advance(1_000)
  t.match(await to('oculto'), { estado: 'oculto', oculto_por: ana.usuario.id })
  t.same(await listed(), ['vieja'])
  t.equal((await box.call(`GET ${path}`)).status, 404)
  t.match(await to('borrador'), { estado: 'borrador', oculto_por: null })
  t.match(await to('publicado'), { fecha_publicacion, orden_nodo_ms }, 'only the first time counts')
  for (const estado of ['procesando', 'error'] as const) {
    const other = `/api/content/${await made(ana, { estado })}`
    t.match(await as(ana).put(other, { estado: 'publicado' }), refused(409, 'estado_no_permitido'), estado)
  }
})

t.test('the content of a live follows the live: no draft becomes public before its encoder comes', async (t) => {
  const { box, ana, admin, as } = await openCatalog(t)
  const { body } = await as(ana).post('/api/live/start', { titulo: 'Mañanas' })
  const [live, path] = [body.transmision.id, `/api/content/${body.contenido.id}`]
  t.match(await as(ana).put(path, { estado: 'publicado' }), refused(409, 'estado_no_permitido'))
  await box.storage.lives.goLive(live, box.clock.wall())
  t.match(await as(ana).put(path, { estado: 'borrador' }), refused(409, 'estado_no_permitido'))
  t.match(await as(admin).put(path, { creador_id: admin.usuario.id }), refused(409, 'contenido_en_vivo'))
  t.match(await as(ana).put(path, { titulo: 'Tardes', idioma: 'es' }), { body: { titulo: 'Tardes', idioma: 'es' } })
  t.match(await as(ana).get(`/api/live/${live}`), { body: { titulo: 'Tardes' } })
  t.equal((await as(admin).put(path, { estado: 'oculto' })).status, 200, 'who runs the box may hide it while it is on')
})

t.test("an admin puts a content in an artist's name, and its creator cannot give it away", async (t) => {
  const { ana, luz, admin, made, as } = await openCatalog(t)
  const id = await made(ana)
  const path = `/api/content/${id}`
  t.match(await as(ana).put(path, { creador_id: luz.usuario.id }), refused(403, 'sin_permiso'))
  t.equal((await as(ana).put(path, { creador_id: ana.usuario.id })).status, 200)
  t.match(await as(admin).put(path, { creador_id: id }), refused(404, 'usuario_no_encontrado'))
  t.match(await as(admin).put(path, { creador_id: luz.usuario.id }), {
    status: 200,
    body: { creador_id: luz.usuario.id, creador: { nombre: 'luz' }, subido_por: ana.usuario.id },
  })
  t.equal((await as(luz).put(path, { titulo: 'Mío' })).status, 200)
})

t.test('what an admin deletes of another is in the audit', async (t) => {
  const { ana, admin, made, as, acts } = await openCatalog(t)
  const [own, other] = [await made(ana), await made(ana, { titulo: 'Se va' })]
  t.equal((await as(ana).remove(`/api/content/${own}`)).status, 204)
  t.same(await acts(), [])
  t.equal((await as(admin).remove(`/api/content/${other}`)).status, 204)
  t.match(await acts(), [{ accion: 'contenido_borrado', objeto: `contenidos/${other}`, antes: { titulo: 'Se va' } }])
})
