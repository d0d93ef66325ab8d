import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import t, { type Test } from 'tap'
import { createHls, type OnAir } from '../../src/delivery/hls.ts'
import { parseMedia, parseMultivariant } from '../../src/packaging/parse-playlist.ts'
import { watched } from '../packaging/watched-window.ts'

const id = '0190a0a0-0000-7000-8000-000000000001'

/** A live of five seconds in front of a plain listener: main with parts, sound without. */
const served = async (t: Test) => {
  const main = watched()
  const aac = watched(undefined, false)
  const opus = watched(undefined, false)
  for (const { stretch, seconds } of [main, aac, opus]) {
    stretch()
    seconds(5)
  }
  const viewers: string[] = []
  const live: OnAir = {
    main: main.window,
    audio: [
      { name: 'aac', window: aac.window },
      { name: 'opus', window: opus.window },
    ],
    seen: (viewer) => viewers.push(viewer),
  }
  const hls = createHls({ live: (asked) => (asked === id ? live : undefined) })
  const server = createServer((request, response) => {
    if (!hls.handle(request, response)) response.writeHead(418).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const get = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}/hls/${path}`, init)
  return { main, aac, live, hls, viewers, port, get }
}

t.test('every playlist is there, for any page, and is asked for anew each time', async (t) => {
  const { get } = await served(t)
  for (const name of ['index', 'audio', 'main/index', 'aac/index', 'opus/index']) {
    const answer = await get(`${id}/${name}.m3u8`)
    t.equal(answer.status, 200, name)
    t.equal(answer.headers.get('content-type'), 'application/vnd.apple.mpegurl')
    t.equal(answer.headers.get('cache-control'), 'no-cache')
    t.equal(answer.headers.get('access-control-allow-origin'), '*')
    t.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    t.match(await answer.text(), /^#EXTM3U\n/)
  }
  const audio = parseMultivariant(await (await get(`${id}/audio.m3u8`)).text())
  t.strictSame(
    audio.variants.map(({ uri }) => uri),
    ['aac/index.m3u8', 'opus/index.m3u8'],
  )
})

t.test('segments, parts and inits are served whole and may be kept for ever', async (t) => {
  const { get, main, hls } = await served(t)
  const { segments, open } = main.look()
  const [segment] = segments
  const names = [segment?.uri, segment?.map, segment?.parts[0]?.uri, open?.parts[0]?.uri].map(String)
  for (const name of names) {
    const answer = await get(`${id}/main/${name}`)
    t.equal(answer.status, 200, name)
    t.equal(answer.headers.get('content-type'), 'video/mp4')
    t.match(answer.headers.get('cache-control'), /immutable/)
    const bytes = Buffer.from(await answer.arrayBuffer())
    t.ok(bytes.equals(Buffer.concat([...(main.window.resource(name)?.chunks ?? [])])))
    const head = await get(`${id}/main/${name}`, { method: 'HEAD' })
    t.equal(head.headers.get('content-length'), String(bytes.length))
    t.equal((await head.arrayBuffer()).byteLength, 0)
  }
  t.equal(hls.served().parts, 8)
  t.ok(hls.served().bytes > 0)
})

t.test('a blocking reload is answered when its part is there, and not before', async (t) => {
  const { get, main } = await served(t)
  let answered = false
  const reload = get(`${id}/main/index.m3u8?_HLS_msn=2&_HLS_part=5`).then((answer) => {
    answered = true
    return answer.text()
  })
  await get(`${id}/main/index.m3u8?_HLS_msn=2&_HLS_part=4`)
  await get(`${id}/main/index.m3u8?_HLS_msn=1`)
  t.equal(answered, false)
  main.fragment(0.2, false)
  t.equal(parseMedia(await reload).open?.parts.length, 6)
})

t.test('a hinted part is answered when it comes', async (t) => {
  const { get, main } = await served(t)
  const hint = main.look().preloadHint
  const part = get(`${id}/main/${hint}`)
  await get(`${id}/main/index.m3u8`)
  main.fragment(0.2, false)
  const answer = await part
  t.equal(answer.status, 200)
  t.ok((await answer.arrayBuffer()).byteLength > 0)
})

t.test('who waits when the live ends is told at once', async (t) => {
  const { get, main } = await served(t)
  const reload = get(`${id}/main/index.m3u8?_HLS_msn=3`)
  const part = get(`${id}/main/${main.look().preloadHint}`)
  await get(`${id}/main/index.m3u8`)
  main.window.end()
  t.equal(parseMedia(await (await reload).text()).endList, true)
  t.equal((await part).status, 404)
})

t.test('who goes away while waiting harms nobody', async (t) => {
  const { get, main } = await served(t)
  const gone = new AbortController()
  const abandoned = get(`${id}/main/index.m3u8?_HLS_msn=2&_HLS_part=5`, { signal: gone.signal })
  await get(`${id}/main/index.m3u8`)
  gone.abort()
  await t.rejects(abandoned)
  main.fragment(0.2, false)
  t.equal((await get(`${id}/main/index.m3u8?_HLS_msn=2&_HLS_part=5`)).status, 200)
})

t.test('a reload that makes no sense is refused', async (t) => {
  const { get } = await served(t)
  for (const query of [
    '_HLS_part=1',
    '_HLS_msn=x',
    '_HLS_msn=-1',
    '_HLS_msn=1.5',
    '_HLS_msn=2&_HLS_part=x',
    '_HLS_msn=99',
    '_HLS_msn=1e400',
  ]) {
    const answer = await get(`${id}/main/index.m3u8?${query}`)
    t.equal(answer.status, 400, query)
    t.match(await answer.json(), { error: { codigo: 'peticion_malformada', mensaje: /./ } })
  }
})

t.test('what is not there is told in the language that was asked for', async (t) => {
  const { get, live } = await served(t)
  const languages = new Set<string>()
  for (const language of ['es-MX', 'pt-BR', 'en']) {
    const answer = await get(`${id.replace('1', '2')}/index.m3u8`, { headers: { 'accept-language': language } })
    t.equal(answer.status, 404)
    const { error } = (await answer.json()) as { error: { codigo: string; mensaje: string } }
    t.equal(error.codigo, 'transmision_no_encontrada')
    languages.add(error.mensaje)
  }
  t.equal(languages.size, 3)
  for (const path of [
    `${id}/`,
    `${id}`,
    'nada',
    `${id}/main/`,
    `${id}/main/ks99.m4s`,
    `${id}/otra/index.m3u8`,
    `${id}/main/..%2f..%2fnodo.json`,
    `${id}/main/kp0.m4s.m4s`,
  ])
    t.equal((await get(path)).status, 404, path)
  live.audio = []
  t.equal((await get(`${id}/audio.m3u8`)).status, 404, 'a live without sound')
  t.equal((await get(`${id}/aac/index.m3u8`)).status, 404)
})

t.test('a path that climbs, sent as it stands, leads nowhere', async (t) => {
  const { port } = await served(t)
  const socket = connect(port, '127.0.0.1')
  socket.end(`GET /hls/${id}/main/../../../../etc/passwd HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
  let answer = ''
  for await (const data of socket) answer += String(data)
  t.match(answer, /^HTTP\/1\.1 404 /)
})

