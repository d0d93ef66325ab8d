import fc from 'fast-check'
import type { Test } from 'tap'
import type { Medicion, MedicionMinuto } from '../../src/model/medicion.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { at } from './records.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const ever = {}

export const minute = (numero: number, given: Partial<MedicionMinuto> = {}): MedicionMinuto => ({
  arranque: 1,
  numero,
  minutos: 1,
  cpu_ms: 6_000,
  memoria_max_bytes: 180_000_000,
  retraso_max_ms: 12,
  disco_libre_min_bytes: 20_000_000_000,
  disco_total_bytes: 64_000_000_000,
  recibidos_bytes: 15_000_000,
  enviados_bytes: 300_000_000,
  transmisiones_max: 1,
  espectadores_max: 20,
  partes: 6_000,
  reinicios: 0,
  trabajos_max: 0,
  guardados: 40,
  guardado_max_ms: 80,
  ...given,
})

const started = async (open: Open, t: Test) => {
  const opened = await open(t)
  await opened.storage.boots.begin(60_000, at)
  return opened
}

const placesOf = (measured: readonly Medicion[]) => measured.map(({ arranque, numero }) => [arranque, numero])

const bothSteps = async ({ measurements }: Storage) =>
  [await measurements.range('minuto', ever), await measurements.range('hora', ever)] as const

