import t, { type Test } from 'tap'
import { play } from '../contract/acts.ts'
import { content } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

const open = async (t: Test) => {
  const box = await openBox(t)
  const [ana, luz] = [await box.person('creador', 'ana'), await box.person('espectador', 'luz')]
  const made = ['Uno', 'Dos', 'Tres'].map((titulo) => content(ana.usuario.id, { estado: 'publicado', titulo }))
  const hidden = content(ana.usuario.id, { estado: 'oculto', titulo: 'Guardada' })
  await box.storage.contents.createMany([...made, hidden])
  const [one, two, three] = made.map(({ id }) => id) as [string, string, string]
  const lists = `/api/users/${luz.usuario.id}/lists`
  const begin = async (body: object = {}) =>
    (await box.call(`POST ${lists}`, { token: luz.token, body: { nombre: 'Para el domingo', ...body } })).body
  const put = (id: string, body: object, token = luz.token, headers = {}) =>
    box.call(`PUT ${lists}/${id}`, { token, body, headers })
  return { ...box, ana, luz, one, two, three, hidden, lists, begin, put }
}
const titles = ({ contenidos }: { contenidos: { contenido: { titulo: string } | null }[] }) =>
  contenidos.map(({ contenido }) => contenido?.titulo ?? null)

t.test('contents are put into a list, taken out and ordered', async (t) => {
  const { call, luz, one, two, three, lists, begin, put } = await open(t)
  const { id } = await begin()
  t.same(titles((await put(id, { agregar: [one, two, three] })).body), ['Uno', 'Dos', 'Tres'])
  t.same(titles((await put(id, { quitar: [two], agregar: [one] })).body), ['Uno', 'Tres'])
  const { body } = await put(id, { ordenar: [three, one], nombre: 'Otra' })
  t.same(titles(body), ['Tres', 'Uno'])
  t.match(body, { nombre: 'Otra', version: 4, usuario_id: luz.usuario.id })
  t.match(await call(`GET ${lists}`, { token: luz.token }), { body: { datos: [{ id, cuantos: 2 }], siguiente: null } })
  t.equal((await call(`DELETE ${lists}/${id}`, { token: luz.token })).status, 204)
  t.equal((await call(`GET ${lists}/${id}`, { token: luz.token })).status, 404)
})

t.test('an order over an older version is refused, putting in is not', async (t) => {
  const { one, two, begin, put } = await open(t)
  const { id } = await begin()
  await put(id, { agregar: [one] })
  t.equal((await put(id, { ordenar: [one] }, undefined, { 'if-match': '"1"' })).status, 412)
  t.equal((await put(id, { agregar: [two] }, undefined, { 'if-match': '"1"' })).status, 200)
})

t.test('a private list is there for its person alone, a public one for all to read', async (t) => {
  const { call, ana, luz, one, lists, begin, put } = await open(t)
  const [mine, open_] = [await begin(), await begin({ publica: true })]
  for (const { id } of [mine, open_]) await put(id, { agregar: [one] })
  const read = async (id: string, token?: string) =>
    (await call(`GET ${lists}/${id}`, token === undefined ? {} : { token })).status
  t.same(await Promise.all([read(mine.id), read(mine.id, ana.token), read(mine.id, luz.token)]), [404, 404, 200])
  t.equal(await read(open_.id), 200)
  t.equal((await put(open_.id, { nombre: 'Mía' }, ana.token)).status, 403)
  t.equal((await put(mine.id, { nombre: 'Mía' }, ana.token)).status, 404)
  t.match(await call(`GET ${lists}`), { body: { datos: [{ id: open_.id }] } })
})

t.test('whom a list is shared with may do what they were let, and no longer once it is over', async (t) => {
  const { call, ana, luz, one, lists, begin, put } = await open(t)
  const { id } = await begin()
  const share = (permiso: string) =>
    call(`POST ${lists}/${id}/collaborators`, { token: luz.token, body: { usuario_id: ana.usuario.id, permiso } })
  t.match(await share('ver'), { status: 200, body: { colaboradores: [{ permiso: 'ver' }] } })
  t.equal((await put(id, { agregar: [one] }, ana.token)).status, 403)
  await share('editar')
  t.equal((await put(id, { agregar: [one] }, ana.token)).status, 200)
  t.equal((await call(`DELETE ${lists}/${id}`, { token: ana.token })).status, 403)
  const shared = await call(`GET /api/users/${ana.usuario.id}/lists?compartidas=true`, { token: ana.token })
  t.match(shared, { body: { datos: [{ id }] } })
  await call(`DELETE ${lists}/${id}/collaborators/${ana.usuario.id}`, { token: luz.token })
  t.equal((await put(id, { quitar: [one] }, ana.token)).status, 404)
})

