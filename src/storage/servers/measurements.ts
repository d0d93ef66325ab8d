import type { Document } from 'mongodb'
import type { Arranque } from '../../model/arranque.ts'
import { type Medicion, type PasoMedicion, stepMs } from '../../model/medicion.ts'
import type { MeasurementStore } from '../../system/measurement-store.ts'
import { bootIsNotKept } from '../boots.ts'
import { hourOfMinute, hoursOf, minutesOfHour } from '../measurements.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf, keyOfBoot } from './records.ts'
import type { Unit, Units } from './unit.ts'

const idOf = ({ paso, arranque, numero }: Pick<Medicion, 'paso' | 'arranque' | 'numero'>) =>
  `${paso} ${arranque} ${numero}`

const before = (paso: PasoMedicion, arranque: number, numero: number): Document => ({
  paso,
  $or: [{ arranque: { $lt: arranque } }, { arranque, numero: { $lt: numero } }],
})

export const createMeasurements = ({ of }: Mongo, units: Units): MeasurementStore => {
  const measurements = of('mediciones')
  const boots = of('arranques')
  const inOrder = { arranque: 1, numero: 1 } as const

  const put = async ({ session }: Unit, given: readonly Medicion[]) => {
    const writes = given.map((one) => ({
      replaceOne: { filter: { _id: idOf(one) }, replacement: { ...one }, upsert: true },
    }))
    if (writes.length > 0) await measurements.bulkWrite(writes, { session, ordered: false })
  }

  const oldestKept = async ({ session }: Unit, paso: PasoMedicion, kept: number) => {
    const [found] = await measurements
      .find({ paso }, { session })
      .sort({ arranque: -1, numero: -1 })
      .skip(kept - 1)
      .limit(1)
      .toArray()
    return found && fieldsOf<Medicion>(found)
  }

  const pruneMinutes = async (unit: Unit, kept: number) => {
    const { session } = unit
    const oldest = await oldestKept(unit, 'minuto', kept)
    if (!oldest) return
    const old = before('minuto', oldest.arranque, hourOfMinute(oldest.numero) * minutesOfHour)
    const found = await measurements.find(old, { session, projection: { arranque: 1, numero: 1 } }).toArray()
    const byHour = Map.groupBy(found, ({ arranque, numero }) =>
      idOf({ paso: 'hora', arranque, numero: hourOfMinute(numero) }),
    )
    const made = await measurements
      .find({ _id: { $in: [...byHour.keys()] } }, { session, projection: { _id: 1 } })
      .toArray()
    const ids = made.flatMap((hour) => byHour.get(hour._id) ?? []).map(({ _id }) => _id)
    await measurements.deleteMany({ _id: { $in: ids } }, { session })
  }

  return {
    ...reading({
      range: async (
        paso: PasoMedicion,
        { desde = 0, hasta = Number.MAX_SAFE_INTEGER }: Parameters<MeasurementStore['range']>[1],
      ) => {
        const measured: number[] = await measurements.distinct('arranque', { paso })
        const known = await boots.find({ _id: { $in: measured.map(keyOfBoot) } }).toArray()
        const starts = new Map(known.map((one) => fieldsOf<Arranque>(one)).map((one) => [one.numero, one.desde_en]))
        const stepOf = (moment: number, start: number) => Math.ceil((moment - start) / stepMs[paso])
        const parts = [...starts].map(([arranque, start]) => ({
          ...{ paso, arranque },
          numero: { $gte: stepOf(desde, start), $lt: stepOf(hasta, start) },
        }))
        if (parts.length === 0) return []
        const found = await measurements.find({ $or: parts }).sort(inOrder).toArray()
        return found
          .map((one) => fieldsOf<Medicion>(one))
          .map((one) => ({ ...one, en: (starts.get(one.arranque) ?? 0) + one.numero * stepMs[paso] }))
      },
    }),
    add: (minutes) =>
      units.run(async (unit) => {
        const keys = [...new Set(minutes.map(({ arranque }) => keyOfBoot(arranque)))]
        const known = await boots.countDocuments({ _id: { $in: keys } }, { session: unit.session })
        if (known < keys.length) throw bootIsNotKept()
        await put(
          unit,
          minutes.map((minute) => ({ ...minute, paso: 'minuto' })),
        )
      }),
    rollUp: ({ arranque, numero }) =>
      units.run(async (unit) => {
        const { session } = unit
        const minutes = await measurements
          .find(before('minuto', arranque, numero * minutesOfHour), { session })
          .toArray()
        const hours = hoursOf(minutes.map((one) => fieldsOf<Medicion>(one)))
        const there = await measurements.find({ _id: { $in: hours.map(idOf) } }, { session }).toArray()
        const madeOf = new Map(there.map(({ _id, minutos }) => [_id, Number(minutos)]))
        await put(
          unit,
          hours.filter((hour) => hour.minutos >= (madeOf.get(idOf(hour)) ?? 0)),
        )
      }),
    prune: ({ minuto, hora }) =>
      units.run(async (unit) => {
        await pruneMinutes(unit, minuto)
        const oldest = await oldestKept(unit, 'hora', hora)
        if (oldest)
          await measurements.deleteMany(before('hora', oldest.arranque, oldest.numero), { session: unit.session })
      }),
  }
}
