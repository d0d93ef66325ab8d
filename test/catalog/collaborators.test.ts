import t from 'tap'
import { openCatalog, refused } from './opened.ts'

t.test(
  'whoever is proposed for a part has it once they agree, and until then it is told to the creator alone',
  async (t) => {
    const { box, ana, luz, eva, made, as } = await openCatalog(t)
    const id = await made(ana)
    const path = `/api/content/${id}/collaborators`
    const ofLuz = `${path}/${luz.usuario.id}`
    t.match(await as(luz).post(ofLuz, { rol: 'voz' }), refused(403, 'sin_permiso'))
    t.match(await as(ana).post(ofLuz, { rol: 'voz' }), {
      status: 201,
      body: { rol: 'voz', estado: 'propuesta', usuario: { id: luz.usuario.id, nombre: 'luz' } },
    })
    t.match(await as(ana).post(`${path}/${id}`, { rol: 'voz' }), refused(404, 'usuario_no_encontrado'))
    t.same((await box.call(`GET ${path}`)).body.datos, [])
    t.match((await as(ana).get(path)).body.datos, [{ estado: 'propuesta' }])
    t.same((await box.call(`GET /api/content/${id}`)).body.colaboradores, [])

    t.match(await as(eva).put(ofLuz, { estado: 'aceptada' }), refused(403, 'sin_permiso'))
    t.match(await as(ana).put(ofLuz, { estado: 'aceptada' }), refused(403, 'sin_permiso'))
    t.match(await as(luz).put(ofLuz, { estado: 'aceptada' }), { status: 200, body: { estado: 'aceptada' } })
    const part = [{ usuario: { id: luz.usuario.id, nombre: 'luz' }, rol: 'voz' }]
    t.strictSame((await box.call(`GET /api/content/${id}`)).body.colaboradores, part)
    t.strictSame((await box.call('GET /api/content/list')).body.datos[0].colaboradores, part)
    t.match(
      await as(eva).put(`${path}/${eva.usuario.id}`, { estado: 'aceptada' }),
      refused(404, 'colaboracion_no_encontrada'),
    )
  },
)

t.test("a part ends by the person, the content's creator or an admin", async (t) => {
  const { ana, luz, eva, admin, made, as } = await openCatalog(t)
  const path = `/api/content/${await made(ana, { estado: 'borrador' })}/collaborators/${luz.usuario.id}`
  for (const who of [luz, ana, admin]) {
    await as(ana).post(path, { rol: 'guion' })
    t.equal((await as(luz).put(path, { estado: 'aceptada' })).status, 200, 'of a draft too')
    t.match(await as(eva).remove(path), refused(404, 'contenido_no_encontrado'))
    t.equal((await as(who).remove(path)).status, 204)
    t.match(await as(who).remove(path), refused(404, 'colaboracion_no_encontrada'))
  }
})
