import { qualityCells, viewCells } from '../../analytics/cells.ts'
import type { Arranque } from '../../model/arranque.ts'
import type { BootStore } from '../../system/store.ts'
import { redateCells } from './cells.ts'
import type { Collections } from './collections.ts'
import type { Diario } from './diario.ts'
import { freeJobsOfEarlierBoots } from './jobs.ts'
import type { Mongo } from './mongo.ts'
import { fieldsOf, keyOfBoot } from './records.ts'
import type { Unit, Units } from './unit.ts'

export const createBoots = (mongo: Mongo, units: Units, collections: Collections, diario: Diario): BootStore => {
  const boots = mongo.of('arranques')
  const forgetMarks = ({ session }: Unit) => mongo.of('fechas_baja').deleteMany({}, { session })
  const freeJobs = freeJobsOfEarlierBoots(mongo)
  const moveCells = [viewCells, qualityCells].map((spec) => redateCells(mongo, diario, spec))

  return {
    begin: async (ceilingAheadMs, desdeEn) => {
      const begun = await units.run(async (unit) => {
        const { session } = unit
        const [found] = await boots.find({}, { session }).sort({ _id: -1 }).limit(1).toArray()
        const last = found && fieldsOf<Arranque>(found)
        const from = last?.techo_nodo_ms ?? 0
        const boot: Arranque = {
          numero: (last?.numero ?? 0) + 1,
          desde_nodo_ms: from,
          desde_en: desdeEn,
          techo_nodo_ms: from + ceilingAheadMs,
          correccion_ms: 0,
          confianza: 'baja',
          limpio: false,
        }
        await boots.insertOne({ _id: keyOfBoot(boot.numero), ...boot }, { session })
        await forgetMarks(unit)
        await freeJobs(unit)
        return { boot, lastWasClean: last?.limpio ?? true }
      })
      diario.follow(begun.boot)
      return begun
    },
    raise: ({ techo_nodo_ms, ...boot }) =>
      units.run(async ({ session }) => {
        const update = { $set: { techo_nodo_ms }, $setOnInsert: boot }
        await boots.updateOne({ _id: keyOfBoot(boot.numero) }, update, { upsert: true, session })
      }),
    correct: async (numero, correccion_ms, confianza, shiftMs) => {
      const believed = { numero, correccion_ms, confianza }
      await units.run(async (unit) => {
        const update = { $set: { correccion_ms, confianza }, $inc: { desde_en: shiftMs } }
        await boots.updateOne({ _id: keyOfBoot(numero) }, update, { session: unit.session })
        if (shiftMs !== 0) {
          for (const collection of Object.values(collections)) await collection.redate(unit, shiftMs)
          for (const move of moveCells) await move(unit, numero, shiftMs)
        }
        if (confianza !== 'baja') await forgetMarks(unit)
      })
      diario.follow(believed)
    },
    end: (numero, nodoMs) =>
      units.run(async ({ session }) => {
        const set = { techo_nodo_ms: nodoMs, limpio: true }
        await boots.updateOne({ _id: keyOfBoot(numero) }, { $set: set }, { session })
      }),
  }
}
