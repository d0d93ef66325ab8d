import fc from 'fast-check'
import type { Test } from 'tap'
import { type Colaboracion, collaborationId } from '../../src/model/colaboracion.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import type { RespuestaGuardada } from '../../src/model/idempotencia.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { account, at, content, job, live, segment } from './records.ts'

/** A creator with as many finished lives as asked for; their contents in order of creation. */
const withContents = async (open: Open, t: Test, given: Partial<Contenido>[]) => {
  const { storage } = await open(t)
  const creator = account()
  await storage.accounts.create(creator)
  const contents = given.map((fields) => content(creator.id, fields))
  for (const one of contents) await addContent(storage, one)
  return { storage, creator, contents }
}

const addContent = async (storage: Storage, one: Contenido) => {
  await storage.lives.create(live(one, { estado: 'finalizada' }), one)
}

const published = { estado: 'publicado' } as const
const medio = (sha256: string) => ({
  formato: 'mp4',
  codecs: 'avc1.64001f,mp4a.40.2',
  ancho: 1280,
  alto: 720,
  bitrate: 2_000_000,
  tamano_bytes: 10,
  sha256,
  url: '/media/x.mp4',
})

/** What every family promises of contents. */
export const contentsContract = (t: Test, open: Open) => {
  t.test('a content is read back whole, with who made it and the live it is of', async (t) => {
    const { storage, creator } = await withContents(open, t, [])
    const given = content(creator.id, {
      metadatos_enriquecidos: { locacion: 'Tlacotalpan', desconocido: { anidado: [1, null] } },
      etiquetas: ['ñ', '"comillas"'],
      medios: [medio('a'.repeat(64))],
      subtitulos: [{ idioma: 'nah', url: '/media/x/nah.vtt' }],
      cuerpo: 'Décimas\n«a la mar»',
      precio: { monto: 5_000, moneda: 'MXN' },
    })
    const of = live(given, { estado: 'finalizada' })
    await storage.lives.create(of, given)
    t.match(await storage.contents.byId(given.id), {
      contenido: { ...given, lamport: Number },
      creador: { id: creator.id, nombre: creator.nombre },
      transmision_id: of.id,
    })
    t.equal(await storage.contents.byId(of.id), undefined)
  })

  t.test('a content is made with its job, whom it names and its kept answer, or none of them is', async (t) => {
    const { storage, creator } = await withContents(open, t, [])
    const [friend, stranger] = [account(), account()]
    await storage.accounts.create(friend)
    const named = (contenidoId: string, usuarioId: string): Colaboracion => ({
      id: collaborationId(usuarioId, contenidoId),
      usuario_id: usuarioId,
      contenido_id: contenidoId,
      rol: 'voz',
      estado: 'propuesta',
      activo: true,
      nodo_id: creator.nodo_id,
      version: 1,
      lamport: 0,
    })
    const kept = (clave: string): RespuestaGuardada => ({
      cuenta: creator.id,
      ruta: 'POST /api/content/upload',
      clave,
      huella: 'h',
      estado: 201,
      cuerpo: '{}',
      vence_nodo_ms: 1e12,
    })
    const given = content(creator.id, { tipo: 'audio', estado: 'procesando', medios: [medio('b'.repeat(64))] })
    const made = { job: job(given.id), proposals: [named(given.id, friend.id)], kept: kept('una') }
    t.match(await storage.contents.create(given, made), { ...given, lamport: Number })
    t.match((await storage.contents.byId(given.id))?.contenido, { estado: 'procesando' })
    t.match(await storage.jobs.ofObject(given.id), { id: made.job.id, estado: 'pendiente' })
    t.match(await storage.collaborations.of([given.id]), [{ usuario: { id: friend.id }, colaboracion: { rol: 'voz' } }])
    t.match(await storage.idempotency.find(creator.id, 'POST /api/content/upload', 'una', 0), { estado: 201 })

    const failed = content(creator.id)
    const unknown = { job: job(failed.id), proposals: [named(failed.id, stranger.id)], kept: kept('otra') }
    await t.rejects(storage.contents.create(failed, unknown), { code: 'usuario_no_encontrado' })
    await t.rejects(storage.contents.create(failed, { ...unknown, proposals: [], kept: made.kept }), {
      code: 'clave_idempotencia_en_curso',
    })
    t.equal(await storage.contents.byId(failed.id), undefined)
    t.equal(await storage.jobs.ofObject(failed.id), undefined)
    t.equal(await storage.idempotency.find(creator.id, 'POST /api/content/upload', 'otra', 0), undefined)
  })

  t.test('a price that is set or taken away is told with its amount and currency', async (t) => {
    const { storage, diario } = await open(t)
    const given = content(account().id)
    await storage.contents.createMany([given])
    const precio = { monto: 5_000, moneda: 'MXN' }
    t.match(await storage.contents.change(given.id, { precio }), { precio, version: 2 })
    t.match(await storage.contents.change(given.id, { precio: { ...precio } }), { precio, version: 2 })
    t.match(await storage.contents.change(given.id, { precio: null }), { precio: null, version: 3 })
    t.match((await storage.contents.byId(given.id))?.contenido, { precio: null, cuerpo: null, subtitulos: [] })
    const told = (await diario()).filter(({ accion, tipo }) => tipo === 'contenidos' && accion === 'patch')
    t.strictSame(
      told.map(({ datos }) => datos),
      [{ precio }, { precio: null }],
    )
  })

  t.test('many that come together are all there, each with its row, or none is', async (t) => {
    const { storage, diario } = await open(t)
    const creator = account()
    await storage.accounts.create(creator)
    const many = Array.from({ length: 250 }, (_, i) => content(creator.id, { ...published, orden_nodo_ms: i }))
    await storage.contents.createMany(many)
    t.equal((await storage.contents.page({ publishedOnly: true }, 1)).total, 250)
    const told = (await diario()).filter(({ tipo }) => tipo === 'contenidos')
    t.equal(told.length, 250)
    t.equal(new Set(told.map(({ tx }) => tx)).size, 1)
    const [first] = many
    await t.rejects(storage.contents.createMany([content(creator.id, published), ...(first ? [first] : [])]))
    t.equal((await storage.contents.page({ publishedOnly: true }, 1)).total, 250)
  })

  t.test('contents are read together in the order that is asked for, one that is not there left out', async (t) => {
    const { storage, creator, contents } = await withContents(open, t, [{ titulo: 'a' }, { titulo: 'b' }, {}])
    const asked = [contents[1]?.id ?? '', account().id, contents[0]?.id ?? '']
    t.match(await storage.contents.byIds(asked), [
      { contenido: { titulo: 'b' }, creador: { id: creator.id, nombre: creator.nombre } },
      { contenido: { titulo: 'a' } },
    ])
    t.equal((await storage.contents.byIds(asked)).length, 2)
    t.same(await storage.contents.byIds([]), [])
  })

  t.test('the body of a texto is with the one content alone, and in no list', async (t) => {
    const { storage, contents } = await withContents(open, t, [
      { tipo: 'texto', cuerpo: 'A la mar', estado: 'publicado' },
    ])
    const id = contents[0]?.id ?? ''
    t.equal((await storage.contents.byId(id))?.contenido.cuerpo, 'A la mar')
    const lists = [await storage.contents.byIds([id])]
    for (const filter of [{}, { tipo: 'texto' }, { q: 'mar' }, { q: 'mar', orden: 'recientes' }] as const)
      lists.push((await storage.contents.page({ publishedOnly: true, ...filter }, 10)).rows)
    for (const rows of lists) {
      t.match(rows, [{ contenido: { id, tipo: 'texto' } }])
      t.notOk('cuerpo' in (rows[0]?.contenido ?? {}))
    }
  })

  t.test('of two writers of one version one wins and the other is told', async (t) => {
    const { storage, contents } = await withContents(open, t, [{}])
    const id = contents[0]?.id ?? ''
    const results = await Promise.allSettled(['uno', 'dos'].map((titulo) => storage.contents.change(id, { titulo }, 1)))
    t.same(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    t.match(
      results.find(({ status }) => status === 'rejected'),
      { reason: { code: 'version_distinta' } },
    )
    t.match(await storage.contents.byId(id), { contenido: { version: 2 } })
  })

  t.test('without a version the last write wins, and a write that changes nothing raises none', async (t) => {
    const { storage, contents } = await withContents(open, t, [{}])
    const id = contents[0]?.id ?? ''
    t.match(await storage.contents.change(id, { titulo: 'otro' }), { titulo: 'otro', version: 2 })
    t.match(await storage.contents.change(id, { titulo: 'otro', etiquetas: [] }), { version: 2 })
    await t.rejects(storage.contents.change(account().id, { titulo: 'x' }), { code: 'contenido_no_encontrado' })
  })

  t.test('a change can set neither identity nor counters', async (t) => {
    const { storage, contents } = await withContents(open, t, [{}])
    const [given] = contents
    const changed = await storage.contents.change(given?.id ?? '', {
      ...content(account().id),
      id: account().id,
      version: 99,
      lamport: 9_999,
      nodo_id: account().id,
      titulo: 'sí',
    })
    t.match(changed, { id: given?.id, nodo_id: given?.nodo_id, version: 2, titulo: 'sí' })
    t.ok(changed.lamport < 9_999)
  })

  t.test('a page is newest first, counts all, and filters by kind, creator and what is published', async (t) => {
    const { storage, creator } = await withContents(open, t, [
      { ...published, orden_nodo_ms: 3, titulo: 'c' },
      { ...published, orden_nodo_ms: 1, titulo: 'a', tipo: 'audio' },
      { estado: 'borrador', orden_nodo_ms: 4, titulo: 'd' },
      { ...published, orden_nodo_ms: 2, titulo: 'b' },
    ])
    const titles = async (filter: Parameters<Storage['contents']['page']>[0], limit = 10) => {
      const { rows, total } = await storage.contents.page(filter, limit)
      return [total, ...rows.map(({ contenido }) => contenido.titulo)]
    }
    t.same(await titles({ publishedOnly: true }), [3, 'c', 'b', 'a'])
    t.same(await titles({ publishedOnly: true }, 1), [3, 'c'])
    t.same(await titles({ publishedOnly: false, creador_id: creator.id }), [4, 'd', 'c', 'b', 'a'])
    t.same(await titles({ publishedOnly: true, tipo: 'audio' }), [1, 'a'])
    t.same(await titles({ publishedOnly: true, creador_id: account().id }), [0])
  })

  t.test('a cursor that is no cursor is refused', async (t) => {
    const { storage } = await withContents(open, t, [])
    for (const cursor of ['', 'x', 'W10', Buffer.from('["a",1]').toString('base64url')])
      await t.rejects(storage.contents.page({ publishedOnly: true }, 5, cursor), { code: 'cursor_invalido' })
  })

  t.test('pages lose and repeat nothing that stays while others come and go', async (t) => {
    const { storage, creator } = await withContents(open, t, [])
    const filter = { publishedOnly: true }
    await fc.assert(
      fc.asyncProperty(
        // Few moments, so that many contents share one and the order within it matters.
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ moment: fc.integer({ min: 0, max: 3 }), removes: fc.boolean() }), { maxLength: 4 }),
        async (moments, limit, meanwhile) => {
          const all = moments.map((orden_nodo_ms) => content(creator.id, { ...published, orden_nodo_ms }))
          for (const one of all) await addContent(storage, one)
          const passing: string[] = []
          const seen: string[] = []
          let cursor: string | undefined
          for (let step = 0; ; step++) {
            const { rows, next } = await storage.contents.page(filter, limit, cursor)
            seen.push(...rows.map(({ contenido }) => contenido.id))
            if (next === null) break
            cursor = next
            const change = meanwhile[step]
            if (change?.removes && passing.length > 0) await storage.contents.remove(passing.pop() ?? '')
            else if (change) {
              const comer = content(creator.id, { ...published, orden_nodo_ms: change.moment })
              await addContent(storage, comer)
              passing.push(comer.id)
            }
          }
          const stayed = all.map(({ id }) => id)
          for (const { id } of (await storage.contents.page(filter, 100)).rows.map(({ contenido }) => contenido))
            await storage.contents.remove(id)
          return new Set(seen).size === seen.length && stayed.every((id) => seen.includes(id))
        },
      ),
      { numRuns: 30 },
    )
  })

  t.test('a deletion takes the journal and the jobs with it and names the files that nobody else needs', async (t) => {
    const [own, shared] = ['a'.repeat(64), 'b'.repeat(64)]
    const { storage, creator, contents } = await withContents(open, t, [{ medios: [medio(shared)] }])
    const given = content(creator.id, { medios: [medio(own), medio(shared)] })
    const of = live(given, { estado: 'finalizada' })
    await storage.lives.create(of, given)
    await storage.lives.journal([segment(of.id)])
    const work = job(of.id)
    await storage.jobs.enqueue(work)

    t.same(await storage.contents.remove(given.id), { blobs: [own], transmision_id: of.id })
    t.equal(await storage.contents.byId(given.id), undefined)
    t.same(await storage.lives.segments(of.id), [])
    t.equal(await storage.jobs.byId(work.id), undefined)
    await t.rejects(storage.contents.remove(given.id), { code: 'contenido_no_encontrado' })

    const other = contents[0]?.id ?? ''
    await storage.contents.change(other, { medios: [medio(shared), medio(own)] })
    t.same((await storage.contents.remove(other)).blobs.sort(), [own, shared])
  })

  t.test('downloads of recordings are named oldest first and taken off, but for what another refers to', async (t) => {
    const [own, shared, sound, picture] = ['a', 'b', 'c', 'd'].map((each) => each.repeat(64)) as [string, ...string[]]
    const made = (sha256: string, formato: string) => ({ ...medio(sha256), formato, url: `/media/x/${formato}` })
    const { storage, creator } = await withContents(open, t, [])
    const add = async (given: Partial<Contenido>, estado: 'finalizada' | 'preparada' = 'finalizada') => {
      const one = content(creator.id, given)
      const of = live(one, { estado })
      await storage.lives.create(of, one)
      return { contenido_id: one.id, titulo: one.titulo, orden_nodo_ms: one.orden_nodo_ms, transmision_id: of.id }
    }
    const late = await add({ orden_nodo_ms: 3, medios: [made(shared ?? '', 'mp4'), made(sound ?? '', 'm4a')] })
    const early = await add({
      orden_nodo_ms: 1,
      medios: [made(own, 'mp4'), made(picture ?? '', 'jpg')],
      miniatura: '/media/x/jpg',
      url_archivo: '/media/x/mp4',
    })
    await add({ orden_nodo_ms: 2, medios: [made(shared ?? '', 'mp4')] })
    await add({ orden_nodo_ms: 4, medios: [made('e'.repeat(64), 'mp4')] }, 'preparada')
    await add({ orden_nodo_ms: 5 })
    const rows = [early, late].map((each) => ({ ...each, tamano_bytes: 10 }))
    t.same(await storage.contents.downloads(10), rows)
    t.same(await storage.contents.downloads(1), rows.slice(0, 1))
    t.same(await storage.contents.downloads(10, early), rows.slice(1))

    t.same(await storage.contents.dropDownloads(early.contenido_id), [own])
    t.match(await storage.contents.byId(early.contenido_id), {
      contenido: { url_archivo: null, miniatura: '/media/x/jpg', medios: [{ formato: 'jpg' }], version: 2 },
    })
    t.same(await storage.contents.dropDownloads(early.contenido_id), [])
    t.same(await storage.contents.dropDownloads(late.contenido_id), [sound])
    t.match((await storage.contents.byId(late.contenido_id))?.contenido.medios, [{ sha256: shared }])
    t.same(await storage.contents.downloads(10), [])
    await t.rejects(storage.contents.dropDownloads(creator.id), { code: 'contenido_no_encontrado' })
  })

  t.test('the content of a live that is not over cannot be deleted', async (t) => {
    const { storage, creator } = await withContents(open, t, [])
    const given = content(creator.id)
    const of = live(given)
    await storage.lives.create(of, given)
    await storage.lives.goLive(of.id, at)
    await t.rejects(storage.contents.remove(given.id), { code: 'contenido_en_vivo' })
    await storage.lives.finish(of.id, at, { duracion_ms: null, espectadores_max: 0 })
    t.match(await storage.contents.remove(given.id), { transmision_id: of.id })
  })
}