t.test('what one may not see is not put in, and of what was hidden since only that it is there', async (t) => {
  const { one, hidden, storage, begin, put, call, lists, luz } = await open(t)
  const { id } = await begin()
  t.match(await put(id, { agregar: [hidden.id] }), {
    status: 404,
    body: { error: { codigo: 'contenido_no_encontrado' } },
  })
  await put(id, { agregar: [one] })
  await storage.contents.change(one, { estado: 'oculto' })
  t.same(titles((await call(`GET ${lists}/${id}`, { token: luz.token })).body), [null])
})

t.test('a list holds five hundred contents and says so', async (t) => {
  const { storage, ana, begin, put } = await open(t)
  const many = Array.from({ length: 501 }, () => content(ana.usuario.id, { estado: 'publicado' }))
  await storage.contents.createMany(many)
  const { id } = await begin()
  const ids = many.map((one) => one.id)
  t.equal((await put(id, { agregar: ids.slice(0, 500) })).status, 200)
  t.match(await put(id, { agregar: ids.slice(500) }), { status: 422, body: { error: { codigo: 'lista_llena' } } })
})

t.test('a list is a playlist for other players', async (t) => {
  const { call, storage, ana, lists, begin, put, luz, base } = await open(t)
  const heard = content(ana.usuario.id, {
    estado: 'publicado',
    titulo: 'Con\nsalto',
    duracion_ms: 61_400,
    medios: [
      {
        formato: 'mp4',
        codecs: '',
        ancho: 1,
        alto: 1,
        bitrate: 1,
        tamano_bytes: 1,
        sha256: null,
        url: '/media/x/descarga.mp4',
      },
    ],
  })
  await storage.contents.createMany([heard])
  const { id } = await begin()
  await put(id, { agregar: [heard.id] })
  const answer = await call(`GET ${lists}/${id}?formato=m3u8`, { token: luz.token })
  t.match(answer.headers.get('content-type'), 'audio/x-mpegurl')
  t.equal(answer.body, `#EXTM3U\n#PLAYLIST:Para el domingo\n#EXTINF:61,ana - Con salto\n${base}/media/x/descarga.mp4\n`)
})

t.test('a history holds what was seen, liked and said, and can be forgotten', async (t) => {
  const { call, storage, luz, one, two, clock } = await open(t)
  await storage.history.record([
    play(luz.usuario.id, one, { posicion_ms: 4_000 }),
    play(luz.usuario.id, two, { dispositivo: 'tele' }),
  ])
  const history = `/api/users/${luz.usuario.id}/history`
  const read = (query = '') => call(`GET ${history}${query}`, { token: luz.token })
  const { body } = await read()
  t.match(body.datos, [
    { contenido_id: two, contenido: { titulo: 'Dos' }, dispositivo: 'tele', reaccion: null },
    { contenido_id: one, posicion_ms: 4_000 },
  ])
  t.equal(body.total, 2)
  t.match(await read('?limite=1&sin_terminar=true'), { body: { datos: [{ contenido_id: two }], siguiente: String } })
  const mine = { usuario_id: luz.usuario.id, fecha: clock.wall(), nodo_id: luz.usuario.nodo_id, version: 1, lamport: 0 }
  await storage.reactions.set({ ...mine, id: one, contenido_id: one, tipo: 'aplauso', activo: true })
  t.match(await read('?tipo=me_gusta'), { body: { datos: [{ contenido_id: one, reaccion: 'aplauso', veces: null }] } })

  t.equal((await call(`DELETE ${history}/${one}`, { token: luz.token })).status, 204)
  t.match(await read(), { body: { total: 1 } })
  t.equal((await call(`DELETE ${history}`, { token: luz.token })).status, 204)
  t.match(await read(), { body: { datos: [] } })
})
