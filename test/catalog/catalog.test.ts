import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { Medio } from '../../src/model/contenido.ts'
import { newId } from '../../src/model/ids.ts'
import { content } from '../contract/records.ts'
import { openBox } from '../http/box.ts'

type Box = Awaited<ReturnType<typeof openBox>>

/** A live of that account, as its first fragment leaves it. */
const onAir = async ({ call, storage, clock }: Box, token: string, titulo = 'Mañanas') => {
  const { body } = await call('POST /api/live/start', { token, body: { titulo } })
  await storage.lives.goLive(body.transmision.id, clock.wall())
  clock.advance(10)
  return { live: body.transmision.id as string, content: body.contenido.id as string }
}

const over = async ({ storage, clock }: Box, live: string, duracion_ms: number | null = 5000, job = false) => {
  const { transmision } = (await storage.lives.byId(live))!
  const made = {
    id: newId(clock.wall()),
    tipo: 'grabacion' as const,
    estado: 'pendiente' as const,
    progreso: 0.25,
    error: null,
    objeto_id: transmision.id,
    pedido_por: transmision.creador_id,
    intentos: 0,
    creado_en: clock.wall(),
    terminado_en: null,
    arriendo: null,
    vence_nodo_ms: null,
    disponible_nodo_ms: clock.now(),
  }
  await storage.lives.finish(live, clock.wall(), { duracion_ms, espectadores_max: 3 }, job ? made : undefined)
  return made.id
}

const open = async (t: Test, given: Parameters<typeof openBox>[1] = {}) => {
  const box = await openBox(t, given)
  const ana = await box.person('creador', 'ana')
  return { box, ana }
}

t.test('what is not published is there for its creator and admins, and for nobody else', async (t) => {
  const { box, ana } = await open(t)
  const luz = await box.person('creador', 'luz')
  const admin = await box.person('admin')
  const { body } = await box.call('POST /api/live/start', { token: ana.token, body: { titulo: 'Pronto' } })
  const read = (token?: string) =>
    box.call(`GET /api/content/${body.contenido.id}`, token === undefined ? {} : { token })
  t.match(await read(), { status: 404, body: { error: { codigo: 'contenido_no_encontrado' } } })
  t.equal((await read(luz.token)).status, 404)
  t.match(await read(ana.token), { status: 200, body: { estado: 'borrador', creador: { nombre: 'ana' } } })
  t.equal((await read(admin.token)).status, 200)
  t.equal((await box.call(`DELETE /api/content/${body.contenido.id}`, { token: luz.token })).status, 404)

  await box.storage.lives.goLive(body.transmision.id, box.clock.wall())
  t.match(await read(), { status: 200, body: { estado: 'publicado', tipo: 'live' } })
})

t.test('its addresses are those of the live while that is on, and those of the recording after', async (t) => {
  const { box, ana } = await open(t)
  const { live, content } = await onAir(box, ana.token)
  const read = async () => (await box.call(`GET /api/content/${content}`)).body
  t.match(await read(), {
    transmision_id: live,
    url_hls: `/hls/${live}/index.m3u8`,
    url_audio: `/hls/${live}/audio.m3u8`,
    url_descarga: null,
    disponible: 'completo',
    progreso: null,
  })
  await box.storage.lives.interrupt(live, box.clock.wall(), box.clock.now() + 1000)
  t.equal((await read()).url_hls, `/hls/${live}/index.m3u8`, 'while it waits for its encoder too')

  await over(box, live, 5000, true)
  t.match(await read(), {
    url_hls: `/media/${content}/index.m3u8`,
    url_audio: `/media/${content}/audio.m3u8`,
    url_descarga: null,
    progreso: 0.25,
    duracion_ms: 5000,
  })
  const medio = (formato: string, url: string): Medio => ({
    formato,
    url,
    codecs: '',
    ancho: null,
    alto: null,
    bitrate: 0,
    tamano_bytes: 1,
    sha256: 'a'.repeat(64),
  })
  const made = [
    medio('m4a', `/media/${content}/audio.m4a`),
    medio('jpg', 'x'),
    medio('mp4', `/media/${content}/descarga.mp4`),
  ]
  await box.storage.contents.change(content, { medios: made })
  t.match(await read(), { url_descarga: `/media/${content}/descarga.mp4`, progreso: null })
  await box.storage.contents.change(content, { medios: made.slice(0, 2) })
  t.equal((await read()).url_descarga, `/media/${content}/audio.m4a`, 'of sound alone, the sound')
  t.notOk('lamport' in (await read()), 'what the box keeps for itself stays there')
})

t.test('a live that recorded nothing has no addresses', async (t) => {
  const { box, ana } = await open(t)
  const { live, content } = await onAir(box, ana.token)
  await over(box, live, null)
  const { body } = await box.call(`GET /api/content/${content}`, { token: ana.token })
  t.match(body, { url_hls: null, url_audio: null, url_descarga: null, disponible: 'solo_metadatos' })
})

