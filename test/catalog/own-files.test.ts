import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'
import t from 'tap'
import type { ContenidoVista } from '../../src/model/contenido.ts'
import type { Credenciales } from '../../src/model/usuario.ts'
import { makeMedia } from './media.ts'
import { openCatalog, refused } from './opened.ts'

const open = async (t: Test) => {
  const world = await openCatalog(t)
  const { box } = world
  const send = async (
    { token }: Credenciales,
    path: string,
    file: string | Uint8Array<ArrayBuffer> | undefined,
    { fields = {}, headers = {} }: { fields?: Record<string, string>; headers?: Record<string, string> } = {},
  ) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    if (file !== undefined) form.append('archivo', new Blob([file]), 'lo-que-sea.bin')
    const answer = await fetch(box.base + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: form,
    })
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
    return { status: answer.status, body: (await answer.json()) as any }
  }
  /** Files of the blob store, and what is left of making them. */
  const files = async () =>
    (await readdir(join(box.dataDir, 'blobs'), { recursive: true, withFileTypes: true })).filter((one) => one.isFile())
  const pathOf = (content: ContenidoVista, url: string) => {
    const { sha256 } = content.medios.find((medio) => medio.url === url)!
    return join(box.dataDir, 'blobs', sha256!.slice(0, 2), sha256!)
  }
  return { ...world, send, files, pathOf }
}

const srt = (words: string) => `1\n00:00:01,000 --> 00:00:02,000\n${words}\n`

t.test('what is said in subtitles is found by its words, as long as they are there', async (t) => {
  const { ana, made, as, send, box } = await open(t)
  const id = await made(ana, { titulo: 'Entrevista' })
  const path = `/api/content/${id}/subtitles`
  const text = 'WEBVTT\n\n00:05.000 --> 00:06.000\n<i>Sembramos</i> la\nmilpa &amp; el maíz\n'
  await send(ana, path, text, { fields: { idioma: 'es' } })
  const found = async (q: string) => (await box.call(`GET /api/search?q=${q}`)).body.subtitulos
  t.match(await found('MAIZ%20sembramos'), [
    { contenido: { id, titulo: 'Entrevista' }, idioma: 'es', desde_ms: 5_000, texto: 'Sembramos la milpa & el maíz' },
  ])
  await send(ana, path, srt('otra cosa'), { fields: { idioma: 'es' } })
  t.same(await found('milpa'), [])
  t.match(await found('cosa'), { length: 1 })
  await as(ana).put(`/api/content/${id}`, { estado: 'oculto' })
  t.same(await found('cosa'), [])
  await as(ana).put(`/api/content/${id}`, { estado: 'publicado' })
  await as(ana).remove(`${path}/es`)
  t.same(await found('cosa'), [])
})

t.test('a content is given subtitles, each language in its own file, and loses them again', async (t) => {
  const { ana, luz, eva, admin, made, as, send, files, acts, box } = await open(t)
  const id = await made(ana)
  const path = `/api/content/${id}/subtitles`
  const give = (who: Credenciales, idioma: string, text = srt('hola'), headers = {}) =>
    send(who, path, text, { fields: { idioma }, headers })
  t.match(await give(luz, 'es'), refused(403, 'sin_permiso'))
  t.match(await give(eva, 'es'), refused(403, 'sin_permiso'))
  const first = await give(ana, 'ES')
  t.match(first, { status: 200, body: { version: 2, subtitulos: [{ idioma: 'es' }] } })
  t.match(first.body.subtitulos[0].url, new RegExp(`^/media/${id}/subtitulos-es-[0-9a-f]{16}\\.vtt$`))
  t.match(await give(ana, 'nah', 'WEBVTT\n\n00:01.000 --> 00:02.000\npialli'), {
    body: { subtitulos: [{ idioma: 'es' }, { idioma: 'nah' }] },
  })
  t.equal((await files()).length, 2)
  const second = await give(ana, 'es', srt('buenas'))
  t.same(second.body.subtitulos.map(({ idioma }: { idioma: string }) => idioma), ['nah', 'es']) // biome-ignore format: one line
  t.not(second.body.subtitulos[1].url, first.body.subtitulos[0].url, 'other bytes have another name')
  t.equal((await files()).length, 2, 'and those before them go')
  t.same(
    (await give(ana, 'es', srt('buenas'))).body.subtitulos,
    second.body.subtitulos,
    'the same again changes nothing',
  )
  t.equal((await files()).length, 2)
  t.match(await give(ana, 'es', srt('x'), { 'if-match': '"1"' }), refused(412, 'precondicion_fallida'))
  t.match(await as(luz).remove(`${path}/es`), refused(403, 'sin_permiso'))
  t.same(await acts(), [])
  t.equal((await as(admin).remove(`${path}/es`)).status, 204)
  t.match(await as(ana).remove(`${path}/es`), refused(404, 'subtitulos_no_encontrados'))
  t.match(await acts(), [{ accion: 'contenido_cambiado', objeto: `contenidos/${id}`, despues: { subtitulos: [{ idioma: 'nah' }] } }]) // biome-ignore format: one line
  t.equal((await files()).length, 1)
  t.match(await as(ana).remove(`/api/content/${id}`), { status: 204 })
  t.same(await files(), [], 'with the content they go')
  t.match(await give(ana, 'es'), refused(404, 'contenido_no_encontrado'))
  t.same(await readdir(join(box.dataDir, 'subidas')), [])
})

