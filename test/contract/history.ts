import fc from 'fast-check'
import type { Test } from 'tap'
import { play } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content, live } from './records.ts'

const withContents = async (open: Open, t: Test, howMany: number) => {
  const opened = await open(t)
  const ana = account()
  await opened.storage.accounts.create(ana)
  const contents = Array.from({ length: howMany }, () => content(ana.id, { duracion_ms: 100_000 }))
  for (const one of contents) await opened.storage.lives.create(live(one, { estado: 'finalizada' }), one)
  return { ...opened, ana, ids: contents.map(({ id }) => id) as [string, ...string[]] }
}

/** What every family promises of what people have seen and heard. */
export const historyContract = (t: Test, open: Open) => {
  t.test('how much people played is summed over what they played last since then', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 3)
    const [eva, luz] = [account(), account()]
    for (const one of [eva, luz]) await storage.accounts.create(one)
    await storage.history.record([
      ...ids.map((id, i) => play(ana.id, id, { vista_ms: 1_000, fecha: at + i })),
      play(eva.id, ids[0], { vista_ms: 5_000, fecha: at + 9 }),
      play(luz.id, ids[0], { vista_ms: 7_000, fecha: at }),
    ])
    const played = await storage.history.played([ana.id, luz.id, eva.id], at + 1)
    t.same(
      played.toSorted((a, b) => a.vista_ms - b.vista_ms),
      [
        { usuario_id: ana.id, vista_ms: 2_000 },
        { usuario_id: eva.id, vista_ms: 5_000 },
      ],
    )
    t.same(await storage.history.played([], 0), [])
  })

  t.test('a content has one place in a history, with how often, how long and how far', async (t) => {
    const { storage, diario, ana, ids } = await withContents(open, t, 1)
    const [id] = ids
    const before = await diario()
    await storage.history.record([
      play(ana.id, id),
      play(ana.id, id, { abre: false, posicion_ms: 60_000, vista_ms: 50_000, fecha: at + 5 }),
      play(ana.id, id, { posicion_ms: 2_000, vista_ms: 1_000, fecha: at + 9, dispositivo: 'tele' }),
    ])
    t.match(await storage.history.find(ana.id, id), {
      usuario_id: ana.id,
      contenido_id: id,
      posicion_ms: 2_000,
      duracion_vista_ms: 61_000,
      porcentaje: 60,
      completado: false,
      veces: 2,
      fecha_ultima_vista: at + 9,
      dispositivo: 'tele',
    })
    await storage.history.record([play(ana.id, id, { abre: false, posicion_ms: 95_000 })])
    t.match(await storage.history.find(ana.id, id), { porcentaje: 95, completado: true, veces: 2 })
    t.same(await diario(), before, 'and no log tells of it')
  })

  t.test('plays that come with a batch of views are kept with it, and not where it counts for nothing', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 1)
    await storage.boots.begin(60_000, at)
    const sesion = { sesion: 'radio de la cocina', antes: 0, n: 1, contenidos: [], vence_nodo_ms: 1_000_000 }
    const batch = { arranque: 1, hora_arranque: 0, nodo_ms: 1_000, sesiones: [sesion], celdas: [] }
    await storage.views.add({ ...batch, reproducciones: [play(ana.id, ids[0])] })
    t.match(await storage.history.find(ana.id, ids[0]), { veces: 1, posicion_ms: 10_000 })
    const again = storage.views.add({ ...batch, reproducciones: [play(ana.id, ids[0])] })
    await t.rejects(again, { code: 'version_distinta' })
    t.match(await storage.history.find(ana.id, ids[0]), { veces: 1 })
  })

  t.test('a content of unknown length is never called seen whole', async (t) => {
    const { storage, ana } = await withContents(open, t, 1)
    const endless = content(ana.id)
    await storage.lives.create(live(endless, { estado: 'finalizada' }), endless)
    await storage.history.record([play(ana.id, endless.id, { posicion_ms: 9_000_000 })])
    t.match(await storage.history.find(ana.id, endless.id), { porcentaje: 0, completado: false })
  })

  t.test('what was played last comes first, page by page; what was left half-way can be asked for', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 5)
    for (const [i, id] of ids.entries())
      await storage.history.record([play(ana.id, id, { posicion_ms: i % 2 === 0 ? 100_000 : 1_000, fecha: at - i })])
    await storage.history.record([play(ana.id, ids[1] ?? '')])
    const pages = async (filter: { unfinished?: boolean }) => {
      const seen: number[] = []
      for (let cursor: string | undefined; ; ) {
        const { rows, next, total } = await storage.history.page({ usuario_id: ana.id, ...filter }, 2, cursor)
        seen.push(...rows.map(({ contenido_id }) => ids.indexOf(contenido_id)))
        if (next === null) return [total, ...seen]
        cursor = next
      }
    }
    t.same(await pages({}), [5, 1, 4, 3, 2, 0])
    t.same(await pages({ unfinished: true }), [2, 1, 3])
    await t.rejects(storage.history.page({ usuario_id: ana.id }, 2, 'x'), { code: 'cursor_invalido' })
  })

  t.test('nothing is kept of whoever paused their history, nor of what is not there', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 2)
    const [id, other = ''] = ids
    await storage.history.record([play(ana.id, id)])
    await storage.accounts.changeProfile(ana.id, { preferencias: { ...ana.preferencias, pausar_historial: true } })
    await storage.history.record([play(ana.id, id), play(ana.id, other)])
    await storage.accounts.changeProfile(ana.id, { preferencias: ana.preferencias })
    await storage.history.record([play(ana.id, account().id), play(account().id, id), play(ana.id, id)])
    t.match(await storage.history.page({ usuario_id: ana.id }, 10), { total: 1, rows: [{ veces: 2 }] })
  })

  t.test('a history is erased whole or in one place, and a content takes its places with it', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 4)
    const eva = account()
    await storage.accounts.create(eva)
    for (const id of ids) await storage.history.record([play(ana.id, id), play(eva.id, id)])
    t.equal(await storage.history.erase(ana.id, ids[0]), 1)
    t.equal(await storage.history.erase(ana.id, ids[0]), 0)
    await storage.contents.remove(ids[1] ?? '')
    t.equal((await storage.history.page({ usuario_id: ana.id }, 10)).total, 2)
    t.equal(await storage.history.erase(ana.id), 2)
    t.match(await storage.history.page({ usuario_id: ana.id }, 10), { rows: [], total: 0 })
    t.equal((await storage.history.page({ usuario_id: eva.id }, 10)).total, 3)
  })

  t.test('dates that move with the clock leave the order as it was', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 6)
    const { boot } = await storage.boots.begin(60_000, at)
    for (const id of ids) await storage.history.record([play(ana.id, id)])
    await storage.boots.correct(boot.numero, 3_600_000, 'ntp', 3_600_000)
    const { rows } = await storage.history.page({ usuario_id: ana.id }, 10)
    t.same(
      rows.map(({ contenido_id, fecha_ultima_vista }) => [contenido_id, fecha_ultima_vista]),
      ids.toReversed().map((id) => [id, at + 3_600_000]),
    )
  })

  t.test('whatever two devices tell at once, everything that was played is counted', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 2)
    const told = fc.array(fc.record({ which: fc.nat(1), vista_ms: fc.nat(50), abre: fc.boolean() }), { maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(told, told, async (one, other) => {
        await storage.history.erase(ana.id)
        const device = async (plays: typeof one) => {
          for (const { which, ...given } of plays) await storage.history.record([play(ana.id, ids[which] ?? '', given)])
        }
        await Promise.all([device(one), device(other)])
        for (const [which, id] of ids.entries()) {
          const mine = [...one, ...other].filter((each) => each.which === which)
          const kept = await storage.history.find(ana.id, id)
          if ((kept?.duracion_vista_ms ?? 0) !== mine.reduce((sum, { vista_ms }) => sum + vista_ms, 0)) return false
          const opened = mine.filter(({ abre }) => abre).length
          // The first that is told makes the place, and counts whether it opened or not.
          if (mine.length > 0 && kept?.veces !== opened && kept?.veces !== opened + 1) return false
        }
        return true
      }),
      { numRuns: 15 },
    )
  })
}
