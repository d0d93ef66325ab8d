import fc from 'fast-check'
import type { Test } from 'tap'
import type { EstadoTransmision } from '../../src/model/transmision.ts'
import type { Open } from './opened.ts'
import { account, at, content, job, keptAnswer, live, segment, streamKey } from './records.ts'

const prepared = async (open: Open, t: Test) => {
  const { storage } = await open(t)
  const creator = account()
  await storage.accounts.create(creator)
  const add = async (given: Parameters<typeof live>[1] = {}) => {
    const of = content(creator.id)
    const one = live(of, given)
    await storage.lives.create(one, of)
    return one
  }
  return { storage, creator, add }
}

/** What every family promises of lives. */
export const livesContract = (t: Test, open: Open) => {
  t.test('a live, its content, its key and the kept answer are one unit', async (t) => {
    const { storage, creator, add } = await prepared(open, t)
    const taken = await add()
    const of = content(creator.id)
    const refused = live(of, { codigo: taken.codigo.toUpperCase() })
    const key = streamKey(creator.id, { transmision_id: refused.id })
    const kept = keptAnswer(creator.id)
    await t.rejects(storage.lives.create(refused, of, key, kept), { code: 'codigo_ocupado' })
    t.equal(await storage.contents.byId(of.id), undefined)
    t.same(await storage.streamKeys.active(), [])

    const good = live(of)
    await storage.lives.create(good, of, key, kept)
    t.match(await storage.lives.byId(good.id), {
      transmision: { ...good, lamport: Number },
      creador: { id: creator.id, nombre: creator.nombre },
    })
    t.equal((await storage.lives.byCode(good.codigo.toUpperCase()))?.transmision.id, good.id)
    t.same(await storage.streamKeys.active(), [key])
    t.same(await storage.idempotency.find(creator.id, kept.ruta, kept.clave, 0), kept)
  })

  t.test('a key of idempotency that is kept already undoes the creation', async (t) => {
    const { storage, creator } = await prepared(open, t)
    const kept = keptAnswer(creator.id)
    const [first, second] = [content(creator.id), content(creator.id)]
    await storage.lives.create(live(first), first, undefined, kept)
    await t.rejects(storage.lives.create(live(second), second, undefined, keptAnswer(creator.id)), {
      code: 'clave_idempotencia_en_curso',
    })
    t.equal(await storage.contents.byId(second.id), undefined)
    t.same(await storage.idempotency.find(creator.id, kept.ruta, kept.clave, 0), kept)
    t.equal(await storage.idempotency.find(creator.id, kept.ruta, kept.clave, kept.vence_nodo_ms), undefined)
  })

  t.test('an outage is one corte: opened once, closed when the encoder is back', async (t) => {
    const { storage, add } = await prepared(open, t)
    const { id } = await add()
    t.match(await storage.lives.interrupt(id, at, 9_000), { estado: 'preparada', cortes: [], vence_nodo_ms: null })
    t.match(await storage.lives.goLive(id, at), { estado: 'en_vivo', iniciada_en: at, cortes: [] })
    t.match(await storage.lives.interrupt(id, at + 10, 5_000), { estado: 'reconectando', vence_nodo_ms: 5_000 })
    const again = await storage.lives.interrupt(id, at + 20, 6_000)
    t.match(again, { cortes: [{ desde: at + 10, hasta: null }], vence_nodo_ms: 6_000 })
    t.equal(again.version, 3, 'a later end of the grace is no change of what others see')
    t.match(await storage.lives.goLive(id, at + 30), {
      estado: 'en_vivo',
      iniciada_en: at,
      cortes: [{ desde: at + 10, hasta: at + 30 }],
      vence_nodo_ms: null,
    })
    t.match(await storage.lives.goLive(id, at + 40), { version: 4 })
  })

  t.test('going live publishes the content once', async (t) => {
    const { storage, add } = await prepared(open, t)
    const { id, contenido_id } = await add()
    t.match(await storage.contents.byId(contenido_id), { contenido: { estado: 'borrador', fecha_publicacion: null } })
    await storage.lives.goLive(id, at + 1)
    await storage.lives.interrupt(id, at + 2, 5_000)
    await storage.lives.goLive(id, at + 3)
    t.match(await storage.contents.byId(contenido_id), {
      contenido: { estado: 'publicado', fecha_publicacion: at + 1, tipo: 'live', version: 2 },
    })
  })

  t.test('the end closes the corte, revokes the key of this live alone, and enqueues its job once', async (t) => {
    const { storage, creator, add } = await prepared(open, t)
    const of = content(creator.id)
    const one = live(of)
    const own = streamKey(creator.id, { transmision_id: one.id })
    const permanent = streamKey(creator.id)
    await storage.lives.create(one, of, own)
    await storage.streamKeys.create(permanent)
    await add()
    await storage.lives.goLive(one.id, at)
    await storage.lives.interrupt(one.id, at + 10, 5_000)
    const recorded = { duracion_ms: 60_000, espectadores_max: 7 }
    const ended = await storage.lives.finish(one.id, at + 20, recorded, job(one.id))
    t.match(ended.transmision, {
      estado: 'finalizada',
      finalizada_en: at + 20,
      cortes: [{ desde: at + 10, hasta: at + 20 }],
      espectadores_max: 7,
      vence_nodo_ms: null,
    })
    t.match(ended.contenido, { estado: 'publicado', duracion_ms: 60_000 })
    t.same(
      (await storage.streamKeys.active()).map(({ id }) => id),
      [permanent.id],
    )
    const again = await storage.lives.finish(one.id, at + 99, { duracion_ms: 1, espectadores_max: 99 }, job(one.id))
    t.same(again, ended)
    t.equal(await storage.jobs.pending(), 1)
    await t.rejects(storage.lives.goLive(one.id, at), { code: 'transmision_finalizada' })
    await t.rejects(storage.lives.interrupt(one.id, at, 0), { code: 'transmision_finalizada' })
  })

  t.test('a live that recorded nothing leaves no job and nothing to see', async (t) => {
    const { storage, add } = await prepared(open, t)
    const { id } = await add()
    await storage.lives.goLive(id, at)
    const { contenido } = await storage.lives.finish(id, at, { duracion_ms: null, espectadores_max: 0 })
    t.match(contenido, { estado: 'oculto', duracion_ms: null })
    t.equal(await storage.jobs.pending(), 0)
  })

  t.test('words of a live are changed on its content too, over the version that was read', async (t) => {
    const { storage, add } = await prepared(open, t)
    const { id, contenido_id } = await add()
    const words = { titulo: 'Otro', categoria: 'música', etiquetas: ['son'] }
    t.match(await storage.lives.change(id, words, 1), { ...words, version: 2, descripcion: '' })
    t.match(await storage.contents.byId(contenido_id), { contenido: words })
    await t.rejects(storage.lives.change(id, { titulo: 'Tarde' }, 1), { code: 'version_distinta' })
    t.match(await storage.contents.byId(contenido_id), { contenido: words })
    await t.rejects(storage.lives.change(account().id, words), { code: 'transmision_no_encontrada' })
  })

  t.test('what is not over is listed newest first', async (t) => {
    const { storage, add } = await prepared(open, t)
    const [old, over, fresh] = [
      await add({ creada_nodo_ms: 1 }),
      await add({ creada_nodo_ms: 2 }),
      await add({ creada_nodo_ms: 3 }),
    ]
    await storage.lives.finish(over.id, at, { duracion_ms: null, espectadores_max: 0 })
    t.same(
      (await storage.lives.unfinished()).map(({ transmision }) => transmision.id),
      [fresh.id, old.id],
    )
  })

  t.test('a segment is journalled once, and the journal is read by rendition and sequence', async (t) => {
    const { storage, add } = await prepared(open, t)
    const { id } = await add()
    const main = [0, 1, 2].map((secuencia) => segment(id, { secuencia, duracion_ms: 2_000.5 }))
    const sound = segment(id, { rendicion: 'aac', discontinuidad: true, relleno: true })
    await storage.lives.journal([...main.slice(1), sound])
    await storage.lives.journal([segment(id, { secuencia: 2, archivo: 'otra vez' }), ...main])
    t.same(await storage.lives.segments(id), [sound, ...main])
  })

  t.test('whatever is asked of a live in whatever order, it takes only the steps that its states allow', async (t) => {
    const { storage, add } = await prepared(open, t)
    const step = fc.constantFrom('goLive' as const, 'interrupt' as const, 'finish' as const)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const { id } = await add()
        let expected: EstadoTransmision = 'preparada'
        let outages = 0
        for (const [index, name] of steps.entries()) {
          const moment = at + index
          const refused =
            name === 'finish'
              ? await storage.lives.finish(id, moment, { duracion_ms: 0, espectadores_max: 0 }).then(() => false)
              : await (name === 'goLive'
                  ? storage.lives.goLive(id, moment)
                  : storage.lives.interrupt(id, moment, 1)
                ).then(
                  () => false,
                  () => true,
                )
          if (refused !== (expected === 'finalizada' && name !== 'finish')) return false
          if (name === 'finish') expected = 'finalizada'
          else if (!refused && name === 'goLive') expected = 'en_vivo'
          else if (!refused && expected === 'en_vivo') {
            expected = 'reconectando'
            outages++
          }
          const found = (await storage.lives.byId(id))?.transmision
          const openOutages = found?.cortes.filter(({ hasta }) => hasta === null).length
          if (found?.estado !== expected || found.cortes.length !== outages) return false
          if (openOutages !== (expected === 'reconectando' ? 1 : 0)) return false
          if ((found.finalizada_en !== null) !== (expected === 'finalizada')) return false
        }
        return true
      }),
      { numRuns: 40 },
    )
  })
}