/** What every family promises of how the box fared. */
export const measurementsContract = (t: Test, open: Open) => {
  t.test('a minute is kept with all its figures, and one that comes again takes its own place', async (t) => {
    const { storage, diario } = await started(open, t)
    await storage.measurements.add([minute(1), minute(0)])
    await storage.measurements.add([minute(1, { cpu_ms: 7 })])
    await storage.measurements.add([])
    t.strictSame(await storage.measurements.range('minuto', ever), [
      { paso: 'minuto', ...minute(0), en: at },
      { paso: 'minuto', ...minute(1, { cpu_ms: 7 }), en: at + minuteMs },
    ])
    t.same(await storage.measurements.range('hora', ever), [])
    t.same(await diario(), [], 'and no log tells of it')
  })

  t.test('an hour that is over adds up what adds up, and of the rest says the most or the least', async (t) => {
    const { storage } = await started(open, t)
    const busy = { memoria_max_bytes: 190_000_000, disco_libre_min_bytes: 19_000_000_000, espectadores_max: 25 }
    await storage.measurements.add([minute(0), minute(59, { ...busy, cpu_ms: 1, guardado_max_ms: 7 }), minute(60)])
    await storage.measurements.rollUp({ arranque: 1, numero: 1 })
    const hour = { minutos: 2, cpu_ms: 6_001, recibidos_bytes: 30_000_000, enviados_bytes: 600_000_000, partes: 12_000 }
    const expected = { paso: 'hora', ...minute(0), ...hour, ...busy, guardados: 80, en: at }
    t.strictSame(await storage.measurements.range('hora', ever), [expected])
    await storage.measurements.rollUp({ arranque: 1, numero: 1 })
    t.strictSame(await storage.measurements.range('hora', ever), [expected], 'it is made once')
    await storage.measurements.rollUp({ arranque: 2, numero: 0 })
    t.same(placesOf(await storage.measurements.range('hora', ever)), [
      [1, 0],
      [1, 1],
    ])
  })

  t.test('a time is of the wall clock as is believed now, the order is that of what happened', async (t) => {
    const { storage } = await started(open, t)
    await storage.measurements.add([minute(0), minute(61), minute(62)])
    await storage.boots.begin(60_000, at - 9 * hourMs)
    await storage.measurements.add([minute(0, { arranque: 2 }), minute(1, { arranque: 2 })])
    const within = async (desde?: number, hasta?: number) =>
      placesOf(await storage.measurements.range('minuto', { desde, hasta }))
    t.same(await within(), [
      [1, 0],
      [1, 61],
      [1, 62],
      [2, 0],
      [2, 1],
    ])
    t.same(await within(at + 1), [
      [1, 61],
      [1, 62],
    ])
    t.same(await within(at, at + 62 * minuteMs), [
      [1, 0],
      [1, 61],
    ])
    t.same(await within(undefined, at), [
      [2, 0],
      [2, 1],
    ])
    await storage.boots.correct(2, 19 * hourMs, 'ntp', 19 * hourMs)
    t.same(await within(at + 10 * hourMs + minuteMs), [[2, 1]])
    t.match((await storage.measurements.range('minuto', { desde: at + 9 * hourMs }))[0], { en: at + 10 * hourMs })
    t.same(await within(at + 2 * hourMs, at + 3 * hourMs), [])
  })

  t.test('what is forgotten of the minutes stands in an hour, and an hour is never half forgotten', async (t) => {
    const { storage } = await started(open, t)
    await storage.measurements.add([0, 59, 60, 61, 120, 121].map((numero) => minute(numero)))
    const kept = { minuto: 3, hora: 1 }
    await storage.measurements.prune(kept)
    t.equal((await storage.measurements.range('minuto', ever)).length, 6, 'no hour is made yet')
    await storage.measurements.rollUp({ arranque: 1, numero: 1 })
    await storage.measurements.rollUp({ arranque: 1, numero: 2 })
    await storage.measurements.prune({ ...kept, hora: 9 })
    const [minutes, hours] = await bothSteps(storage)
    t.same(
      minutes.map(({ numero }) => numero),
      [60, 61, 120, 121],
    )
    t.match(hours, [{ minutos: 2 }, { minutos: 2 }])
    await storage.measurements.add([minute(2)])
    await storage.measurements.rollUp({ arranque: 1, numero: 2 })
    t.match((await bothSteps(storage))[1], [{ minutos: 2 }, { minutos: 2 }], 'a late minute takes nothing back')
    await storage.measurements.prune(kept)
    t.same(placesOf((await bothSteps(storage))[1]), [[1, 1]])
  })

  t.test('a minute of a boot that this base does not know has to come again', async (t) => {
    const { storage } = await started(open, t)
    const given = [minute(0), minute(0, { arranque: 7 })]
    await t.rejects(storage.measurements.add(given), { code: 'servicio_no_disponible', retryAfterS: Number })
    t.same(await storage.measurements.range('minuto', ever), [], 'all of it or nothing')
  })

  t.test('many who write at once lose nothing, and of two who write one minute one is there whole', async (t) => {
    const { storage } = await started(open, t)
    const { measurements } = storage
    await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        await measurements.add([minute(i), minute(59, { cpu_ms: i, partes: i })])
        await measurements.rollUp({ arranque: 1, numero: 1 })
      }),
    )
    await measurements.rollUp({ arranque: 1, numero: 1 })
    const [minutes, hours] = await bothSteps(storage)
    t.equal(minutes.length, 21)
    const last = minutes.at(-1)
    t.equal(last?.cpu_ms, last?.partes)
    t.match(hours, [{ minutos: 21, cpu_ms: 20 * 6_000 + (last?.cpu_ms ?? 0) }])
  })

  t.test('whatever comes in whatever order, what is told is what was measured', async (t) => {
    const { storage } = await started(open, t)
    await storage.boots.begin(60_000, at + hourMs)
    const measured = fc.record({
      arranque: fc.integer({ min: 1, max: 2 }),
      numero: fc.nat(179),
      cpu_ms: fc.nat(9),
      memoria_max_bytes: fc.nat(9),
      disco_libre_min_bytes: fc.nat(9),
    })
    const step = fc.oneof(
      fc.record({ what: fc.constant('add' as const), minutes: fc.array(measured, { maxLength: 9 }) }),
      fc.record({
        what: fc.constant('rollUp' as const),
        before: fc.record({ arranque: fc.integer({ min: 1, max: 3 }), numero: fc.nat(3) }),
      }),
      fc.record({
        what: fc.constant('prune' as const),
        kept: fc.record({ minuto: fc.integer({ min: 1, max: 20 }), hora: fc.integer({ min: 4, max: 6 }) }),
      }),
    )
    // The base goes on from one run to the next, and the model with it.
    const minutes = new Map<number, MedicionMinuto>()
    const hours = new Map<
      number,
      Pick<Medicion, 'minutos' | 'cpu_ms' | 'memoria_max_bytes' | 'disco_libre_min_bytes'>
    >()
    const place = ({ arranque, numero }: { arranque: number; numero: number }, steps: number) =>
      arranque * steps + numero
    const newest = (places: Iterable<number>, n: number) => [...places].sort((a, b) => b - a)[n - 1] ?? 0
    const rollUp = (end: number) => {
      for (const [hour, own] of Map.groupBy(minutes.values(), (one) => Math.floor(place(one, 600) / 60))) {
        if (hour >= end || own.length < (hours.get(hour)?.minutos ?? 0)) continue
        hours.set(hour, {
          minutos: own.length,
          cpu_ms: own.reduce((sum, { cpu_ms }) => sum + cpu_ms, 0),
          memoria_max_bytes: Math.max(...own.map(({ memoria_max_bytes }) => memoria_max_bytes)),
          disco_libre_min_bytes: Math.min(...own.map(({ disco_libre_min_bytes }) => disco_libre_min_bytes)),
        })
      }
    }
    const prune = ({ minuto, hora }: { minuto: number; hora: number }) => {
      const firstHour = Math.floor(newest(minutes.keys(), minuto) / 60)
      for (const key of minutes.keys()) {
        const hour = Math.floor(key / 60)
        if (hour < firstHour && hours.has(hour)) minutes.delete(key)
      }
      const oldest = newest(hours.keys(), hora)
      for (const key of hours.keys()) if (key < oldest) hours.delete(key)
    }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 16 }), async (steps) => {
        for (const one of steps) {
          if (one.what === 'add') {
            const given = new Map(one.minutes.map((each) => [place(each, 600), minute(each.numero, each)]))
            await storage.measurements.add([...given.values()])
            for (const [key, each] of given) minutes.set(key, each)
          } else if (one.what === 'rollUp') {
            await storage.measurements.rollUp(one.before)
            rollUp(place(one.before, 10))
          } else {
            await storage.measurements.prune(one.kept)
            prune(one.kept)
          }
        }
        const [keptMinutes, keptHours] = await bothSteps(storage)
        const inOrder = <T>(model: Map<number, T>) => [...model].sort(([a], [b]) => a - b).map(([, one]) => one)
        t.same(
          keptMinutes.map(({ paso, en, ...one }) => one),
          inOrder(minutes),
        )
        t.same(
          keptHours.map(({ minutos, cpu_ms, memoria_max_bytes, disco_libre_min_bytes }) => ({
            ...{ minutos, cpu_ms, memoria_max_bytes, disco_libre_min_bytes },
          })),
          inOrder(hours),
        )
      }),
      { numRuns: 12 },
    )
  })
}
