import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify from 'fastify'
import t, { type Test } from 'tap'
import { createMedia } from '../../src/delivery/media.ts'
import { answerFailure } from '../../src/http/failure.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import type { Lector } from '../../src/model/lector.ts'
import type { SegmentoVivo, TransmisionGuardada } from '../../src/model/transmision.ts'
import { parseMedia, parseMultivariant } from '../../src/packaging/parse-playlist.ts'
import { recordLive } from '../packaging/recorded-live.ts'

const id = '01890000-0000-7000-8000-00000000000a'
const live = '01890000-0000-7000-8000-00000000000b'
const owner = '01890000-0000-7000-8000-00000000000c'

const folder = await mkdtemp(join(tmpdir(), 'media-'))
t.teardown(() => rm(folder, { recursive: true }))
const rows = await recordLive(folder, live, [{ seconds: 3 }, { seconds: 2 }])
const file = Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 251))
const sha256 = createHash('sha256').update(file).digest('hex')
const blob = join(folder, sha256)
await writeFile(blob, file)
const modified = new Date('2025-03-04T05:06:07Z')
await utimes(blob, modified, modified)

const named: Record<string, string> = { mp4: 'descarga.mp4', m4a: 'audio.m4a', jpg: 'miniatura.jpg' }
const medio = (formato: string, name = named[formato]) => ({ formato, codecs: '', ancho: null, alto: null, bitrate: 0, tamano_bytes: 1000, sha256, url: `/media/${id}/${name}` }) // biome-ignore format: one row

interface World {
  estado: Contenido['estado']
  titulo: string
  medios: Contenido['medios']
  live: TransmisionGuardada['estado']
  reader: Lector
  rows: SegmentoVivo[]
  journalReads: number
}

/** A server over a real socket in which one content is as `world` says. */
const serve = async (t: Test, given: Partial<World> = {}) => {
  const world: World = {
    estado: 'publicado',
    titulo: 'Radio del Valle',
    medios: [medio('mp4'), medio('m4a'), medio('jpg')],
    live: 'finalizada',
    reader: null,
    rows,
    journalReads: 0,
    ...given,
  }
  const { estado, titulo, medios } = world
  const contenido = { id, titulo, estado, medios, creador_id: owner } as Contenido
  const app = fastify()
  app.setErrorHandler(answerFailure)
  await app.register(
    createMedia({
      accounts: { byId: async () => undefined },
      contents: {
        byId: async (asked) =>
          asked === id
            ? { contenido, creador: { id: owner, nombre: 'A', avatar: null } as never, transmision_id: live }
            : undefined,
      },
      lives: {
        byId: async () => ({
          transmision: { id: live, estado: world.live } as TransmisionGuardada,
          creador: {} as never,
        }),
        segments: async () => {
          world.journalReads++
          return world.rows
        },
      },
      blobs: { path: (hash) => (hash === sha256 ? blob : undefined) },
      recordingsDir: folder,
      readerOf: async () => world.reader,
    }),
  )
  const base = await app.listen({ port: 0, host: '127.0.0.1' })
  t.teardown(() => app.close())
  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    // Without a word of its own on caching, fetch asks for the whole whatever the conditions say.
    fetch(`${base}/media/${id}/${path}`, { headers: { 'cache-control': 'max-age=0', ...headers }, method })
  return { world, base, get }
}

const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer())

t.test('a recording answers as soon as the live is over, from its journal', async (t) => {
  const { get, world } = await serve(t, { medios: [] })
  const index = await get('index.m3u8')
  t.equal(index.status, 200)
  t.equal(index.headers.get('content-type'), 'application/vnd.apple.mpegurl')
  const { variants } = parseMultivariant(await index.text())
  t.same(
    variants.map((each) => each.uri),
    ['main/index.m3u8', 'aac/index.m3u8'],
  )
  t.same(
    parseMultivariant(await (await get('audio.m3u8')).text()).variants.map((each) => each.codecs),
    [['mp4a.40.2'], ['opus']],
  )
  const main = parseMedia(await (await get('main/index.m3u8')).text())
  t.ok(main.endList)
  for (const segment of main.segments) {
    const [init, media] = await Promise.all([get(`main/${segment.map}`), get(`main/${segment.uri}`)])
    t.equal(init.headers.get('content-type'), 'video/mp4')
    t.same(await bytesOf(init), await readFile(join(folder, live, 'main', segment.map ?? '')))
    t.same(await bytesOf(media), await readFile(join(folder, live, 'main', segment.uri)))
  }
  t.equal((await get('opus/0.m4s')).headers.get('content-type'), 'audio/mp4')
  t.equal(world.journalReads, 1, 'the journal is read once')
})

