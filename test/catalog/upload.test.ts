import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import t from 'tap'
import { NodoError } from '../../src/errors.ts'
import { openBox } from '../http/box.ts'
import { film, sound } from './media.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

type Box = Awaited<ReturnType<typeof openBox>>
type Field = [name: string, value: string | Uint8Array<ArrayBuffer>]

/** A form as a browser sends it, its parts in the order given; bytes are the file. */
const send = async (box: Box, token: string, fields: Field[], headers: Record<string, string> = {}) => {
  const form = new FormData()
  for (const [name, value] of fields)
    form.append(name, ...(typeof value === 'string' ? ([value] as const) : ([new Blob([value]), 'archivo.bin'] as const)) as [string]) // biome-ignore format: one call
  const answer = await fetch(`${box.base}/api/content/upload`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'es', ...headers },
    body: form,
  })
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as any }
}

const open = async (t: Test, given: Parameters<typeof openBox>[1] = {}) => {
  const box = await openBox(t, given)
  const ana = await box.person('creador', 'ana')
  return { box, ana: ana.usuario.id, token: ana.token }
}

/** What is under way or was left on the disk. */
const left = async (box: Box) => readdir(join(box.dataDir, 'subidas'))
const original = (box: Box, hash: string) => readFile(join(box.dataDir, 'blobs', hash.slice(0, 2), hash))

t.test('a film that is sent is kept byte for byte, and waits for its renditions', async (t) => {
  const { box, ana, token } = await open(t)
  const bytes = await film(t)
  const { status, body } = await send(box, token, [
    ['titulo', 'Fandango «del sábado»'],
    ['tipo', 'video'],
    ['archivo', bytes],
    ['descripcion', 'En Tlacotalpan'],
    ['etiquetas', 'son jarocho'],
    ['etiquetas', 'fiesta'],
    ['idioma', 'es'],
    ['region', 'MX-VER'],
    ['categoria', 'musica'],
    ['autor', ''],
    ['metadatos_enriquecidos', '{"locacion":"Tlacotalpan","tema_social":["memoria"]}'],
  ])
  t.equal(status, 201)
  t.match(body, {
    titulo: 'Fandango «del sábado»',
    tipo: 'video',
    descripcion: 'En Tlacotalpan',
    etiquetas: ['son jarocho', 'fiesta'],
    idioma: 'es',
    region: 'MX-VER',
    categoria: 'musica',
    autor: null,
    metadatos_enriquecidos: { locacion: 'Tlacotalpan', tema_social: ['memoria'] },
    estado: 'procesando',
    creador: { id: ana, nombre: 'ana' },
    subido_por: ana,
    url_archivo: `/media/${body.id}/original`,
    medios: [{ formato: 'original', sha256: sha256(bytes), tamano_bytes: bytes.length }],
  })
  t.ok((await original(box, sha256(bytes))).equals(bytes))
  t.match(await box.storage.jobs.ofObject(body.id), { tipo: 'preparar', estado: 'pendiente', pedido_por: ana })
  t.same(await left(box), [])
  t.equal((await box.call(`GET /api/content/${body.id}`)).status, 404, 'nobody else sees it yet')
  t.match(await box.call(`GET /api/content/${body.id}`, { token }), { status: 200, body: { estado: 'procesando' } })
})

t.test('a text has no file and is there at once', async (t) => {
  const { box, token } = await open(t)
  const text: Field[] = [
    ['tipo', 'texto'],
    ['titulo', 'Décimas'],
    ['cuerpo', '# A la mar\n\n- una\n- dos'],
  ]
  const { status, body } = await send(box, token, text)
  t.match(
    { status, body },
    { status: 201, body: { estado: 'publicado', cuerpo: '# A la mar\n\n- una\n- dos', medios: [] } },
  )
  t.match(await box.call(`GET /api/content/${body.id}`), { status: 200, body: { titulo: 'Décimas' } })
  t.equal(await box.storage.jobs.ofObject(body.id), undefined)
  const campos = ({ body: { error } }: { body: { error: { detalles: { campo: string }[] } } }) =>
    error.detalles.map(({ campo }) => campo)
  t.same(campos(await send(box, token, [...text.slice(0, 2), ['archivo', await sound(t)]])), ['cuerpo', 'archivo'])
  t.same(campos(await send(box, token, [['tipo', 'audio'], ['titulo', 'x'], ['cuerpo', 'y']])), ['archivo', 'cuerpo']) // biome-ignore format: one form
})

