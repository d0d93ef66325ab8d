import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import t from 'tap'
import type { Upload } from 'tus-js-client'
import { NodoError } from '../../src/errors.ts'
import { openBox } from '../http/box.ts'
import { film as makeFilm, sound } from './media.ts'
import { blobIn, createProtocol, film, leftIn, metadata, sendWithClient, sha256 } from './tus-client.ts'

const open = async (t: Test, given: Parameters<typeof openBox>[1] = {}) => {
  const box = await openBox(t, given)
  const ana = await box.person('creador', 'ana')
  return { box, ana: ana.usuario.id, token: ana.token, ...createProtocol(box.base, ana.token) }
}

t.test('an upload in pieces becomes one content, equal to the last byte', async (t) => {
  const { box, ana, token, create, patch, head } = await open(t)
  const bytes = await makeFilm(t)
  const half = bytes.length >> 1
  const made = await create(bytes.length, { ...film, etiquetas: 'son,fiesta', metadatos_enriquecidos: '{"a":1}' })
  const where = made.headers.location ?? ''
  t.match(made, {
    status: 201,
    headers: { location: /^\/api\/content\/uploads\/[0-9a-f-]{36}$/, 'tus-resumable': '1.0.0' },
  })
  t.match(await patch(where, 0, bytes.subarray(0, half)), { status: 204, headers: { 'upload-offset': String(half) } })
  t.match(await head(where), {
    status: 200,
    headers: {
      'upload-offset': String(half),
      'upload-length': String(bytes.length),
      'upload-expires': /GMT$/,
      'cache-control': 'no-store',
    },
  })
  const last = await patch(where, half, bytes.subarray(half))
  const id = where.split('/').at(-1) ?? ''
  t.match(last, {
    status: 204,
    headers: { 'upload-offset': String(bytes.length), 'upload-content': `/api/content/${id}` },
  })
  t.match(await box.call(`GET /api/content/${id}`, { token }), {
    status: 200,
    body: {
      ...{ titulo: film.titulo, tipo: 'video', etiquetas: ['son', 'fiesta'], metadatos_enriquecidos: { a: 1 } },
      estado: 'procesando',
      creador_id: ana,
      medios: [{ formato: 'original', sha256: sha256(bytes), tamano_bytes: bytes.length }],
    },
  })
  t.ok((await blobIn(box.dataDir, sha256(bytes))).equals(bytes))
  t.match(await box.storage.jobs.ofObject(id), { tipo: 'preparar', pedido_por: ana })
  t.same(await leftIn(box.dataDir), [])
  t.match(
    await head(where),
    { status: 200, headers: { 'upload-content': `/api/content/${id}` } },
    'who heard no answer may ask',
  )
  t.match(await patch(where, bytes.length, bytes.subarray(0, 1)), { status: 413 }, 'nothing more comes to it')
})

t.test('tus-js-client sends a film in one piece, in many, and with its first request', async (t) => {
  const { box, token } = await open(t)
  const bytes = await makeFilm(t)
  for (const how of [{}, { chunkSize: 7_001 }, { uploadDataDuringCreation: true }]) {
    const { content } = await sendWithClient(bytes, { base: box.base, token, ...how })
    const { body } = await box.call(`GET ${content}`, { token })
    t.equal(body.medios[0].sha256, sha256(bytes), JSON.stringify(how))
  }
  t.same(await leftIn(box.dataDir), [])
})

t.test('a page that was closed goes on where it was, with nothing sent twice', async (t) => {
  const { box, token, head } = await open(t)
  const bytes = Buffer.concat([await makeFilm(t), Buffer.alloc(3_000_000)])
  const page: { upload?: Upload } = {}
  const where = await new Promise<string>((resolve) => {
    const close = async () => {
      await page.upload?.abort()
      resolve(page.upload?.url ?? '')
    }
    void sendWithClient(bytes, {
      base: box.base,
      token,
      chunkSize: 400_000,
      onChunkComplete: (_size, accepted) => void (accepted >= 1_200_000 && close()),
      begun: (upload) => {
        page.upload = upload
      },
    })
  })
  const { headers } = await head(where)
  t.ok(Number(headers['upload-offset']) >= 1_200_000)
  let sent = 0
  const { content } = await sendWithClient(bytes, {
    base: box.base,
    token,
    uploadUrl: where,
    onShouldRetry: () => false,
    onProgress: (done) => {
      sent = sent || done
    },
  })
  t.ok(sent >= Number(headers['upload-offset']), 'it began behind what was there')
  t.equal((await box.call(`GET ${content}`, { token })).body.medios[0].sha256, sha256(bytes))
})

