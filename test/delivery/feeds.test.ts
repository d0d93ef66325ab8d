import { join } from 'node:path'
import fastify from 'fastify'
import t from 'tap'
import { createFeeds } from '../../src/delivery/feeds.ts'
import { answerFailure } from '../../src/http/failure.ts'
import { launch } from '../browser/browser.ts'
import { list } from '../contract/acts.ts'
import { at, content, live } from '../contract/records.ts'
import { ffmpeg } from '../packaging/real-media.ts'
import { openUploads } from '../packaging/upload-world.ts'

/** The namespaces as their publishers write them. */
const itunes = 'http://www.itunes.com/dtds/podcast-1.0.dtd'
const podcast = 'https://podcastindex.org/namespace/1.0'
const atom = 'http://www.w3.org/2005/Atom'

const uploads = await openUploads(t)
const { storage, creator } = uploads
const app = fastify()
app.setErrorHandler(answerFailure)
await app.register(createFeeds({ ...storage, nodoId: storage.identity.nodoId, name: 'Radio Jacaranda' }))
t.teardown(() => app.close())
const browser = await launch()
t.teardown(() => browser.close())
const page = await browser.newPage()

const song = join(t.testdir(), 'song.mp3')
await ffmpeg('-f', 'lavfi', '-i', 'sine', '-t', '9', '-c:a', 'libmp3lame', song)
const published = { estado: 'publicado', fecha_publicacion: at } as const
const heard = await uploads.prepared(song, { tipo: 'audio', categoria: 'musica', idioma: 'es', ...published })
await storage.contents.change(heard.id, {
  titulo: 'Fandango <en> vivo & más \u0007',
  miniatura: `/media/${heard.id}/miniatura.jpg`,
  subtitulos: [{ idioma: 'es', url: `/media/${heard.id}/subtitulos-es.vtt` }],
})
const text = content(creator.id, { tipo: 'texto', titulo: 'Solo palabras', ...published })
const draft = content(creator.id, { tipo: 'audio', titulo: 'A medias', estado: 'borrador' })
await storage.contents.createMany([text, draft])

const get = (of: string, headers: Record<string, string> = {}) =>
  app.inject({ url: `/feeds/${of}.xml`, headers: { host: 'nodo.local:8080', ...headers } })

interface Element {
  name: string
  namespace: string | null
  attributes: Record<string, string>
  text: string
  children: Element[]
}
/** Read by a browser, which refuses what is no well-formed XML or names no namespace. */
const read = async (xml: string): Promise<Element> =>
  page.evaluate((xml) => {
    const document = new DOMParser().parseFromString(xml, 'application/xml')
    const broken = document.querySelector('parsererror')
    if (broken) throw new Error(broken.textContent ?? '')
    type Node = { name: string; namespace: string | null; attributes: Record<string, string>; text: string; children: Node[] } // biome-ignore format: one line
    const of = (one: globalThis.Element): Node => ({
      name: one.localName,
      namespace: one.namespaceURI,
      attributes: Object.fromEntries([...one.attributes].map(({ name, value }) => [name, value])),
      text: one.textContent ?? '',
      children: [...one.children].map(of),
    })
    return of(document.documentElement)
  }, xml)
const all = (of: Element | undefined, name: string, namespace: string | null = null): Element[] =>
  of?.children.filter((one) => one.name === name && one.namespace === namespace) ?? []
const one = (of: Element | undefined, name: string, namespace: string | null = null): Element | undefined =>
  all(of, name, namespace)[0]
const channelOf = async (xml: string) => one(await read(xml), 'channel')