t.test('what is wrong with a form is told by its fields, before its file is taken where that is known', async (t) => {
  const { box, token } = await open(t)
  const bytes = await film(t)
  const problems = async (...fields: Field[]) => {
    const { status, body } = await send(box, token, fields)
    return [status, ...(body.error.detalles ?? []).map(({ campo }: { campo: string }) => campo)]
  }
  t.same(await problems(['tipo', 'video'], ['archivo', bytes]), [422, 'titulo'])
  t.same(await problems(['titulo', 'x'], ['tipo', 'live'], ['archivo', bytes]), [422, 'tipo'])
  t.same(await problems(['archivo', bytes], ['titulo', 'x'], ['tipo', 'video'], ['color', 'rojo']), [422, 'color'])
  t.same(await problems(['titulo', 'x'], ['tipo', 'video'], ['otro', bytes]), [422, 'otro'])
  t.same(await problems(['titulo', 'x'], ['titulo', 'y'], ['tipo', 'texto'], ['cuerpo', 'z']), [422, 'titulo'])
  const rich: Field = ['metadatos_enriquecidos', '{no es JSON']
  t.same(await problems(['titulo', 'x'], ['tipo', 'texto'], ['cuerpo', 'z'], rich), [422, 'metadatos_enriquecidos'])
  const nobody = '00000000-0000-7000-8000-000000000000'
  const named: Field = ['colaboradores', JSON.stringify([{ usuario_id: nobody, rol: 'voz' }])]
  t.same(await problems(['titulo', 'x'], ['tipo', 'texto'], ['cuerpo', 'z'], named), [
    422,
    'colaboradores.0.usuario_id',
  ])
  t.same(await left(box), [])
  const json = await box.call('POST /api/content/upload', { token, body: { titulo: 'x', tipo: 'texto', cuerpo: 'y' } })
  t.match(json, { status: 415, body: { error: { codigo: 'tipo_no_admitido' } } })
  const broken = { token, body: 'nada', headers: { 'content-type': 'multipart/form-data' } }
  t.match(await box.call('POST /api/content/upload', broken), { status: 400 }, 'without a boundary')
})

t.test('what is inside decides what a file is, and a playlist, a page or an archive is none', async (t) => {
  const { box, token } = await open(t)
  const file = (tipo: string, bytes: Uint8Array<ArrayBuffer>) =>
    send(box, token, [['titulo', 'x'], ['tipo', tipo], ['archivo', bytes]]) // biome-ignore format: one form
  const text = (words: string) => file('video', new TextEncoder().encode(words))
  const refused = { status: 415, body: { error: { codigo: 'archivo_no_admitido' } } }
  t.match(await text('#EXTM3U\n/etc/passwd\n'), { ...refused, body: { error: { mensaje: /lista de reproducción/ } } })
  t.match(await text("ffconcat version 1.0\nfile '/etc/passwd'\n"), refused)
  t.match(await text('<svg xmlns="http://www.w3.org/2000/svg"/>'), { ...refused, body: { error: { mensaje: /SVG/ } } })
  t.match(await text(''), { ...refused, body: { error: { mensaje: /vacío/ } } })
  const mp3 = await sound(t)
  t.match(await file('video', mp3), {
    status: 422,
    body: { error: { detalles: [{ campo: 'tipo', problema: 'el archivo solo tiene sonido: elige audio' }] } },
  })
  t.match(await file('audio', await film(t)), { status: 422, body: { error: { detalles: [{ campo: 'tipo' }] } } })
  t.match(await file('audio', mp3), { status: 201, body: { tipo: 'audio' } })
  t.same(await left(box), [])
})

