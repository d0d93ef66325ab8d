import fc from 'fast-check'
import type { Test } from 'tap'
import { type Cell, grown, viewCells } from '../../src/analytics/cells.ts'
import { countOf, sketchOf } from '../../src/analytics/sketch.ts'
import type { CellBatch, CellStore } from '../../src/analytics/store.ts'
import type { CeldaCalidad } from '../../src/model/calidad.ts'
import { naturalId } from '../../src/model/ids.ts'
import { type CeldaVistas, type SesionMedida, stretches } from '../../src/model/vista.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { account, at, content, live } from './records.ts'

type ViewBatch = CellBatch<CeldaVistas, 'region'>
type ViewAdded = ViewBatch['celdas'][number]

const hourMs = 3_600_000
const contentId = (name: string) => naturalId('contenidos', name)
const heard = (upTo: number) => Array.from({ length: stretches }, (_, i) => Number(i < upTo))
const ana = sketchOf(['ana'])

const added = (name: string, given: Partial<ViewAdded> = {}): ViewAdded => ({
  contenido_id: contentId(name),
  region: 'MX-OAX',
  vistas: 1,
  duracion_total_ms: 60_000,
  completadas: 0,
  interacciones: 0,
  unicos: ana,
  retencion: heard(5),
  ...given,
})

const measured = (sesion: string, antes: number, n: number): SesionMedida & { antes: number } => ({
  sesion,
  antes,
  n,
  contenidos: [],
  vence_nodo_ms: 1_000_000,
})

const batch = (given: Partial<ViewBatch> = {}): ViewBatch => ({
  arranque: 1,
  hora_arranque: 0,
  nodo_ms: 1_000,
  sesiones: [],
  celdas: [],
  ...given,
})

const started = async (open: Open, t: Test) => {
  const opened = await open(t)
  await opened.storage.boots.begin(60_000, at)
  return opened
}

/** Every cell, whatever the pages. */
const allOf = async <C extends Cell, D extends keyof C & string>(store: CellStore<C, D>, limit = 100): Promise<C[]> => {
  const cells: C[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await store.all(limit, cursor)
    cells.push(...rows)
    if (next === null) return cells
    cursor = next
  }
}

/** A boot of another node. */
const boot = (nodeName: string) => ({ nodo_id: naturalId('nodo', nodeName), epoca: 1, arranque: 3 })

/** Cells in the order of their keys, without what is not of the metric. */
const readable = (cells: readonly CeldaVistas[]) =>
  cells.map(({ lamport, ...cell }) => cell).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
const keyOf = ({ nodo_id, hora_arranque, contenido_id }: Omit<CeldaVistas, 'lamport'>) =>
  `${nodo_id} ${hora_arranque} ${contenido_id}`

