import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fastify from 'fastify'
import t from 'tap'
import { createMedia } from '../../src/delivery/media.ts'
import { answerFailure } from '../../src/http/failure.ts'
import { makeMedia } from '../catalog/media.ts'
import { openBox } from '../http/box.ts'

const refused = (status: number, codigo: string) => ({ status, body: { error: { codigo } } })
const drawn = ['-f', 'lavfi', '-i', 'testsrc=size=1600x900:rate=1:duration=1', '-frames:v', '1']

const open = async (t: Parameters<typeof openBox>[0]) => {
  const box = await openBox(t)
  const ana = await box.person('creador', 'ana')
  const { id } = ana.usuario
  const send = async (file: Buffer<ArrayBuffer> | string, token = ana.token, headers: Record<string, string> = {}) => {
    const form = new FormData()
    form.append('archivo', new Blob([file]), '../../imagen.svg')
    const answer = await fetch(`${box.base}/api/users/${id}/image`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: form,
    })
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
    return { status: answer.status, body: (await answer.json()) as any }
  }
  const media = fastify()
  media.setErrorHandler(answerFailure)
  await media.register(
    createMedia({
      ...box.storage,
      blobs: box.blobs,
      recordingsDir: join(box.dataDir, 'grabaciones'),
      readerOf: async () => null,
    }),
  )
  t.teardown(() => media.close())
  const files = () =>
    readdirSync(join(box.dataDir, 'blobs'), { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && /^[0-9a-f]{64}$/.test(entry.name),
    )
  return { ...box, ana, id, send, media, files }
}

t.test('a person has one picture, in three widths, that anybody may see', async (t) => {
  const { call, id, ana, send, media, files, person } = await open(t)
  const first = await send(await makeMedia(t, 'ana.jpg', ...drawn))
  t.match(first, { status: 200, body: { id, imagen: /imagen-640-[0-9a-f]{16}\.jpg$/, version: 2 } })
  t.same(
    first.body.imagenes.map(({ ancho, alto }: { ancho: number; alto: number }) => [ancho, alto]),
    [
      [320, 180],
      [640, 360],
      [1280, 720],
    ],
  )
  t.match((await call(`GET /api/users/${id}`)).body, { imagen: first.body.imagen, imagenes: { length: 3 } })
  const shown = await media.inject(first.body.imagen)
  t.match(shown, { statusCode: 200, headers: { 'content-type': 'image/jpeg', 'cache-control': /public.*immutable/ } })
  t.equal(shown.rawPayload.readUIntBE(0, 3), 0xffd8ff)

  const second = await send(
    await makeMedia(t, 'ana.png', '-f', 'lavfi', '-i', 'color=red:size=400x400', '-frames:v', '1'),
  )
  t.match(second, { status: 200, body: { imagenes: { length: 1 } } })
  t.equal(files().length, 1, 'those of the one before go')
  t.equal((await media.inject(first.body.imagen)).statusCode, 404)
  t.match(await send(await makeMedia(t, 'tarde.jpg', ...drawn), ana.token, { 'if-match': '"1"' }), { status: 412 })
  t.equal(files().length, 1)

  const admin = await person('admin', 'jefa')
  await call(`PUT /api/users/${id}/status`, { token: admin.token, body: { activo: false, motivo: 'spam' } })
  t.equal((await media.inject(second.body.imagen)).statusCode, 404, 'nor is who may not enter shown')
  t.equal((await send(await makeMedia(t, 'otra.jpg', ...drawn), admin.token)).status, 200)
  t.equal((await call(`DELETE /api/users/${id}/data`, { token: admin.token })).status, 204)
  t.same(files(), [], 'whoever is erased has none')
})

t.test('what is no picture is refused, and others’ are not theirs to give', async (t) => {
  const { call, id, send, person, files } = await open(t)
  const eva = await person('creador', 'eva')
  const picture = await makeMedia(t, 'eva.jpg', ...drawn)
  t.match(await send(picture, eva.token), refused(403, 'sin_permiso'))
  t.match(await send('<svg xmlns="http://www.w3.org/2000/svg"/>'), refused(415, 'imagen_no_admitida'))
  t.match(await call(`POST /api/users/${id}/image`), { status: 401 })
  t.same(files(), [])
})