t.test('only creators send, and only an admin in somebody else’s name', async (t) => {
  const { box, ana, token } = await open(t)
  const { token: viewer } = await box.person('espectador')
  const { token: admin, usuario } = await box.person('admin')
  const text: Field[] = [['titulo', 'x'], ['tipo', 'texto'], ['cuerpo', 'y']] // biome-ignore format: one form
  t.equal((await send(box, viewer, text)).status, 403)
  t.equal((await send(box, 'nada', text)).status, 401)
  t.equal((await send(box, token, [...text, ['creador_id', usuario.id]])).status, 403)
  t.match(await send(box, admin, [...text, ['creador_id', ana]]), {
    status: 201,
    body: { creador_id: ana, creador: { nombre: 'ana' }, subido_por: usuario.id },
  })
  const nobody = '00000000-0000-7000-8000-000000000000'
  t.match(await send(box, admin, [...text, ['creador_id', nobody]]), {
    status: 422,
    body: { error: { detalles: [{ campo: 'creador_id' }] } },
  })
  const named: Field = ['colaboradores', JSON.stringify([{ usuario_id: usuario.id, rol: 'voz' }])]
  const { body } = await send(box, token, [...text, named])
  t.match(await box.storage.collaborations.of(body.id), [{ colaboracion: { rol: 'voz', estado: 'propuesta' } }])
})

t.test('a form that is sent again under its key makes one content, and another under it none', async (t) => {
  const { box, token } = await open(t)
  const key = { 'idempotency-key': 'una' }
  const form = (bytes: Uint8Array<ArrayBuffer>): Field[] => [['titulo', 'x'], ['tipo', 'audio'], ['archivo', bytes]] // biome-ignore format: one form
  const bytes = await sound(t)
  const first = await send(box, token, form(bytes), key)
  t.equal(first.status, 201)
  t.same((await send(box, token, form(bytes), key)).body, first.body)
  const other = await send(box, token, form(await sound(t, 'otro.wav')), key)
  t.match(other, { status: 422, body: { error: { codigo: 'clave_idempotencia_distinta' } } })
  const { body } = await box.call(`GET /api/content/list?creador=${first.body.creador_id}`, { token })
  t.equal(body.datos.length, 1)
  t.same(await left(box), [])
})

t.test('a disk without room takes nothing in', async (t) => {
  let room = 1_000
  const admit = async (bytes: number) => {
    if (bytes > room) throw new NodoError('sin_espacio')
  }
  const { box, token } = await open(t, { admit })
  const form: Field[] = [['titulo', 'x'], ['tipo', 'audio'], ['archivo', await sound(t, 'son.wav')]] // biome-ignore format: one form
  t.match(await send(box, token, form), { status: 507, body: { error: { codigo: 'sin_espacio' } } })
  room = 10_000_000
  t.equal((await send(box, token, form)).status, 201)
})

t.test('of a connection that breaks off nothing is left, and of a kill nothing after the next start', async (t) => {
  const { box, token } = await open(t)
  const bytes = await film(t)
  const head = Buffer.from(
    '--x\r\ncontent-disposition: form-data; name="titulo"\r\n\r\nx\r\n' +
      '--x\r\ncontent-disposition: form-data; name="archivo"; filename="a.mp4"\r\n\r\n',
  )
  const cut = request(`${box.base}/api/content/upload`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': 1_000_000_000,
    },
  })
  cut.on('error', () => undefined)
  cut.write(head)
  cut.write(bytes)
  while ((await left(box)).length === 0) await wait(10)
  cut.destroy()
  while ((await left(box)).length > 0) await wait(10)
  t.same(await left(box), [])
})