/** What every family promises of the cells of views. */
export const viewsContract = (t: Test, open: Open) => {
  t.test('what the cells of some contents add up to is told together', async (t) => {
    const { storage } = await started(open, t)
    const celdas = [added('uno'), added('uno', { region: '', vistas: 3 }), added('dos'), added('tres')]
    await storage.views.add(batch({ celdas }))
    await storage.views.add(batch({ hora_arranque: 7, celdas: [added('uno', { duracion_total_ms: 5 })] }))
    const totals = await storage.views.totals(['dos', 'nadie', 'uno'].map(contentId))
    t.strictSame(
      totals.sort((a, b) => b.vistas - a.vistas),
      [
        { contenido_id: contentId('uno'), vistas: 5, duracion_total_ms: 120_005 },
        { contenido_id: contentId('dos'), vistas: 1, duracion_total_ms: 60_000 },
      ],
    )
    t.same(await storage.views.totals([]), [])
  })

  t.test('a cell is all that was ever added to it, and each part of it grows', async (t) => {
    const { storage } = await started(open, t)
    await storage.views.add(batch({ celdas: [added('uno'), added('dos', { region: '' })] }))
    const more = added('uno', { vistas: 2, completadas: 1, unicos: sketchOf(['ana', 'eva']), retencion: heard(20) })
    await storage.views.add(batch({ celdas: [more] }))
    const cells = await allOf(storage.views)
    t.equal(cells.length, 2)
    const cell = cells.find(({ region }) => region === 'MX-OAX')
    t.strictSame(cell, {
      nodo_id: await storage.identity.nodoId(),
      epoca: 1,
      arranque: 1,
      contenido_id: contentId('uno'),
      hora_arranque: 0,
      region: 'MX-OAX',
      vistas: 3,
      duracion_total_ms: 120_000,
      completadas: 1,
      interacciones: 0,
      unicos: sketchOf(['ana', 'eva']),
      retencion: [2, 2, 2, 2, 2, ...Array(15).fill(1)],
      lamport: cell?.lamport,
    })
  })

  t.test('a batch that comes twice counts once; of two upon the same count one wins, the other is told', async (t) => {
    const { storage } = await started(open, t)
    const first = batch({ sesiones: [measured('s', 0, 4), measured('otra', 0, 1)], celdas: [added('uno')] })
    await storage.views.add(first)
    await t.rejects(storage.views.add(first), { code: 'version_distinta' })
    const next = batch({ sesiones: [measured('s', 4, 9)], celdas: [added('uno')] })
    const both = await Promise.allSettled([storage.views.add(next), storage.views.add(next)])
    t.same(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    t.match(
      both.find(({ status }) => status === 'rejected'),
      { reason: { code: 'version_distinta' } },
    )
    t.match(await storage.views.sum({}, 'todo'), [{ clave: '', vistas: 2 }])
    t.match(await storage.views.sessions(['otra'], 0), [{ n: 1 }])
  })

  t.test('what a session has open is kept with it, until it is over', async (t) => {
    const { storage } = await started(open, t)
    const one = {
      ...measured('s', 0, 3),
      contenidos: [
        {
          contenido_id: contentId('uno'),
          abierta_nodo_ms: 500,
          contada_nodo_ms: null,
          duracion_ms: 9_000,
          tramos: 0b101,
        },
      ],
    }
    await storage.views.add(batch({ sesiones: [one] }))
    const { antes, ...kept } = one
    t.strictSame(await storage.views.sessions(['s', 'nadie'], 999_999), [kept])
    t.same(await storage.views.sessions(['s'], 1_000_000), [])
    t.same(await storage.quality.sessions(['s'], 0), [], 'another metric counts for itself')
    await storage.views.add(batch({ nodo_ms: 1_000_000 }))
    t.same(await storage.views.sessions(['s'], 0), [], 'and then it is forgotten')
    await storage.views.add(batch({ sesiones: [measured('s', 0, 1)] }))
  })

  t.test('a batch of a boot that this base does not know has to come again', async (t) => {
    const { storage } = await started(open, t)
    const lost = batch({ arranque: 7, sesiones: [measured('s', 0, 1)], celdas: [added('uno')] })
    await t.rejects(storage.views.add(lost), { code: 'servicio_no_disponible', retryAfterS: Number })
    t.same(await storage.views.sessions(['s'], 0), [])
    const unknown = { numero: 7, desde_nodo_ms: 0, desde_en: at, techo_nodo_ms: 1, correccion_ms: 0, limpio: false }
    await storage.boots.raise({ ...unknown, confianza: 'baja' })
    await storage.views.add(lost)
    t.match(await storage.views.sum({}, 'hora'), [{ clave: at, vistas: 1 }])
  })

  t.test('views add up by content, region and hour, of a content, a creator, a region or a time', async (t) => {
    const { storage } = await started(open, t)
    const creator = account()
    await storage.accounts.create(creator)
    const own = content(creator.id)
    await storage.lives.create(live(own), own)
    const ofOwn = { contenido_id: own.id, unicos: sketchOf(['eva']) }
    await storage.views.add(batch({ celdas: [added('uno'), added('x', ofOwn)] }))
    const later = [added('uno', { region: 'CO-CAU', vistas: 5 }), added('x', { ...ofOwn, vistas: 7 })]
    await storage.views.add(batch({ hora_arranque: 2, celdas: later }))
    const brief = async (...args: Parameters<Storage['views']['sum']>) =>
      (await storage.views.sum(...args)).map(({ clave, vistas, unicos }) => [clave, vistas, countOf(unicos)])

    t.same(await brief({}, 'todo'), [['', 14, 2]])
    t.same(await brief({}, 'region'), [
      ['CO-CAU', 5, 1],
      ['MX-OAX', 9, 2],
    ])
    t.same(await brief({}, 'hora'), [
      [at, 2, 2],
      [at + 2 * hourMs, 12, 2],
    ])
    t.same(
      new Set(await brief({ region: 'MX-OAX' }, 'contenido')),
      new Set([
        [contentId('uno'), 1, 1],
        [own.id, 8, 1],
      ]),
    )
    t.same(await brief({ creador_id: creator.id }, 'todo'), [['', 8, 1]])
    t.same(await brief({ contenido_id: contentId('uno') }, 'hora'), [
      [at, 1, 1],
      [at + 2 * hourMs, 5, 1],
    ])
    t.same(await brief({ desde: at + 1 }, 'todo'), [['', 12, 2]])
    t.same(await brief({ desde: at, hasta: at + 2 * hourMs }, 'todo'), [['', 2, 2]])
    t.same(await brief({ hasta: at }, 'todo'), [])
    t.match(await storage.views.sum({ contenido_id: own.id }, 'todo'), [{ retencion: [2, 2, 2, 2, 2, 0] }])
  })

  t.test('hours of a boot move when it is known when that began, others stay', async (t) => {
    const { storage } = await started(open, t)
    await storage.views.add(batch({ celdas: [added('uno')] }))
    await storage.boots.begin(60_000, at + 9 * hourMs)
    await storage.views.add(batch({ arranque: 2, hora_arranque: 1, celdas: [added('uno')] }))
    await storage.boots.correct(2, 5_000, 'ntp', 5_000)
    await storage.views.add(batch({ arranque: 2, hora_arranque: 2, celdas: [added('uno')] }))
    const hours = (await storage.views.sum({}, 'hora')).map(({ clave }) => clave)
    t.same(hours, [at, at + 10 * hourMs + 5_000, at + 11 * hourMs + 5_000])
  })

  t.test('copies join in any order, any number of times, and are not added to', async (t) => {
    const { storage } = await started(open, t)
    await storage.views.add(batch({ celdas: [added('uno')] }))
    const [own] = await allOf(storage.views)
    const state = fc.record({
      from: fc.constantFrom('norte' as const, 'sur' as const),
      hora_arranque: fc.nat(1),
      name: fc.constantFrom('uno', 'dos'),
      vistas: fc.nat(9),
      people: fc.array(fc.constantFrom('ana', 'eva', 'leo', 'iván'), { maxLength: 3 }),
      upTo: fc.nat(stretches),
    })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(state, { maxLength: 4 }), { maxLength: 5 }), async (given) => {
        run++
        const boots = { norte: boot(`norte ${run}`), sur: boot(`sur ${run}`) }
        const arranques = Object.values(boots).map((one) => ({ ...one, desde_en: at }))
        const copies = given.map((copy) =>
          copy.map(({ from, hora_arranque, name, vistas, people, upTo }) => ({
            ...added(name, { vistas, unicos: sketchOf(people), retencion: heard(upTo) }),
            ...boots[from],
            hora_arranque,
            lamport: vistas,
          })),
        )
        // Of one cell a copy has one state: the one that comes first stays.
        for (const copy of [...copies, ...copies.toReversed()]) {
          const once = new Map(copy.toReversed().map((cell) => [keyOf(cell), cell]))
          await storage.views.merge({ arranques, celdas: [...once.values()] })
        }
        for (const cell of copies.flat()) await storage.views.merge({ arranques, celdas: [cell] })
        const model = new Map<string, CeldaVistas>()
        for (const cell of copies.flat()) {
          const before = model.get(keyOf(cell))
          model.set(keyOf(cell), before ? { ...cell, ...grown(viewCells, before, cell, 'highest') } : cell)
        }
        const nodes = new Set(arranques.map(({ nodo_id }) => nodo_id))
        const all = await allOf(storage.views, 3)
        t.same(readable(all.filter(({ nodo_id }) => nodes.has(nodo_id))), readable([...model.values()]))
        t.same(
          all.filter(({ nodo_id }) => nodo_id === own?.nodo_id),
          [own],
        )
      }),
      { numRuns: 12 },
    )
  })

  t.test('a copy says when its boots began, and a later one may know better', async (t) => {
    const { storage } = await started(open, t)
    const north = boot('norte')
    const cell = { ...added('uno'), ...north, hora_arranque: 1, lamport: 5 }
    await storage.views.merge({ arranques: [{ ...north, desde_en: at }], celdas: [cell] })
    t.match(await storage.views.sum({}, 'hora'), [{ clave: at + hourMs }])
    await storage.views.merge({ arranques: [{ ...north, desde_en: at + 7 }], celdas: [] })
    t.match(await storage.views.sum({}, 'hora'), [{ clave: at + hourMs + 7 }])
    await t.rejects(storage.views.merge({ arranques: [], celdas: [cell] }), /does not say/)
  })

  t.test('many who add to one cell at once lose nothing', async (t) => {
    const { storage } = await started(open, t)
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        storage.views.add(batch({ sesiones: [measured(`s${i}`, 0, 1)], celdas: [added('uno'), added(`${i}`)] })),
      ),
    )
    t.match(await storage.views.sum({ contenido_id: contentId('uno') }, 'todo'), [{ vistas: 20 }])
    t.equal((await allOf(storage.views, 7)).length, 21)
  })

  t.test('the change log tells which contents have other cells of an hour, once a batch, and no more', async (t) => {
    const { storage, diario } = await started(open, t)
    const nodo_id = await storage.identity.nodoId()
    const contents = [contentId('uno'), contentId('dos')].sort()
    await storage.views.add(batch({ celdas: [added('uno'), added('uno', { region: '' }), added('dos')] }))
    await storage.views.add(batch({ sesiones: [measured('s', 0, 1)] }))
    const north = boot('norte')
    const celdas = [0, 1].map((hora_arranque) => ({ ...added('uno'), ...north, hora_arranque, lamport: 5 }))
    await storage.views.merge({ arranques: [{ ...north, desde_en: at }], celdas })
    const rows = await diario()
    t.match(rows, [
      { tipo: 'vistas', accion: 'patch', base: 0, datos: { nodo_id, epoca: 1, arranque: 1, hora_arranque: 0 } },
      { tipo: 'vistas', datos: { ...north, hora_arranque: 0, contenidos: [contentId('uno')] } },
      { tipo: 'vistas', datos: { ...north, hora_arranque: 1, contenidos: [contentId('uno')] } },
    ])
    t.equal(rows.length, 3)
    const { contenidos } = (rows[0]?.datos ?? {}) as { contenidos: string[] }
    t.same(contenidos.toSorted(), contents)
    const hour = { nodo_id, epoca: 1, arranque: 1, hora_arranque: 0 }
    const told = await storage.views.ofHour(hour, [contentId('uno'), contentId('nada')])
    t.same(told.map(({ region }) => region).sort(), ['', 'MX-OAX'])
    for (const cell of told) t.equal(cell.lamport, rows[0]?.lamport)
  })

  t.test('a cursor that is none is refused', async (t) => {
    const { storage } = await started(open, t)
    for (const cursor of ['', 'x', 'W10']) await t.rejects(storage.views.all(5, cursor), { code: 'cursor_invalido' })
  })
}