t.test('other methods are refused, and pages elsewhere may ask first', async (t) => {
  const { get } = await served(t)
  for (const method of ['POST', 'PUT', 'DELETE']) t.equal((await get(`${id}/index.m3u8`, { method })).status, 405)
  const asked = await get(`${id}/index.m3u8`, { method: 'OPTIONS' })
  t.equal(asked.status, 204)
  t.equal(asked.headers.get('access-control-allow-methods'), 'GET, HEAD')
})

t.test('viewers are counted by their token, otherwise by address and player; media count nobody', async (t) => {
  const { get, viewers, main } = await served(t)
  await get(`${id}/index.m3u8?s=uno`)
  await get(`${id}/main/index.m3u8?s=uno&_HLS_msn=0`)
  await get(`${id}/aac/index.m3u8`, { headers: { 'user-agent': 'VLC' } })
  await get(`${id}/main/${main.look().segments[0]?.uri}?s=dos`)
  t.strictSame(viewers, ['uno', 'uno', '127.0.0.1 VLC'])
})

t.test('what is not under /hls/ is somebody else’s', async (t) => {
  const { port } = await served(t)
  t.equal((await fetch(`http://127.0.0.1:${port}/api/live`)).status, 418)
  t.equal((await fetch(`http://127.0.0.1:${port}/hlsx`)).status, 418)
})
