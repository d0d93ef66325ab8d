import t from 'tap'
import { mainChannelId } from '../../src/model/canal.ts'
import { list } from '../contract/acts.ts'
import { programme } from '../contract/programmes.ts'
import { openCatalog, refused } from './opened.ts'

type Open = Awaited<ReturnType<typeof openCatalog>>
const asking =
  ({ box }: Open) =>
  async (q: string, more = '') =>
    (await box.call(`GET /api/search?q=${encodeURIComponent(q)}${more}`)).body
const texts = ({ sugerencias }: { sugerencias: { texto: string }[] }) => sugerencias.map(({ texto }) => texto)

t.test('one question finds contents, people, public lists and programmes, whatever the accents', async (t) => {
  const open = await openCatalog(t)
  const { box, ana, luz, eva, made } = open
  await made(ana, { titulo: 'La canción del río', cuerpo: 'Largo', tipo: 'texto' })
  await made(luz, { titulo: 'Otra canción', estado: 'oculto' })
  await box.storage.accounts.changeProfile(luz.usuario.id, { nombre: 'Luz Canción', region: 'MX-OAX' })
  await box.storage.accounts.changeProfile(eva.usuario.id, { nombre: 'Eva Canción' })
  const given = { nombre: 'CANCIONES', descripcion: 'De la sierra' }
  await box.storage.lists.create(list(ana.usuario.id, { ...given, publica: true }))
  await box.storage.lists.create(list(ana.usuario.id, given))
  await box.storage.programmes.add(programme(mainChannelId, { titulo: 'Hora de la cancion' }))

  const found = await asking(open)('cancion')
  t.match(found, {
    contenidos: { datos: [{ titulo: 'La canción del río' }], siguiente: null, total: 1 },
    personas: [{ id: luz.usuario.id, nombre: 'Luz Canción', region: 'MX-OAX', imagen: null }],
    listas: [{ usuario_id: ana.usuario.id, nombre: 'CANCIONES', cuantos: 0 }],
    programas: [{ canal_id: mainChannelId, titulo: 'Hora de la cancion', dia: String, desde: '20:00' }],
  })
  for (const kind of ['personas', 'listas', 'programas']) t.equal(found[kind].length, 1, kind)
  t.notOk('cuerpo' in found.contenidos.datos[0], 'bodies of texts are not for lists')
  t.notOk('email' in found.personas[0])
  t.same(await asking(open)('CANCIÓN'), found)
  const nothing = {
    contenidos: { datos: [], siguiente: null, total: 0 },
    personas: [],
    listas: [],
    programas: [],
    subtitulos: [],
  }
  t.match(await asking(open)('¿…?'), { ...nothing, sugerencias: [] })
  t.match(await asking(open)('  '), { ...nothing, sugerencias: [] })
})

t.test('contents go on in the list, with the same words', async (t) => {
  const open = await openCatalog(t)
  for (let n = 0; n < 3; n++) await open.made(open.ana, { titulo: `son ${n}`, orden_nodo_ms: n })
  const { contenidos } = await asking(open)('son', '&limite=2')
  const { body } = await open.box.call(`GET /api/content/list?q=son&cursor=${contenidos.siguiente}`)
  const titles = [...contenidos.datos, ...body.datos].map(({ titulo }: { titulo: string }) => titulo)
  t.same(titles, ['son 2', 'son 1', 'son 0'])
})

t.test('suggestions go on from what is written: what most contents name first, then titles', async (t) => {
  const open = await openCatalog(t)
  const { ana, made } = open
  await made(ana, { titulo: 'Jardín de voces', etiquetas: ['jarana', 'Son Jarocho'] })
  await made(ana, { titulo: 'Son Jarocho', etiquetas: ['Son Jarocho'], categoria: 'jarabes' })
  await made(ana, { titulo: 'Jacarandas', estado: 'oculto', etiquetas: ['jabalí'] })
  await made(ana, { titulo: 'Jazmín', estado: 'borrador', categoria: 'jazz' })
  t.same((await asking(open)('JÁ')).sugerencias, [
    { texto: 'Son Jarocho', tipo: 'etiqueta', cuantos: 2 },
    { texto: 'jarabes', tipo: 'categoria', cuantos: 1 },
    { texto: 'jarana', tipo: 'etiqueta', cuantos: 1 },
    { texto: 'Jardín de voces', tipo: 'titulo', cuantos: 1 },
  ])
  t.same(texts(await asking(open)('son jar')), ['Son Jarocho'])
  t.same(texts(await asking(open)('ja', '&limite=2')), ['Son Jarocho', 'Jardín de voces'])
  t.same(texts(await asking(open)('arana')), [])
  for (const { texto, tipo } of (await asking(open)('ja')).sugerencias) {
    const asked = new URLSearchParams({ [tipo === 'titulo' ? 'q' : tipo]: texto })
    t.ok((await open.box.call(`GET /api/content/list?${asked}`)).body.total > 0, `${texto} finds something`)
  }
})

t.test('a question says what it looks for', async (t) => {
  const { box } = await openCatalog(t)
  for (const query of ['', '?q=', '?q=a&limite=0', '?q=a&limite=51', `?q=${'a'.repeat(201)}`, '?q=a&otra=1'])
    t.match(await box.call(`GET /api/search${query}`), refused(422, 'datos_invalidos'), query)
})