t.test('what a cut request brought stays, and the next takes its place at once', async (t) => {
  const { box, token, create, head, patch } = await open(t)
  const bytes = Buffer.concat([await makeFilm(t), Buffer.alloc(300_000)])
  const { headers } = await create(bytes.length)
  const where = headers.location ?? ''
  /** A sender whose link dies without a word: its connection stays. */
  const frozen = request(box.base + where, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': 0,
      'content-length': bytes.length,
    },
  })
  frozen.on('error', () => undefined)
  t.teardown(() => frozen.destroy())
  frozen.write(bytes.subarray(0, 200_000))
  const arrived = async () => (await box.storage.uploads.byId(where.split('/').at(-1) ?? ''))?.recibido_bytes ?? 0
  await wait(200)
  t.match(await head(where), { headers: { 'upload-offset': '200000' } }, 'it gives way to who asks, with all that came')
  t.equal(await arrived(), 200_000)
  t.match(await patch(where, 150_000, bytes.subarray(150_000)), { status: 409 }, 'nobody writes over what is kept')
  t.match(await patch(where, 200_000, bytes.subarray(200_000)), { status: 204 })
})

t.test('an upload is its account’s alone, and each request says whose it is', async (t) => {
  const { box, create, ask, patch } = await open(t)
  const { headers } = await create(1_000)
  const where = headers.location ?? ''
  for (const rol of ['creador', 'admin'] as const) {
    const other = createProtocol(box.base, (await box.person(rol, `otra ${rol}`)).token)
    t.equal((await other.head(where)).status, 404)
    t.match(await other.patch(where, 0, Buffer.alloc(10)), {
      status: 404,
      body: { error: { codigo: 'subida_no_encontrada' } },
    })
    t.equal((await other.ask('DELETE', where)).status, 404)
  }
  const nobody = createProtocol(box.base, 'nada')
  t.equal((await nobody.patch(where, 0, Buffer.alloc(10))).status, 401)
  t.equal((await nobody.create(1_000)).status, 401)
  const viewer = createProtocol(box.base, (await box.person('espectador')).token)
  t.equal((await viewer.create(1_000)).status, 403)
  t.match(await patch(where, 0, Buffer.alloc(10)), { status: 204 })
  t.equal((await ask('DELETE', where)).status, 204)
  t.match(await ask('HEAD', where), { status: 404 })
  t.same(await leftIn(box.dataDir), [])
})

t.test('what it says of itself is held against the schema before a byte is taken', async (t) => {
  const { box, create, ask } = await open(t)
  const campos = async (fields: Record<string, string>) => {
    const { status, body } = await create(1_000, fields)
    return [status, ...(body.error.detalles ?? []).map(({ campo }: { campo: string }) => campo)]
  }
  t.same(await campos({ filename: 'a.mp4', filetype: 'video/mp4' }), [422, 'titulo', 'tipo'])
  t.same(await campos({ ...film, tipo: 'live' }), [422, 'tipo'])
  t.same(await campos({ ...film, color: 'rojo' }), [422, 'color'])
  t.same(await campos({ ...film, idioma: 'ñ' }), [422, 'idioma'])
  t.same(await campos({ titulo: 'x', tipo: 'texto', cuerpo: 'y' }), [422, 'archivo'])
  const raw = (headers: Record<string, string>) => ask('POST', '/api/content/uploads', headers)
  t.equal((await raw({ 'upload-length': '10', 'upload-metadata': 'titulo *' })).status, 400, 'no base64')
  t.equal((await raw({ 'upload-metadata': metadata(film) })).status, 400, 'no length')
  t.equal((await raw({ 'upload-length': '-1', 'upload-metadata': metadata(film) })).status, 400)
  const old = await raw({ 'tus-resumable': '0.2.2', 'upload-length': '10', 'upload-metadata': metadata(film) })
  t.match(old, { status: /4\d\d/, headers: { 'tus-version': '1.0.0' } })
  t.same(await leftIn(box.dataDir), [])
  t.match(await ask('OPTIONS', '/api/content/uploads'), {
    status: 204,
    headers: { 'tus-version': '1.0.0', 'tus-extension': 'creation,creation-with-upload,termination,expiration' },
  })
})