t.test('what are no subtitles is refused in words, and leaves nothing behind', async (t) => {
  const { ana, made, send, files } = await open(t)
  const path = `/api/content/${await made(ana)}/subtitles`
  const problems = async (file: string | Uint8Array<ArrayBuffer> | undefined, fields: Record<string, string>) => {
    const { status, body } = await send(ana, path, file, { fields, headers: { 'accept-language': 'es' } })
    return [status, ...(body.error.detalles ?? []).map((one: { campo: string; problema: string }) => `${one.campo}: ${one.problema}`)] // biome-ignore format: one list
  }
  const late = '1\n00:00:05,000 --> 00:00:02,000\nhola'
  t.same(await problems(late, { idioma: 'es' }), [422, 'archivo: línea 2: el subtítulo termina antes de empezar'])
  t.match(await problems('<svg onload=alert(1)>', { idioma: 'es' }), [422, /archivo: línea 1: falta la hora/])
  t.match(await problems(Buffer.from('PK\x03\x04\0\0\0'), { idioma: 'es' }), [
    422,
    /archivo: no es un archivo de texto/,
  ])
  t.match(await problems(srt('a'), { idioma: 'castellano de aquí' }), [422, /^idioma: /])
  t.match(await problems(srt('a'), { idioma: 'und' }), [422, /^idioma: no es una lengua/])
  t.match(await problems(srt('a'), {}), [422, 'idioma: falta'])
  t.match(await problems(undefined, { idioma: 'es' }), [422, 'archivo: falta'])
  t.same(await problems(srt('a'.repeat(1024 * 1024)), { idioma: 'es' }), [413])
  t.same(await files(), [])
})

const run = promisify(execFile)
const sizeOf = async (path: string) => {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-of', 'csv=p=0', '-show_entries', 'stream=width,height', path], { timeout: 20_000 }) // biome-ignore format: one call
  return stdout.trim()
}

/** An Exif block that says that a camera was held upright, and a place in GPS's own words (Exif 2.32 § 4.6). */
const exif = (() => {
  const entry = (tag: number, type: number, count: number, value: number[]) => {
    const bytes = Buffer.alloc(12)
    bytes.writeUInt16BE(tag, 0)
    bytes.writeUInt16BE(type, 2)
    bytes.writeUInt32BE(count, 4)
    Buffer.from(value).copy(bytes, 8)
    return bytes
  }
  const tiff = Buffer.concat([
    Buffer.from('MM\0*\0\0\0\x08\0\x02', 'latin1'),
    entry(0x0112, 3, 1, [0, 6, 0, 0]),
    entry(0x010f, 2, 4, [...Buffer.from('GPS\0')]),
    Buffer.alloc(4),
  ])
  const body = Buffer.concat([Buffer.from('Exif\0\0'), tiff])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
})()

t.test(
  'a content is given its picture, written anew in three widths, upright and without what a camera tells',
  async (t) => {
    const { ana, luz, made, as, send, files, pathOf } = await open(t)
    const path = `/api/content/${await made(ana)}/thumbnail`
    const picture = ['-f', 'lavfi', '-i', 'testsrc=size=1600x900:rate=1:duration=1', '-frames:v', '1']
    const jpeg = await makeMedia(t, 'foto.jpg', ...picture)
    const told = Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)])
    t.match(await send(luz, path, jpeg), refused(403, 'sin_permiso'))
    const first = await send(ana, path, told)
    t.equal(first.status, 200)
    const sizes = async ({ body }: { body: ContenidoVista }) =>
      Promise.all(body.medios.map(({ url }) => sizeOf(pathOf(body, url))))
    t.same(await sizes(first), ['320,568', '640,1138', '900,1600'], 'it stands upright')
    t.match(first.body.miniatura, /miniatura-640-[0-9a-f]{16}\.jpg$/)
    const written = await run('grep', ['-c', 'GPS', pathOf(first.body, first.body.miniatura)]).catch(({ stdout }) => ({
      stdout,
    }))
    t.equal(written.stdout.trim(), '0', 'what the camera told is gone')
    for (const [name, ...how] of [
      ['foto.png', '-pix_fmt', 'rgba'],
      ['foto.webp', '-c:v', 'libwebp'],
    ] as [string, ...string[]][]) {
      // biome-ignore format: one list
      const answer = await send(ana, path, await makeMedia(t, name, ...picture, ...how))
      t.same(await sizes(answer), ['320,180', '640,360', '1280,720'], name)
      t.equal((await files()).length, 3, 'those before go')
    }
    t.match(await as(ana).get(path.replace('/thumbnail', '')), { body: { medios: { length: 3 } } })
  },
)

t.test('what is no picture is refused, whatever it is called', async (t) => {
  const { ana, made, send, files } = await open(t)
  const path = `/api/content/${await made(ana)}/thumbnail`
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
  const gif = Buffer.from('GIF89a\x01\0\x01\0\0\0\0;', 'latin1')
  const bomb = Buffer.from('89504e470d0a1a0a0000000d49484452000186a0000186a008060000008f7e2b9f', 'hex')
  const cut = Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0', 'latin1')
  for (const file of [svg, gif, bomb, cut, 'PK\x03\x04', '#EXTM3U\nfile:///etc/passwd', ''])
    t.match(await send(ana, path, file), refused(415, 'imagen_no_admitida'), String(file).slice(0, 20))
  t.match(await send(ana, path, undefined), refused(422, 'datos_invalidos'))
  const large = Buffer.concat([cut, Buffer.alloc(5 * 1024 * 1024)])
  t.match(await send(ana, path, large), refused(413, 'cuerpo_demasiado_grande'))
  t.same(await files(), [])
})
