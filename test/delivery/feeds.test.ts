import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastify from 'fastify'
import t from 'tap'
import { createFeeds } from '../../src/delivery/feeds.ts'
import { createMedia } from '../../src/delivery/media.ts'
import { answerFailure } from '../../src/http/failure.ts'
import { launch } from '../browser/browser.ts'
import { list } from '../contract/acts.ts'
import { account, at, content, live } from '../contract/records.ts'
import { ffmpeg, sourceArgs } from '../packaging/real-media.ts'
import { openUploads } from '../packaging/upload-world.ts'

/** The namespaces as their publishers write them. */
const itunes = 'http://www.itunes.com/dtds/podcast-1.0.dtd'
const podcast = 'https://podcastindex.org/namespace/1.0'
const atom = 'http://www.w3.org/2005/Atom'

const uploads = await openUploads(t)
const { storage, creator } = uploads
const app = fastify()
app.setErrorHandler(answerFailure)
const clock = { at, wall: () => clock.at }
const { blobs } = uploads
await app.register(createFeeds({ ...storage, blobs, clock, nodoId: storage.identity.nodoId, name: 'Radio Jacaranda' }))
await app.register(createMedia({ ...storage, blobs, recordingsDir: uploads.folder, readerOf: async () => null }))
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
  t.equal(one(channel, 'link')?.text, `http://nodo.local:8080/p/${creator.id}`)
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

t.test('each gets what podcast programs play: sound first, pictures beside it, no other formats', async (t) => {
  const { folder } = uploads
  const [film, old, pure] = ['film.mp4', 'old.mkv', 'pure.flac'].map((name) => join(folder, name)) as [string, string, string] // biome-ignore format: one line
  const chapters = join(folder, 'chapters.txt')
  await writeFile(
    chapters,
    ';FFMETADATA1\n' +
      '[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=Saludo\n' +
      '[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2000\ntitle=El río \\= la memoria\n',
  )
  await ffmpeg(...sourceArgs({ seconds: 2 }), film)
  await ffmpeg('-i', film, '-i', chapters, '-map_metadata', '1', '-c:v', 'mpeg4', '-c:a', 'flac', old)
  await ffmpeg('-f', 'lavfi', '-i', 'sine', '-t', '2', pure)
  const ours = account()
  await storage.accounts.create(ours)
  const made = [
    await uploads.prepared(film, { creador_id: ours.id, ...published }),
    await uploads.prepared(old, { creador_id: ours.id, ...published }),
    await uploads.prepared(pure, { creador_id: ours.id, tipo: 'audio', ...published }),
    await uploads.prepared(pure, { creador_id: ours.id, precio: { monto: 100, moneda: 'MXN' }, ...published }),
  ]
  const items = all(await channelOf((await get(ours.id)).body), 'item')
  t.equal(items.length, 3, 'what has a price is not given away')
  const itemOf = (i: number) => items.find((item) => one(item, 'guid')?.text === made[i]?.id)
  for (const i of [0, 1, 2]) {
    const { url = '', type, length } = one(itemOf(i), 'enclosure')?.attributes ?? {}
    const path = new URL(url).pathname
    t.match(path, /\/sonido-[0-9a-f]{16}\.mp4$/)
    t.equal(type, 'audio/mp4')
    t.equal(length, String(made[i]?.medios.find((medio) => medio.url === path)?.tamano_bytes))
  }
  const beside = (i: number) => all(itemOf(i), 'alternateEnclosure', podcast)
  t.match(beside(0)[0]?.attributes, { type: 'video/mp4', height: '180', bitrate: /^\d+$/ })
  t.match(one(beside(0)[0], 'source', podcast)?.attributes.uri, /\/original\.mp4$/)
  t.same(beside(1), [], 'a film that no such program decodes is heard')
  t.equal(one(itemOf(0), 'chapters', podcast), undefined)
  const told = one(itemOf(1), 'chapters', podcast)?.attributes
  t.match(told, { type: 'application/json+chapters', url: new RegExp(`/media/${made[1]?.id}/capitulos\\.json$`) })
  t.same(made[1]?.metadatos_enriquecidos.capitulos, ['0:00:00 Saludo', '0:00:01 El río = la memoria'])
  const answer = await app.inject({ url: new URL(told?.url ?? '').pathname })
  t.match(answer, { statusCode: 200, headers: { 'content-type': 'application/json+chapters' } })
  t.same(answer.json(), {
    version: '1.2.0',
    chapters: [{ startTime: 0, title: 'Saludo' }, { startTime: 1, title: 'El río = la memoria' }], // biome-ignore format: two rows
  })
  t.equal((await app.inject({ url: `/media/${made[0]?.id}/capitulos.json` })).statusCode, 404)
})

t.test('a podcast without any picture has the box’s own', async (t) => {
  const quiet = account()
  await storage.accounts.create(quiet)
  const image = one(one(await channelOf((await get(quiet.id)).body), 'image'), 'url')?.text ?? ''
  const answer = await app.inject({ url: new URL(image).pathname })
  t.match(answer, { statusCode: 200, headers: { 'content-type': 'image/png', 'x-content-type-options': 'nosniff' } })
  t.same(answer.rawPayload.subarray(1, 4), Buffer.from('PNG'))
  const closed = account({ activo: false })
  await storage.accounts.create(closed)
  t.equal((await get(closed.id)).statusCode, 404, 'of an account that is closed there is none')
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
  t.equal((await get(creator.id, { 'if-none-match': `"otra", W/${etag}` })).statusCode, 304)
  t.equal((await get(creator.id, { 'if-none-match': '*' })).statusCode, 304)
  const since = String(headers['last-modified'])
  t.equal((await get(creator.id, { 'if-none-match': '"otra"', 'if-modified-since': since })).statusCode, 200)
  clock.at += 60_000
  t.equal((await get(creator.id)).headers['last-modified'], since)
  await storage.contents.change(heard.id, { titulo: 'Otro nombre' })
  t.equal((await get(creator.id, { 'if-modified-since': since })).statusCode, 200, 'no record dates a new title')
  t.match(await get(creator.id, { 'if-none-match': etag }), { statusCode: 200, headers: { etag: /^"[\w-]+"$/ } })
  t.match((await get(creator.id)).headers['last-modified'], new Date(clock.at).toUTCString())
})
