import t from 'tap'
import { openCatalog, refused } from './opened.ts'

t.test('whoever has an account comments on what they may see, and all read it, newest first', async (t) => {
  const { box, ana, luz, eva, made, as } = await openCatalog(t)
  const id = await made(ana)
  const path = `/api/content/${id}/comments`
  const first = await as(eva).post(path, { texto: '¡Qué bonito!\nOtra.' })
  t.match(first, {
    status: 201,
    body: { contenido_id: id, texto: '¡Qué bonito!\nOtra.', autor: { id: eva.usuario.id, nombre: 'eva' }, version: 1 },
  })
  t.notOk('lamport' in first.body)
  await as(luz).post(path, { texto: 'Sí' })
  const page = (await box.call(`GET ${path}?limite=1`)).body
  t.match(page, { total: 2, datos: [{ texto: 'Sí', autor: { nombre: 'luz' } }] })
  t.match((await box.call(`GET ${path}?cursor=${page.siguiente}`)).body, {
    datos: [{ id: first.body.id }],
    siguiente: null,
  })
  t.match((await box.call(`GET /api/content/${id}`)).body, { estadisticas: { comentarios: 2 } })

  const draft = await made(ana, { estado: 'borrador' })
  t.match(await as(eva).post(`/api/content/${draft}/comments`, { texto: 'x' }), refused(404, 'contenido_no_encontrado'))
  t.equal((await as(ana).post(`/api/content/${draft}/comments`, { texto: 'nota para mí' })).status, 201)
  for (const texto of ['', ' \n ', 'x'.repeat(2_001), 'a\u0007b', '\ud800'])
    t.match(await as(eva).post(path, { texto }), refused(422, 'datos_invalidos'), JSON.stringify(texto.slice(0, 9)))
  t.equal((await as(eva).post(path, { texto: 'x'.repeat(2_000) })).status, 201)
})

t.test('a comment that is sent twice with one key is kept once', async (t) => {
  const { box, ana, eva, made, as } = await openCatalog(t)
  const path = `/api/content/${await made(ana)}/comments`
  const key = { 'idempotency-key': 'uno' }
  const sent = [await as(eva).post(path, { texto: 'Hola' }, key), await as(eva).post(path, { texto: 'Hola' }, key)]
  t.same(sent[1]?.body, sent[0]?.body)
  t.equal((await box.call(`GET ${path}`)).body.total, 1)
})

t.test("the content's creator and admins hide a comment, and what an admin does is in the audit", async (t) => {
  const { box, ana, luz, eva, admin, made, as, acts } = await openCatalog(t)
  const id = await made(ana)
  const path = `/api/content/${id}/comments`
  const { body } = await as(eva).post(path, { texto: 'insulto' })
  const one = `${path}/${body.id}`
  t.match(await as(luz).put(one, { estado: 'oculto' }), refused(403, 'sin_permiso'))
  t.match(await as(eva).put(one, { estado: 'oculto' }), refused(403, 'sin_permiso'))
  t.match(await as(ana).put(one, { estado: 'oculto' }, { 'if-match': '"7"' }), refused(412, 'precondicion_fallida'))
  t.match(await as(ana).put(one, { estado: 'oculto', version: 1 }), { status: 200, body: { estado: 'oculto' } })
  t.equal((await box.call(`GET ${path}`)).body.total, 0)
  t.equal((await as(eva).get(path)).body.total, 0)
  t.match((await as(ana).get(path)).body, { total: 1, datos: [{ estado: 'oculto' }] })
  t.same(await acts(), [], 'of what is one’s own no audit tells')

  t.match(await as(admin).put(one, { estado: 'visible' }), { status: 200, body: { estado: 'visible' } })
  t.match(await acts(), [
    { actor_id: admin.usuario.id, accion: 'comentario_mostrado', objeto: `comentarios/${body.id}` },
  ])
  const other = await made(luz)
  t.match(
    await as(luz).put(`/api/content/${other}/comments/${body.id}`, { estado: 'oculto' }),
    refused(404, 'comentario_no_encontrado'),
    'by another content than its own it is not to be reached',
  )
})

t.test('a comment is deleted by who wrote it or an admin', async (t) => {
  const { box, ana, eva, admin, made, as, acts } = await openCatalog(t)
  const path = `/api/content/${await made(ana)}/comments`
  const add = async () => `${path}/${(await as(eva).post(path, { texto: 'Hola' })).body.id}`
  const [own, other] = [await add(), await add()]
  t.match(await as(ana).remove(own), refused(403, 'sin_permiso'))
  t.equal((await as(eva).remove(own)).status, 204)
  t.match(await as(eva).remove(own), refused(404, 'comentario_no_encontrado'))
  t.equal((await as(admin).remove(other)).status, 204)
  t.match(await acts(), [{ accion: 'comentario_borrado', antes: { texto: 'Hola', usuario_id: eva.usuario.id } }])
  t.equal((await box.call(`GET ${path}`)).body.total, 0)
})