t.test('what arrives whole and may not be published is told and gone', async (t) => {
  const { box, create, patch, head } = await open(t)
  const playlist = Buffer.from('#EXTM3U\n/etc/passwd\n')
  const { headers } = await create(playlist.length)
  t.match(await patch(headers.location ?? '', 0, playlist, { 'accept-language': 'en' }), {
    status: 415,
    body: { error: { codigo: 'archivo_no_admitido', mensaje: /playlist/ } },
  })
  t.equal((await head(headers.location ?? '')).status, 404)
  const mp3 = await sound(t)
  t.match(await create(mp3.length, film, mp3), { status: 422, body: { error: { detalles: [{ campo: 'tipo' }] } } })
  t.match(await create(0), { status: 415 }, 'nothing at all')
  t.same(await leftIn(box.dataDir), [])
})

t.test('one whose last byte came before the power went is ended by whoever asks for it', async (t) => {
  const { box, create, head, token } = await open(t)
  const bytes = await makeFilm(t)
  const { headers } = await create(bytes.length)
  const id = headers.location?.split('/').at(-1) ?? ''
  await box.uploads.write(id, 0, (async function* () { yield [bytes] })()) // biome-ignore format: one line
  const asked = await Promise.all(Array.from({ length: 5 }, () => head(headers.location ?? '')))
  for (const one of asked) t.match(one, { status: 200, headers: { 'upload-content': `/api/content/${id}` } })
  const { body } = await box.call(`GET /api/content/${id}`, { token })
  t.equal(body.medios[0].sha256, sha256(bytes))
  t.equal(await box.storage.jobs.pending(), 1)
})

t.test('what nobody goes on with ends after three days of node time, with its bytes', async (t) => {
  const { box, create } = await open(t)
  const [left, going] = [await create(1_000), await create(1_000)]
  const day = 24 * 3_600_000
  box.clock.advance(2 * day)
  const again = createProtocol(box.base, (await box.enter('ana')).token)
  await again.patch(going.headers.location ?? '', 0, Buffer.alloc(500))
  box.clock.advance(day)
  const { head: ask } = createProtocol(box.base, (await box.enter('ana')).token)
  t.equal((await ask(left.headers.location ?? '')).status, 404)
  t.match(await ask(going.headers.location ?? ''), { status: 200, headers: { 'upload-offset': '500' } })
  await box.uploads.stop()
  await box.uploads.start()
  while ((await leftIn(box.dataDir)).length > 1) await wait(10)
  t.same(await leftIn(box.dataDir), [`${going.headers.location?.split('/').at(-1)}.tus`])
})

t.test('a disk that has no room takes no upload, and keeps what one brought before it filled', async (t) => {
  let room = 10_000_000
  const admit = async (bytes: number) => {
    if (bytes > room) throw new NodoError('sin_espacio')
  }
  const { create, patch, head } = await open(t, { admit })
  t.match(await create(20_000_000), { status: 507, body: { error: { codigo: 'sin_espacio' } } })
  const { headers } = await create(9_000_000)
  t.equal((await patch(headers.location ?? '', 0, Buffer.alloc(5_000))).status, 204)
  room = -1
  t.match(await head(headers.location ?? ''), { headers: { 'upload-offset': '5000' } })
})

t.test('a page from elsewhere that the node knows may send too', async (t) => {
  const origin = 'https://radio.example'
  const { ask, create } = await open(t, { cors: origin })
  const preflight = await ask('OPTIONS', '/api/content/uploads', { origin, 'access-control-request-method': 'PATCH' })
  t.match(preflight.headers, {
    'access-control-allow-methods': /PATCH/,
    'access-control-allow-headers': /Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset/,
    'access-control-allow-origin': origin,
  })
  const { headers } = await create(10)
  t.equal(headers['access-control-allow-origin'], undefined, 'nobody else is let in')
})