t.test('a live that still runs is no recording yet', async (t) => {
  const { get, world } = await serve(t, { live: 'en_vivo' })
  for (const path of ['index.m3u8', 'main/index.m3u8', 'main/0.m4s', 'main/init-0.mp4'])
    t.equal((await get(path)).status, 404, path)
  world.live = 'finalizada'
  t.equal((await get('index.m3u8')).status, 200, 'and is one when it ends')
})

t.test('segments last for ever, playlists and downloads are asked for anew', async (t) => {
  const { get } = await serve(t)
  for (const path of ['main/0.m4s', 'aac/init-0.mp4'])
    t.equal((await get(path)).headers.get('cache-control'), 'public, max-age=31536000, immutable')
  for (const path of ['index.m3u8', 'main/index.m3u8', 'descarga.mp4', 'miniatura.jpg'])
    t.equal((await get(path)).headers.get('cache-control'), 'public, no-cache')
})

t.test('an unchanged playlist answers 304', async (t) => {
  const { get } = await serve(t)
  const etag = (await get('main/index.m3u8')).headers.get('etag') ?? ''
  t.match(etag, /^"[\w-]+"$/)
  for (const tags of [etag, `"other", ${etag}`]) {
    const again = await get('main/index.m3u8', { 'if-none-match': tags })
    t.equal(again.status, 304)
    t.equal(await again.text(), '')
  }
  t.equal((await get('main/index.m3u8', { 'if-none-match': '"other"' })).status, 200)
})

t.test('ranges are answered as RFC 9110 section 14 says', async (t) => {
  const { get } = await serve(t)
  const cases: [string, number, string | null, Buffer][] = [
    ['bytes=0-99', 206, 'bytes 0-99/1000', file.subarray(0, 100)],
    ['bytes=900-', 206, 'bytes 900-999/1000', file.subarray(900)],
    ['bytes=-10', 206, 'bytes 990-999/1000', file.subarray(990)],
    ['bytes=990-5000', 206, 'bytes 990-999/1000', file.subarray(990)],
    ['bytes=0-1,5-6', 200, null, file],
    ['items=0-1', 200, null, file],
  ]
  for (const [range, status, contentRange, body] of cases) {
    const response = await get('descarga.mp4', { range })
    t.equal(response.status, status, range)
    t.equal(response.headers.get('content-range'), contentRange, range)
    t.equal(response.headers.get('content-length'), String(body.length), range)
    t.equal(response.headers.get('accept-ranges'), 'bytes')
    t.same(await bytesOf(response), body, range)
  }
  const beyond = await get('descarga.mp4', { range: 'bytes=1000-' })
  t.equal(beyond.status, 416)
  t.equal(beyond.headers.get('content-range'), 'bytes */1000')
  t.equal(beyond.headers.get('content-disposition'), null, 'the failure is no download')
  t.match(await beyond.json(), { error: { codigo: 'rango_fuera' } })
})

t.test('a part of a segment can be had too', async (t) => {
  const { get } = await serve(t)
  const whole = await readFile(join(folder, live, 'main', '0.m4s'))
  const part = await get('main/0.m4s', { range: 'bytes=10-19' })
  t.equal(part.status, 206)
  t.same(await bytesOf(part), whole.subarray(10, 20))
})

t.test('conditions are answered as RFC 9110 section 13 says', async (t) => {
  const { get } = await serve(t)
  const first = await get('descarga.mp4')
  const etag = first.headers.get('etag') ?? ''
  const date = first.headers.get('last-modified') ?? ''
  t.equal(date, modified.toUTCString())
  t.equal((await get('descarga.mp4', { 'if-none-match': etag })).status, 304)
  t.equal((await get('descarga.mp4', { 'if-none-match': '"x"' })).status, 200)
  t.equal((await get('descarga.mp4', { 'if-modified-since': date })).status, 304)
  const failed = await get('descarga.mp4', { 'if-match': '"x"' })
  t.equal(failed.status, 412)
  t.match(await failed.json(), { error: { codigo: 'precondicion_fallida' } })
  t.equal((await get('descarga.mp4', { range: 'bytes=0-0', 'if-range': date })).status, 206)
  const before = new Date(modified.getTime() - 5000).toUTCString()
  t.equal((await get('descarga.mp4', { range: 'bytes=0-0', 'if-range': before })).status, 200)
})

