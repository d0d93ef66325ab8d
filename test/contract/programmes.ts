import fc from 'fast-check'
import type { Test } from 'tap'
import { mainChannelId } from '../../src/model/canal.ts'
import { naturalId, newId } from '../../src/model/ids.ts'
import type { Programacion } from '../../src/model/programacion.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { channel } from './channels.ts'
import type { Open } from './opened.ts'
import { account, at, keptAnswer } from './records.ts'

/** An hour of the evening of Thursday, 24 December 2026, unless it is given otherwise. */
export const programme = (canalId: string, given: Partial<Programacion> = {}): Programacion => ({
  id: newId(at),
  canal_id: canalId,
  titulo: 'Voces de la loma',
  dia: '2026-12-24',
  desde: '20:00',
  hasta: '21:00',
  repeticion: 'ninguna',
  tipo: 'en_vivo',
  fuente: null,
  nodo_id: naturalId('nodo', 'de prueba'),
  version: 1,
  lamport: 0,
  ...given,
})

type Slot = Pick<Programacion, 'dia' | 'desde' | 'hasta' | 'repeticion'>
/** `2026-12-24 20:00-21:00 diaria` */
const slotOf = (text: string): Slot => {
  const [dia = '', hours = '', repeticion = 'ninguna'] = text.split(' ')
  const [desde = '', hasta = ''] = hours.split('-')
  return { dia, desde, hasta, repeticion: repeticion as Slot['repeticion'] }
}

const gridOf = async ({ programmes }: Storage, canalId: string, first: string, last = first) =>
  (await programmes.grid(canalId, first, last)).map(({ titulo }) => titulo)

// A month's end, a year's end and a weekly turn lie within.
const firstDay = Date.UTC(2026, 11, 28)
const daysLong = 24
const dayAt = (i: number) => new Date(firstDay + i * 86_400_000).toISOString().slice(0, 10)
const halfHour = (n: number) => `${String(Math.floor((n % 48) / 2)).padStart(2, '0')}:${n % 2 === 0 ? '00' : '30'}`
interface Drawn {
  day: number
  from: number
  length: number
  turn: 0 | 1 | 7
}
/** The half hours since the first day in which it is on. */
const halvesOf = ({ day, from, length, turn }: Drawn): Set<number> => {
  const days = Array.from({ length: daysLong }, (_, i) => i).filter((i) =>
    turn === 0 ? i === day : i >= day && (i - day) % turn === 0,
  )
  return new Set(days.flatMap((i) => Array.from({ length }, (_, n) => i * 48 + from + n)))
}
const drawnSlot = ({ day, from, length, turn }: Drawn): Slot => ({
  dia: dayAt(day),
  desde: halfHour(from),
  hasta: halfHour(from + length),
  repeticion: turn === 0 ? 'ninguna' : turn === 1 ? 'diaria' : 'semanal',
})

