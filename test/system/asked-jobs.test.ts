import t from 'tap'
import { openCatalog, refused } from '../catalog/opened.ts'
import { job } from '../contract/records.ts'

t.test('admins see every job of the box, in words, the newest first; nobody else does', async (t) => {
  const { box, ana, admin, made, as } = await openCatalog(t)
  const content = await made(ana)
  const given = { pedido_por: ana.usuario.id }
  const done = job(content, { ...given, estado: 'hecho', progreso: 1 })
  const failed = job(content, { ...given, estado: 'fallido', error: 'medio_ilegible' })
  for (const one of [done, failed]) await box.storage.jobs.enqueue(one)
  const { status, body } = await as(admin).get('/api/system/jobs')
  t.equal(status, 200)
  t.match(body, {
    datos: [
      { id: failed.id, estado: 'fallido', error: /\s/ },
      { id: done.id, error: null },
    ],
    siguiente: null,
  })
  t.notOk('arriendo' in body.datos[0])
  const first = (await as(admin).get('/api/system/jobs?limite=1')).body
  t.match((await as(admin).get(`/api/system/jobs?limite=1&cursor=${first.siguiente}`)).body.datos, [{ id: done.id }])
  t.match((await as(admin).get('/api/system/jobs?estado=hecho')).body.datos, { length: 1, 0: { id: done.id } })
  t.match(await as(admin).get('/api/system/jobs?estado=otro'), refused(422, 'datos_invalidos'))
  t.match(await as(ana).get('/api/system/jobs'), refused(403, 'sin_permiso'))
  t.match(await box.call('GET /api/system/jobs'), { status: 401 })
})