t.test('a download that was cut goes on while it is the same file, and begins anew where it is another', async (t) => {
  const { get } = await serve(t)
  const etag = (await get('descarga.mp4')).headers.get('etag') ?? ''
  t.match(etag, /^"[0-9a-f]{32}"$/, 'a strong tag: browsers go on by no other')
  const rest = { range: 'bytes=400-' }
  const resumed = await get('descarga.mp4', { ...rest, 'if-range': etag })
  t.equal(resumed.status, 206)
  t.equal(resumed.headers.get('content-range'), 'bytes 400-999/1000')
  t.match(resumed.headers.get('content-disposition'), /filename="Radio del Valle\.mp4"/)
  t.same(await bytesOf(resumed), file.subarray(400))
  for (const other of ['"otra"', `W/${etag}`, 'mañana']) {
    const anew = await get('descarga.mp4', { ...rest, 'if-range': encodeURI(other).replaceAll('%22', '"') })
    t.equal(anew.status, 200, other)
    t.same(await bytesOf(anew), file)
  }
  const elsewhere = new Date(modified.getTime() + 60_000)
  await utimes(blob, elsewhere, elsewhere)
  t.equal((await get('descarga.mp4')).headers.get('etag'), etag, 'a copy of it elsewhere is the same file')
  await utimes(blob, modified, modified)
})

t.test('several conditions are held against a file in their order', async (t) => {
  const { get } = await serve(t)
  const etag = (await get('descarga.mp4')).headers.get('etag') ?? ''
  const [later, before] = [60_000, -60_000].map((ms) => new Date(modified.getTime() + ms).toUTCString())
  const cases: [Record<string, string | undefined>, number][] = [
    [{ 'if-match': '*' }, 200],
    [{ 'if-match': `"x", ${etag}` }, 200],
    [{ 'if-match': `W/${etag}` }, 412],
    [{ 'if-match': etag, 'if-unmodified-since': before }, 200],
    [{ 'if-unmodified-since': before }, 412],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': `"x",W/${etag}` }, 304],
    [{ 'if-none-match': '"x"', 'if-modified-since': later }, 200],
    [{ 'if-modified-since': later }, 304],
    [{ 'if-match': '"x"', 'if-none-match': etag }, 412],
    [{ 'if-none-match': etag, range: 'bytes=0-1' }, 304],
    [{ 'if-match': etag, range: 'bytes=0-1' }, 206],
    [{ 'if-match': '"x"', range: 'bytes=5000-' }, 412],
    [{ 'if-match': etag, range: 'bytes=5000-' }, 416],
  ]
  for (const [headers, status] of cases) {
    const answer = await get('descarga.mp4', headers as Record<string, string>)
    t.equal(answer.status, status, JSON.stringify(headers))
    if (status >= 400) t.equal(answer.headers.get('content-disposition'), null)
    await answer.arrayBuffer()
  }
})

t.test('HEAD tells what GET would, without a body', async (t) => {
  const { get } = await serve(t)
  for (const path of ['descarga.mp4', 'main/0.m4s', 'main/index.m3u8', 'index.m3u8']) {
    const [head, whole] = await Promise.all([get(path, {}, 'HEAD'), get(path)])
    t.equal(head.status, 200)
    for (const name of ['content-length', 'content-type', 'etag', 'last-modified', 'cache-control'])
      t.equal(head.headers.get(name), whole.headers.get(name), `${path}: ${name}`)
    t.equal((await bytesOf(head)).length, 0)
  }
  t.equal((await get('descarga.mp4', { range: 'bytes=0-9' }, 'HEAD')).headers.get('content-length'), '10')
})

t.test('a download has a readable name that cannot be turned against a browser', async (t) => {
  const named = async (titulo: string, path: string) =>
    (await (await serve(t, { titulo })).get(path)).headers.get('content-disposition')
  t.equal(await named('Radio del Valle', 'descarga.mp4'), 'attachment; filename="Radio del Valle.mp4"')
  t.equal(
    await named('Canción ñ 日本', 'audio.m4a'),
    `attachment; filename="Cancion n.m4a"; filename*=UTF-8''Canci%C3%B3n%20%C3%B1%20%E6%97%A5%E6%9C%AC.m4a`,
  )
  t.equal(
    await named('../..\\etc/passwd"\r\nSet-Cookie: a=b\u202Eexe.4pm\u0000', 'descarga.mp4'),
    'attachment; filename="etc passwd Set-Cookie a=bexe.4pm.mp4"',
  )
  t.equal(await named('\u202E/// ...', 'descarga.mp4'), 'attachment; filename=comuniarte.mp4')
  t.match(await named('a'.repeat(500), 'descarga.mp4'), /^attachment; filename=a{80}\.mp4$/)
  const { get } = await serve(t)
  t.equal((await get('miniatura.jpg')).headers.get('content-disposition'), null, 'a thumbnail is shown, not kept')
})