t.test('the catalog lists what is published, newest first, page by page', async (t) => {
  const { box, ana } = await open(t)
  const luz = await box.person('creador', 'luz')
  const made = []
  for (const titulo of ['uno', 'dos', 'tres', 'cuatro', 'cinco']) made.push(await onAir(box, ana.token, titulo))
  await onAir(box, luz.token, 'de luz')
  await box.call('POST /api/live/start', { token: ana.token, body: { titulo: 'borrador' } })

  const titles = (body: { datos: { titulo: string }[] }) => body.datos.map(({ titulo }) => titulo)
  const list = async (query: string, token?: string) =>
    (await box.call(`GET /api/content/list?${query}`, token === undefined ? {} : { token })).body
  const first = await list('limite=4')
  t.same(titles(first), ['de luz', 'cinco', 'cuatro', 'tres'])
  t.equal(first.total, 6)
  await onAir(box, luz.token, 'llegó después')
  const second = await list(`limite=4&cursor=${encodeURIComponent(first.siguiente)}`)
  t.same(titles(second), ['dos', 'uno'], 'a newcomer moves nothing')
  t.equal(second.siguiente, null)
  t.same(titles(await list(`creador=${luz.usuario.id}`)), ['llegó después', 'de luz'])
  t.same(titles(await list(`creador=${ana.usuario.id}`, luz.token)).includes('borrador'), false)
  t.same(titles(await list(`creador=${ana.usuario.id}`, ana.token))[0], 'borrador', "one's own are all there")
  t.equal((await list('tipo=audio')).total, 0)
})

t.test('a content is deleted by its creator or an admin, with its files, and not while it is on air', async (t) => {
  const { box, ana } = await open(t)
  const luz = await box.person('creador', 'luz')
  const admin = await box.person('admin')
  const { live, content } = await onAir(box, ana.token)
  const remove = (token: string) => box.call(`DELETE /api/content/${content}`, { token })
  t.match(await remove(luz.token), { status: 403, body: { error: { codigo: 'sin_permiso' } } })
  t.match(await remove(ana.token), { status: 409, body: { error: { codigo: 'contenido_en_vivo' } } })
  await over(box, live)
  const sha256 = 'b'.repeat(64)
  await box.storage.contents.change(content, {
    medios: [{ formato: 'mp4', url: 'x', codecs: '', ancho: null, alto: null, bitrate: 0, tamano_bytes: 1, sha256 }],
  })
  t.equal((await remove(ana.token)).status, 204)
  t.same(box.removed, [sha256, live])
  t.equal((await remove(ana.token)).status, 404)

  const other = await onAir(box, ana.token)
  await over(box, other.live)
  t.equal((await box.call(`DELETE /api/content/${other.content}`, { token: admin.token })).status, 204)
})

t.test('a job is told to who asked for it and to admins', async (t) => {
  const { box, ana } = await open(t)
  const luz = await box.person('creador', 'luz')
  const admin = await box.person('admin')
  const { live } = await onAir(box, ana.token)
  const job = await over(box, live, 5000, true)
  const read = (token: string) => box.call(`GET /api/jobs/${job}`, { token })
  const { status, body } = await read(ana.token)
  t.match({ status, body }, { status: 200, body: { id: job, tipo: 'grabacion', estado: 'pendiente', progreso: 0.25 } })
  t.notOk('arriendo' in body)
  t.match(await read(luz.token), { status: 404, body: { error: { codigo: 'trabajo_no_encontrado' } } })
  t.equal((await read(admin.token)).status, 200)
})

t.test('a job says in the language of its reader why it failed, and what it waits for', async (t) => {
  const { box, ana } = await open(t)
  const { live } = await onAir(box, ana.token)
  const job = await over(box, live, 5000, true)
  const errorIn = async (language: string) =>
    (await box.call(`GET /api/jobs/${job}`, { token: ana.token, headers: { 'accept-language': language } })).body.error
  const { jobs } = box.storage
  const now = box.clock.now()
  t.equal(await errorIn('es'), null)
  await jobs.lease(['grabacion'], 'a', now, now + 1000)
  await jobs.postpone(job, 'a', 'servicio_no_disponible', now + 30_000)
  t.match(await errorIn('es'), /no responde: espera 30 segundos/)
  t.match(await errorIn('pt'), /não responde: espere 30 segundos/)
  await jobs.lease(['grabacion'], 'a', now + 30_000, now + 31_000)
  await jobs.fail(job, 'a', 'sin_espacio', box.clock.wall())
  t.match(await errorIn('pt'), /^O disco está quase cheio/)
  t.match(await errorIn('en'), /^The disk is almost full/)
})