/** What every family promises of programme grids. */
export const programmesContract = (t: Test, open: Open) => {
  t.test('an entry is kept with its answer, changed over the version that was read, and deleted once', async (t) => {
    const { storage, diario } = await open(t)
    const before = await diario()
    const given = programme(mainChannelId, { tipo: 'categoria', fuente: 'musica' })
    const kept = keptAnswer(account().id)
    t.match(await storage.programmes.add(given, kept), { ...given, lamport: Number })
    t.match(await storage.programmes.byId(given.id), { ...given, lamport: Number })
    await t.rejects(storage.programmes.add(programme(mainChannelId, { dia: '2026-12-25' }), kept), {
      code: 'clave_idempotencia_en_curso',
    })
    await t.rejects(storage.programmes.add(programme(newId(at))), { code: 'canal_no_encontrado' })
    t.match(await storage.programmes.change(given.id, { hasta: '22:30', titulo: 'Sones' }, 1), {
      hasta: '22:30',
      titulo: 'Sones',
      version: 2,
    })
    await t.rejects(storage.programmes.change(given.id, { titulo: 'x' }, 1), { code: 'version_distinta' })
    await storage.programmes.remove(given.id)
    t.equal(await storage.programmes.byId(given.id), undefined)
    await t.rejects(storage.programmes.remove(given.id), { code: 'programa_no_encontrado' })
    await t.rejects(storage.programmes.change(given.id, {}), { code: 'programa_no_encontrado' })
    t.same(await diario(), before, 'and no log tells of it')
  })

  t.test('what is on together is refused by name, and what follows at once is not', async (t) => {
    const { storage } = await open(t)
    const cases: [there: string, given: string, together: boolean][] = [
      ['2026-12-24 20:00-21:00', '2026-12-24 20:59-22:00', true],
      ['2026-12-24 20:00-21:00', '2026-12-24 21:00-22:00', false],
      ['2026-12-24 20:00-21:00', '2026-12-24 19:00-20:00', false],
      ['2026-12-24 23:00-02:00', '2026-12-25 01:59-03:00', true],
      ['2026-12-24 23:00-02:00', '2026-12-25 02:00-03:00', false],
      ['2026-12-25 01:00-03:00', '2026-12-24 22:00-01:01', true],
      ['2026-12-24 06:00-06:00', '2026-12-25 05:00-05:30', true],
      ['2026-12-01 20:00-21:00 diaria', '2027-03-24 20:30-20:45', true],
      ['2026-12-25 20:00-21:00 diaria', '2026-12-24 20:00-21:00', false],
      ['2026-12-24 20:00-21:00 semanal', '2027-01-07 20:00-21:00', true],
      ['2026-12-24 20:00-21:00 semanal', '2027-01-08 20:00-21:00', false],
      ['2027-06-01 23:30-00:30 diaria', '2026-12-24 00:00-01:00 semanal', true],
      ['2026-12-24 23:30-00:30 semanal', '2026-12-19 00:15-01:00 semanal', false],
      ['2026-12-24 23:30-00:30 semanal', '2026-12-18 00:15-01:00 semanal', true],
    ]
    for (const [i, [there, given, together]] of cases.entries()) {
      const { id } = await storage.channels.create(channel(`canal-${i}`))
      await storage.programmes.add(programme(id, slotOf(there)))
      const add = storage.programmes.add(programme(id, { ...slotOf(given), titulo: 'Otro' }))
      if (!together) await t.resolves(add, `${there} | ${given}`)
      else
        await t.rejects(add, { code: 'horario_ocupado', values: { titulo: 'Voces de la loma' } }, `${there} | ${given}`)
    }
  })

  t.test(
    'an entry that finds no room where it is moved stays where it was; its own room is no hindrance',
    async (t) => {
      const { storage } = await open(t)
      const early = await storage.programmes.add(programme(mainChannelId))
      const late = await storage.programmes.add(programme(mainChannelId, { desde: '21:00', hasta: '22:00' }))
      await t.rejects(storage.programmes.change(late.id, { desde: '20:30' }), { code: 'horario_ocupado' })
      t.strictSame(await storage.programmes.byId(late.id), late)
      t.match(await storage.programmes.change(early.id, { desde: '19:30', hasta: '20:30', repeticion: 'diaria' }), {
        version: 2,
      })
      await storage.programmes.remove(early.id)
      t.match(await storage.programmes.change(late.id, { desde: '20:00' }, 1), { desde: '20:00', version: 2 })
    },
  )

  t.test('the grid of some days has what is on then, of the night before too, and of one channel', async (t) => {
    const { storage } = await open(t)
    const other = await storage.channels.create(channel('nocturna'))
    const put = (titulo: string, slot: string, canal = mainChannelId) =>
      storage.programmes.add(programme(canal, { titulo, ...slotOf(slot) }))
    await put('noche', '2026-12-23 23:00-01:00')
    await put('cada día', '2026-12-20 08:00-09:00 diaria')
    await put('jueves', '2026-12-24 10:00-11:00 semanal')
    await put('una vez', '2026-12-25 12:00-13:00')
    await put('ajeno', '2026-12-24 12:00-13:00', other.id)
    t.same(await gridOf(storage, mainChannelId, '2026-12-24'), ['cada día', 'noche', 'jueves'])
    t.same(await gridOf(storage, mainChannelId, '2026-12-25', '2026-12-26'), ['cada día', 'una vez'])
    t.same(await gridOf(storage, mainChannelId, '2026-12-31'), ['cada día', 'jueves'])
    t.same(await gridOf(storage, mainChannelId, '2026-12-19'), [])
    t.same(await gridOf(storage, mainChannelId, '2026-12-26', '2026-12-24'), [])
    t.same(await gridOf(storage, other.id, '2026-12-24'), ['ajeno'])
  })

  t.test('of many who want one hour of a channel at once, one gets it, and none a channel that goes', async (t) => {
    const { storage } = await open(t)
    const { id } = await storage.channels.create(channel('nocturna'))
    const moved = await storage.programmes.add(programme(mainChannelId, slotOf('2026-12-26 10:00-11:00')))
    const wanted = await Promise.allSettled([
      ...Array.from({ length: 10 }, (_, i) =>
        storage.programmes.add(programme(mainChannelId, { desde: `20:${i + 10}`, repeticion: 'diaria' })),
      ),
      storage.programmes.change(moved.id, slotOf('2026-12-26 20:30-21:30')),
    ])
    t.equal(wanted.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const one of wanted) if (one.status === 'rejected') t.match(one.reason, { code: 'horario_ocupado' })
    await Promise.allSettled([
      ...['06', '07', '08'].map((hour) =>
        storage.programmes.add(programme(id, { desde: `${hour}:00`, hasta: `${hour}:59` })),
      ),
      storage.channels.remove(id),
    ])
    t.same(await gridOf(storage, id, '2026-12-24'), [])
  })

  t.test('whatever is put, moved and taken out, no half hour has two entries, and the grid has each', async (t) => {
    const { storage } = await open(t)
    const drawn = fc.record({
      day: fc.nat(9),
      from: fc.nat(47),
      length: fc.integer({ min: 1, max: 48 }).map((n) => (n > 40 ? n : 1 + (n % 8))),
      turn: fc.constantFrom<Drawn['turn']>(0, 0, 1, 7),
    })
    const act = fc.record({ what: fc.constantFrom('put', 'put', 'move', 'take'), which: fc.nat(9), slot: drawn })
    let runs = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(act, { minLength: 2, maxLength: 12 }),
        fc.tuple(fc.nat(14), fc.nat(3)),
        async (acts, [first, more]) => {
          const canal = await storage.channels.create(channel(`canal-${runs++}`))
          const model = new Map<string, Drawn>()
          const isFree = (slot: Drawn, but?: string) => {
            const halves = halvesOf(slot)
            return [...model].every(([id, one]) => id === but || halves.isDisjointFrom(halvesOf(one)))
          }
          for (const { what, which, slot } of acts) {
            const id = [...model.keys()][which % (model.size || 1)]
            if (what === 'take' && id) {
              await storage.programmes.remove(id)
              model.delete(id)
            } else if (what === 'move' && id) {
              const move = storage.programmes.change(id, drawnSlot(slot))
              if (!isFree(slot, id)) await t.rejects(move, { code: 'horario_ocupado' })
              else model.set((await move).id, slot)
            } else if (what === 'put') {
              const put = storage.programmes.add(programme(canal.id, drawnSlot(slot)))
              if (!isFree(slot)) await t.rejects(put, { code: 'horario_ocupado' })
              else model.set((await put).id, slot)
            }
          }
          const asked = new Set(Array.from({ length: (more + 1) * 48 }, (_, n) => first * 48 + n))
          const on = [...model]
            .filter(([, slot]) => !asked.isDisjointFrom(halvesOf(slot)))
            .map(([id, slot]) => ({ id, ...drawnSlot(slot) }))
            .toSorted((a, b) => (`${a.dia} ${a.desde} ${a.id}` < `${b.dia} ${b.desde} ${b.id}` ? -1 : 1))
          const grid = await storage.programmes.grid(canal.id, dayAt(first), dayAt(first + more))
          t.same(
            grid.map(({ id, dia, desde, hasta, repeticion }) => ({ id, dia, desde, hasta, repeticion })),
            on,
          )
        },
      ),
      { numRuns: 25 },
    )
  })
}