t.test('an original is taken home under its title and what it is, whatever it was called', async (t) => {
  const video = `video-${sha256.slice(0, 16)}.mp4`
  const medios = [medio('original', 'original.mkv'), { ...medio('cmaf', video), ancho: 320 }]
  const { get } = await serve(t, { medios })
  for (const path of ['original.mkv', 'original']) {
    const response = await get(path)
    t.equal(response.headers.get('content-disposition'), 'attachment; filename="Radio del Valle.mkv"')
    t.equal(response.headers.get('content-type'), 'video/x-matroska')
    t.equal(response.headers.get('cache-control'), 'public, no-cache')
  }
  const played = await get(video)
  t.equal(played.headers.get('content-disposition'), null)
  t.equal(played.headers.get('content-type'), 'video/mp4')
  t.equal(played.headers.get('cache-control'), 'public, max-age=31536000, immutable', 'its name is its hash')
  const unknown = await (await serve(t, { medios: [medio('original', 'original')] })).get('original')
  t.equal(unknown.headers.get('content-type'), 'application/octet-stream')
  t.equal(unknown.headers.get('content-disposition'), 'attachment; filename="Radio del Valle.bin"')
  t.equal((await get('original.html')).status, 404)
})

t.test('nothing of it runs in a browser that opens it by itself', async (t) => {
  const { get } = await serve(t)
  for (const path of ['miniatura.jpg', 'descarga.mp4', 'index.m3u8', 'main/0.m4s', 'none.jpg']) {
    const { headers } = await get(path)
    t.equal(headers.get('content-security-policy'), "default-src 'none'; sandbox", path)
    t.equal(headers.get('x-content-type-options'), 'nosniff', path)
  }
})

t.test('what is not published is there for its owner and the admins alone', async (t) => {
  const paths = ['index.m3u8', 'main/index.m3u8', 'main/0.m4s', 'descarga.mp4', 'miniatura.jpg']
  const cases: [Lector, number][] = [
    [null, 404],
    [{ id: live, rol: 'creador' }, 404],
    [{ id: owner, rol: 'creador' }, 200],
    [{ id: live, rol: 'admin' }, 200],
  ]
  for (const [reader, status] of cases) {
    const { get } = await serve(t, { estado: 'oculto', reader })
    for (const path of paths) {
      const response = await get(path)
      t.equal(response.status, status, `${reader?.rol}: ${path}`)
      t.match(response.headers.get('cache-control'), /^private/)
    }
  }
})

t.test('anybody’s page may read it, ranges included', async (t) => {
  const { get } = await serve(t)
  const response = await get('main/0.m4s', { origin: 'http://elsewhere.example' })
  t.equal(response.headers.get('access-control-allow-origin'), '*')
  t.match(response.headers.get('access-control-expose-headers'), /Content-Range/)
  const preflight = await get('main/0.m4s', { 'access-control-request-headers': 'range' }, 'OPTIONS')
  t.equal(preflight.status, 204)
  t.match(preflight.headers.get('access-control-allow-headers'), /Range/)
  t.notMatch(preflight.headers.get('access-control-allow-headers'), /Authorization/i)
})

t.test('nothing but its own names leads to a file', async (t) => {
  const { base } = await serve(t)
  await writeFile(join(folder, 'secret.mp4'), 'secret')
  await writeFile(join(folder, live, 'main', '9.open'), 'being written')
  /** Sends the path as it is, which fetch would tidy up. */
  const raw = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const { hostname, port } = new URL(base)
      httpRequest({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end()
    })
  const paths = [
    `/media/${id}/../secret.mp4`,
    `/media/${id}/main/../../secret.mp4`,
    `/media/${id}/main/%2e%2e%2f%2e%2e%2fsecret.mp4`,
    `/media/${id}/main/..%5c..%5csecret.mp4`,
    `/media/${id}/main/9.open`,
    `/media/${id}/main/init-0.mp4%00.m4s`,
    `/media/${id}/main/-1.m4s`,
    `/media/${id}/main/1e3.m4s`,
    `/media/${id}/main/999.m4s`,
    `/media/${id}/video/0.m4s`,
    `/media/${id}/`,
    `/media/${live}/index.m3u8`,
    '/media/../index.m3u8',
    `/media/${id.toUpperCase()}/index.m3u8`,
    `/media/${encodeURIComponent("' OR 1=1")}/index.m3u8`,
  ]
  for (const path of paths) t.equal(await raw(path), 404, path)
})

t.test('a content without files of its own answers 404 in the one shape of an error', async (t) => {
  const { get } = await serve(t, { medios: [{ ...medio('mp4'), sha256: 'ff' }] })
  for (const path of ['descarga.mp4', 'audio.m4a', 'miniatura.jpg']) {
    const response = await get(path)
    t.equal(response.status, 404)
    t.match(await response.json(), { error: { codigo: 'contenido_no_encontrado' } })
  }
})