t.test('a podcast of a creator has what RSS 2.0 and the directories ask for', async (t) => {
  const { statusCode, headers, body } = await get(creator.id)
  t.equal(statusCode, 200)
  t.match(headers, { 'content-type': 'application/rss+xml; charset=utf-8', 'access-control-allow-origin': '*' })
  t.match(await read(body), { name: 'rss', attributes: { version: '2.0' } })
  const channel = await channelOf(body)
  for (const name of ['title', 'link', 'description', 'language', 'lastBuildDate'])
    t.ok(one(channel, name)?.text, `${name} is said`)
  t.match(one(channel, 'link', atom), {
    attributes: { href: `http://nodo.local:8080/feeds/${creator.id}.xml`, rel: 'self', type: 'application/rss+xml' },
  })
  t.match(one(channel, 'category', itunes), { attributes: { text: 'Society & Culture' } })
  t.equal(one(channel, 'explicit', itunes)?.text, 'false')
  t.match(one(channel, 'image', itunes)?.attributes.href, /^http:\/\/nodo\.local:8080\/media\/.+\.jpg$/)
  t.match(one(channel, 'guid', podcast)?.text, /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  t.equal(one(channel, 'liveItem', podcast), undefined)

  const items = all(channel, 'item')
  t.equal(items.length, 1, 'what is no sound and what is not published is in no podcast')
  const [item] = items
  t.equal(one(item, 'title')?.text, 'Fandango <en> vivo & más ')
  t.match(one(item, 'guid'), { text: heard.id, attributes: { isPermaLink: 'false' } })
  t.equal(one(item, 'pubDate')?.text, 'Thu, 24 Dec 2026 20:00:00 GMT')
  t.equal(one(item, 'duration', itunes)?.text, '9')
  const original = heard.medios.find(({ formato }) => formato === 'original')
  t.match(one(item, 'enclosure')?.attributes, {
    url: `http://nodo.local:8080${original?.url}`,
    type: 'audio/mpeg',
    length: String(original?.tamano_bytes),
  })
  t.match(one(item, 'transcript', podcast)?.attributes, { type: 'text/vtt', language: 'es', url: /^http:/ })
})

t.test('what is on the air stands in it while it is, under the name that its recording keeps', async (t) => {
  const given = content(creator.id, { categoria: 'musica' })
  const onAir = live(given, { categoria: 'musica' })
  await storage.lives.create(onAir, given)
  t.equal(one(await channelOf((await get(creator.id)).body), 'liveItem', podcast), undefined, 'it is only prepared')
  await storage.lives.goLive(onAir.id, at)
  for (const whose of [creator.id, 'musica']) {
    const item = one(await channelOf((await get(whose)).body), 'liveItem', podcast)
    t.match(item?.attributes, { status: 'live', start: '2026-12-24T20:00:00.000Z' })
    t.equal(one(item, 'guid')?.text, given.id)
    t.match(one(item, 'enclosure')?.attributes, {
      url: `http://nodo.local:8080/hls/${onAir.id}/audio.m3u8`,
      type: 'application/vnd.apple.mpegurl',
    })
    t.match(one(item, 'contentLink', podcast)?.attributes.href, `http://nodo.local:8080/v/${onAir.codigo}`)
  }
  t.equal(one(await channelOf((await get('noticias')).body), 'liveItem', podcast), undefined)
  await storage.lives.finish(onAir.id, at, { duracion_ms: 0, espectadores_max: 0 })
  t.equal(one(await channelOf((await get(creator.id)).body), 'liveItem', podcast), undefined)
})

t.test('a category and a public list are podcasts too, a private list is not there', async (t) => {
  const titles = async (of: string) =>
    all(await channelOf((await get(of)).body), 'item').map((item) => one(item, 'guid')?.text)
  t.same(await titles('musica'), [heard.id])
  t.same(await titles('noticias'), [])
  const [shown, hidden] = [list(creator.id, { publica: true }), list(creator.id, { publica: false })]
  for (const made of [shown, hidden]) {
    await storage.lists.create(made)
    const agregar = [heard.id, draft.id].map((contenido_id) => ({
      contenido_id,
      agregado_en: at,
      agregado_por: creator.id,
    }))
    await storage.lists.edit(made.id, { agregar })
  }
  t.same(await titles(shown.id), [heard.id])
  for (const absent of [hidden.id, draft.id, 'nada', '..%2f..%2fetc', 'A_B'])
    t.equal((await get(absent)).statusCode, 404, absent)
})

t.test('who has it already is told so, until there is something new', async (t) => {
  const { headers } = await get(creator.id)
  const etag = String(headers.etag)
  t.equal((await get(creator.id, { 'if-none-match': etag })).statusCode, 304)
  t.equal((await get(creator.id, { 'if-modified-since': String(headers['last-modified']) })).statusCode, 304)
  t.equal((await get(creator.id, { 'if-none-match': '"otra"' })).statusCode, 200)
  await storage.contents.change(heard.id, { titulo: 'Otro nombre' })
  t.match(await get(creator.id, { 'if-none-match': etag }), { statusCode: 200, headers: { etag: /^"[\w-]{27}"$/ } })
  const before = Date.parse(String(headers['last-modified'])) - 1000
  t.equal((await get(creator.id, { 'if-modified-since': new Date(before).toUTCString() })).statusCode, 200)
})