/** What every family promises of the cells of what players reported. */
export const qualityContract = (t: Test, open: Open) => {
  t.test('reports add up by rendition, are counted once, and are not told', async (t) => {
    const { storage, diario } = await started(open, t)
    const report = (
      rendicion: string,
      who: string,
      cortes: number,
    ): CellBatch<CeldaCalidad, 'rendicion'>['celdas'][number] => ({
      contenido_id: contentId('uno'),
      rendicion,
      reportes: 1,
      con_cortes: Number(cortes > 0),
      cortes,
      cortes_ms: cortes * 800,
      arranque_total_ms: 900,
      bytes: 5_000_000,
      oyentes: sketchOf([who]),
      oyentes_con_cortes: sketchOf(cortes > 0 ? [who] : []),
    })
    const given = { arranque: 1, hora_arranque: 0, nodo_ms: 0, sesiones: [] }
    await storage.quality.add({ ...given, sesiones: [measured('s', 0, 1)], celdas: [report('main', 'ana', 3)] })
    await t.rejects(
      storage.quality.add({ ...given, sesiones: [measured('s', 0, 1)], celdas: [report('main', 'ana', 3)] }),
      { code: 'version_distinta' },
    )
    await storage.quality.add({ ...given, celdas: [report('main', 'eva', 0), report('opus', 'leo', 0)] })
    const sums = await storage.quality.sum({ contenido_id: contentId('uno') }, 'rendicion')
    t.match(sums, [
      { clave: 'main', reportes: 2, con_cortes: 1, cortes: 3, cortes_ms: 2_400, arranque_total_ms: 1_800 },
      { clave: 'opus', reportes: 1, con_cortes: 0, bytes: 5_000_000 },
    ])
    t.same(
      sums.map((sum) => [countOf(sum.oyentes), countOf(sum.oyentes_con_cortes)]),
      [
        [2, 1],
        [1, 0],
      ],
    )
    t.same(await diario(), [])
    t.equal((await allOf(storage.quality)).length, 2)
  })
}
