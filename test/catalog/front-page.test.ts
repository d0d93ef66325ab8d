import t from 'tap'
import { follow, play, views } from '../contract/acts.ts'
import { projected } from '../contract/projections.ts'
import { openCatalog, refused } from './opened.ts'

type Body = Record<string, { titulo: string }[]>
const titles = (body: Body, row: string) => body[row]?.map(({ titulo }) => titulo)

t.test(
  'the front page tells what is on the air, new and much seen, and of a region where one is asked for',
  async (t) => {
    const { box, ana, luz, made, as } = await openCatalog(t)
    await made(ana, { titulo: 'vieja', region: 'MX-OAX', orden_nodo_ms: 1 })
    const seen = await made(luz, { titulo: 'vista', region: 'CO-CAU', orden_nodo_ms: 2 })
    await made(luz, { titulo: 'secreta', region: 'MX-OAX', estado: 'oculto', orden_nodo_ms: 3 })
    const { body: live } = await as(ana).post('/api/live/start', { titulo: 'Mañanas' })
    await as(ana).post('/api/live/start', { titulo: 'Aún no' })
    await box.storage.lives.goLive(live.transmision.id, box.clock.wall())
    await box.storage.views.add(views(seen, 4))
    await projected(box.storage)

    const { status, body } = await box.call('GET /api/content/home')
    t.equal(status, 200)
    t.match(body, { region: null, continuar: [], siguiendo: [], de_la_region: [] })
    t.same(titles(body, 'en_vivo'), ['Mañanas'])
    t.match(body.en_vivo[0], { transmision_id: live.transmision.id, url_hls: String })
    t.same(titles(body, 'recientes'), ['Mañanas', 'vista', 'vieja'])
    t.same(titles(body, 'populares')?.[0], 'vista')
    t.match(body.populares[0], { estadisticas: { vistas: 4 } })
    t.notOk('cuerpo' in body.recientes[0], 'bodies of texts are not for lists')

    const ofRegion = await box.call('GET /api/content/home?region=MX-OAX')
    t.match(ofRegion.body, { region: 'MX-OAX' })
    t.same(titles(ofRegion.body, 'de_la_region'), ['vieja'])
    t.match(await box.call('GET /api/content/home?region='), refused(422, 'datos_invalidos'))
  },
)

t.test('an account also meets what it follows, what it left half-way, and its own region', async (t) => {
  const { box, ana, luz, eva, made, as } = await openCatalog(t)
  await as(eva).put(`/api/users/${eva.usuario.id}`, { region: 'CO-CAU' })
  const half = await made(luz, { titulo: 'a medias', duracion_ms: 60_000, region: 'CO-CAU' })
  const hidden = await made(luz, { titulo: 'ya no', duracion_ms: 60_000 })
  const followed = await made(ana, { titulo: 'de quien sigo' })
  await box.storage.follows.follow(follow(eva.usuario.id, ana.usuario.id))
  for (const id of [half, hidden])
    await box.storage.history.record([play(eva.usuario.id, id, { posicion_ms: 20_000, vista_ms: 20_000 })])
  await box.storage.contents.change(hidden, { estado: 'oculto' })
  await projected(box.storage)

  const { body } = await as(eva).get('/api/content/home')
  t.equal(body.region, 'CO-CAU')
  t.same(titles(body, 'de_la_region'), ['a medias'])
  t.same(titles(body, 'siguiendo'), ['de quien sigo'])
  t.equal(body.siguiendo[0].id, followed)
  t.match(body.continuar, [{ contenido: { id: half }, posicion_ms: 20_000 }])
  t.equal(body.continuar.length, 1, 'what was hidden meanwhile is not there')
  t.match((await as(luz).get('/api/content/home')).body, { continuar: [], siguiendo: [] })
})
