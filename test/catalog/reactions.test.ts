import t from 'tap'
import { openCatalog, refused } from './opened.ts'

t.test('a person feels one thing about a content at a time, and saying it twice is once', async (t) => {
  const { box, ana, luz, eva, made, as } = await openCatalog(t)
  const id = await made(ana)
  const like = `/api/content/${id}/like`
  const one = { status: 200, body: { me_gusta: 1, mio: true, tipo: 'me_gusta', por_tipo: { me_gusta: 1 } } }
  t.match(await as(eva).post(like, {}), one)
  t.match(await as(eva).post(like, { activo: true }), one)
  t.match(await as(luz).post(like, { tipo: 'aplauso' }), {
    body: { me_gusta: 2, por_tipo: { me_gusta: 1, aplauso: 1 } },
  })
  t.strictSame((await as(eva).post(like, { tipo: 'aplauso' })).body, {
    me_gusta: 2,
    mio: true,
    tipo: 'aplauso',
    por_tipo: { aplauso: 2 },
  })

  const read = `/api/content/${id}`
  t.match((await as(eva).get(read)).body, { mio: 'aplauso', estadisticas: { me_gusta: 2 } })
  t.match((await as(ana).get(read)).body, { mio: null, estadisticas: { me_gusta: 2 } })
  t.match((await box.call(`GET ${read}`)).body, { mio: null })
  const list = '/api/content/list'
  t.match((await as(luz).get(list)).body.datos, [{ id, mio: 'aplauso', estadisticas: { me_gusta: 2 } }])

  const none = { status: 200, body: { me_gusta: 1, mio: false, tipo: null } }
  t.match(await as(eva).post(like, { activo: false }), none)
  t.match(await as(eva).post(like, { activo: false }), none)
  t.match((await as(eva).get(read)).body, { mio: null })
  t.match(await as(eva).post(like, { tipo: 'odio' }), refused(422, 'datos_invalidos'))
  t.match(await box.call(`POST ${like}`, { body: {} }), refused(401, 'sin_credenciales'))
  t.match(
    await as(eva).post(`/api/content/${await made(ana, { estado: 'oculto' })}/like`, {}),
    refused(404, 'contenido_no_encontrado'),
  )
})
