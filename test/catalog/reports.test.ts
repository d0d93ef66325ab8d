import t from 'tap'
import { openCatalog, refused } from './opened.ts'

t.test('a report waits for an admin, who decides all on a content at once, and the audit tells it', async (t) => {
  const { ana, luz, eva, admin, made, as, acts } = await openCatalog(t)
  const id = await made(ana, { titulo: 'Ajena' })
  const report = `/api/content/${id}/report`
  const queue = '/api/reports/content'
  const sent = await as(eva).post(report, { motivo: 'derechos', texto: 'la música es mía' })
  t.match(sent, { status: 201, body: { contenido_id: id, motivo: 'derechos', estado: 'pendiente' } })
  t.notOk('usuario_id' in sent.body || 'decidida_por' in sent.body)
  await as(luz).post(report, { motivo: 'otro' })
  t.equal((await as(eva).post(report, { motivo: 'odio' })).body.id, sent.body.id, 'again is the same one, said anew')
  t.match(await as(eva).post(report, { motivo: 'envidia' }), refused(422, 'datos_invalidos'))

  t.match(await as(luz).get(queue), refused(403, 'sin_permiso'))
  t.match((await as(admin).get(queue)).body, {
    total: 2,
    datos: [
      { motivo: 'odio', usuario: { nombre: 'eva' }, contenido: { id, titulo: 'Ajena', estado: 'publicado' } },
      { usuario: { nombre: 'luz' } },
    ],
  })
  const decision = { contenido_id: id, estado: 'atendida', decision: 'no tenía permiso', ocultar: true }
  const decided = await as(admin).put(queue, decision)
  t.match(decided, { status: 200, body: { datos: [{ estado: 'atendida', decidida_por: admin.usuario.id }, {}] } })
  t.equal((await as(admin).get(queue)).body.total, 0)
  t.equal((await as(admin).get(`${queue}?estado=atendida`)).body.total, 2)
  t.match(await acts(), [
    {
      actor_id: admin.usuario.id,
      accion: 'denuncias_decididas',
      objeto: `contenidos/${id}`,
      antes: { estado: 'publicado' },
      despues: { estado: 'oculto', denuncias: 'atendida', decididas: 2 },
    },
  ])
  t.match(
    await as(admin).put(queue, { ...decision, contenido_id: ana.usuario.id }),
    refused(404, 'contenido_no_encontrado'),
  )
})

t.test('what an admin hid its creator cannot show again, and is told of', async (t) => {
  const { box, ana, eva, admin, made, as } = await openCatalog(t)
  const id = await made(ana)
  await as(eva).post(`/api/content/${id}/report`, { motivo: 'privacidad' })
  await as(admin).put('/api/reports/content', { contenido_id: id, estado: 'atendida', ocultar: true })
  t.equal((await box.call(`GET /api/content/${id}`)).status, 404)
  const told = (await box.storage.notices.page(ana.usuario.id, 10)).rows.filter(({ tipo }) => tipo === 'moderacion')
  t.match(told, [{ datos: { contenido_id: id, accion: 'ocultar' } }])

  const path = `/api/content/${id}`
  t.match((await as(ana).get(path)).body, { estado: 'oculto', oculto_por: admin.usuario.id })
  for (const estado of ['publicado', 'borrador'])
    t.match(await as(ana).put(path, { estado }), refused(403, 'contenido_moderado'))
  t.match(await as(ana).put(path, { titulo: 'Corregido' }), { status: 200, body: { estado: 'oculto' } })
  t.match(await as(admin).put(path, { estado: 'publicado' }), { status: 200, body: { oculto_por: null } })
  t.equal((await as(ana).put(path, { estado: 'oculto' })).status, 200)
  t.equal((await as(ana).put(path, { estado: 'publicado' })).status, 200)
})