t.test('a job is cancelled and begun again by who asked for it, and ends at once where it is at work', async (t) => {
  const begun: AbortSignal[] = []
  const { box, ana } = await open(t, {
    grabacion: async (_job, { signal }) => {
      begun.push(signal)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    },
  })
  const { live } = await onAir(box, ana.token)
  const job = await over(box, live, 5000, true)
  const { token } = ana
  const cancel = () => box.call(`DELETE /api/jobs/${job}`, { token })
  const retry = () => box.call(`POST /api/jobs/${job}/retry`, { token })
  const state = async () => (await box.storage.jobs.byId(job))?.estado
  const begins = async (times: number) => {
    while (begun.length < times) await turn()
  }
  t.match(await retry(), { status: 409, body: { error: { codigo: 'trabajo_sin_falla' } } })
  await box.jobs.start()
  await begins(1)
  t.equal((await cancel()).status, 204)
  t.equal(begun[0]?.aborted, true)
  t.equal((await cancel()).status, 204, 'twice is one')
  t.equal(await state(), 'cancelado')
  t.match(await retry(), { status: 200, body: { id: job, estado: 'pendiente', intentos: 0, error: null } })
  await begins(2)
  await box.jobs.stop()
  await box.storage.jobs.lease(['grabacion'], 'otro', box.clock.now(), box.clock.now() + 1000)
  await box.storage.jobs.succeed(job, 'otro', box.clock.wall())
  t.match(await cancel(), { status: 409, body: { error: { codigo: 'trabajo_terminado' } } })
})

t.test('a recording is deleted while its job is at work: the job ends at once, and no failure is told', async (t) => {
  const begun = Promise.withResolvers<AbortSignal>()
  const ended = Promise.withResolvers<void>()
  const { box, ana } = await open(t, {
    grabacion: async (_job, { signal }) => {
      begun.resolve(signal)
      await new Promise((resolve) => signal.addEventListener('abort', resolve))
      ended.resolve()
      throw new Error('ENOENT: no such file or directory')
    },
  })
  const { live, content } = await onAir(box, ana.token)
  const job = await over(box, live, 5000, true)
  await box.jobs.start()
  const signal = await begun.promise
  t.equal((await box.call(`DELETE /api/content/${content}`, { token: ana.token })).status, 204)
  t.equal(signal.aborted, true)
  await ended.promise
  await box.jobs.stop()
  t.equal(await box.storage.jobs.byId(job), undefined)
  t.notMatch(box.lines.join(''), /failed|ENOENT/)
})

t.test('what is on air is listed page by page', async (t) => {
  const { box, ana } = await open(t)
  for (const titulo of ['uno', 'dos', 'tres']) await onAir(box, ana.token, titulo)
  const first = (await box.call('GET /api/live?limite=2')).body
  t.equal(first.datos.length, 2)
  t.equal(first.total, 3)
  const second = (await box.call(`GET /api/live?limite=2&cursor=${first.siguiente}`)).body
  t.equal(second.datos.length, 1)
  t.equal(second.siguiente, null)
})

t.test('the list is filtered and searched by its address', async (t) => {
  const { box, ana } = await open(t)
  const of = { creador_id: ana.usuario.id, estado: 'publicado' } as const
  await box.storage.contents.createMany([
    content(ana.usuario.id, { ...of, titulo: 'Canción de la milpa', etiquetas: ['son', 'maíz'], categoria: 'música' }),
    content(ana.usuario.id, { ...of, titulo: 'Noticias', descripcion: 'la cancion del día', etiquetas: ['son'] }),
    content(ana.usuario.id, { ...of, titulo: 'Canción oculta', estado: 'oculto' }),
  ])
  const titles = async (query: string, token?: string) => {
    const { status, body } = await box.call(`GET /api/content/list?${query}`, token === undefined ? {} : { token })
    return status === 200 ? body.datos.map(({ titulo }: { titulo: string }) => titulo) : status
  }
  t.same(await titles('q=cancion'), ['Canción de la milpa', 'Noticias'])
  t.same(await titles('q=CANCI%C3%93N&categoria=m%C3%BAsica'), ['Canción de la milpa'])
  t.same(await titles('etiqueta=son&etiqueta=ma%C3%ADz'), ['Canción de la milpa'])
  t.equal((await titles('etiqueta=son')).length, 2)
  t.equal((await titles('q=')).length, 2)
  t.same(
    await titles('orden=populares&q=cancion'),
    await titles('orden=recientes&q=cancion'),
    'as long as none was seen',
  )
  t.same(await titles(`q=oculta&creador=${ana.usuario.id}`), [])
  t.same(await titles(`q=oculta&creador=${ana.usuario.id}`, ana.token), ['Canción oculta'])
  for (const wrong of ['orden=otro', 'etiqueta=', `q=${'x'.repeat(201)}`, 'creador=x', 'tipo=audio&tipo=video'])
    t.equal(await titles(wrong), 422, wrong)
})
