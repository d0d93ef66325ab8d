import type { ModerationStore } from '../../central/moderation-store.ts'
import type { Moderacion } from '../../model/moderacion.ts'
import type { Id } from '../../model/primitives.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { moderationLine, saidAgain } from '../moderations.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

export const createModerations = (mongo: Mongo, units: Units, { moderations, audit }: Collections): ModerationStore => {
  const documents = mongo.of('moderaciones')
  return {
    ...reading({
      of: async (tipo: string, ids: readonly Id[]) => {
        const found = await documents
          .find({ tipo, id_registro: { $in: [...ids] } })
          .sort({ _id: 1 })
          .toArray()
        const byRecord = Map.groupBy(
          found.map((one) => recordOf<Moderacion>(one)),
          ({ id_registro }) => id_registro,
        )
        return ids.flatMap((id) => byRecord.get(id) ?? [])
      },
      page: async (limit: number, cursor?: string) => {
        const found = await documents
          .find({ lamport: { $lt: placeBefore(cursor).order } })
          .sort({ lamport: -1 })
          .limit(limit + 1)
          .toArray()
        const said = found.map((one) => recordOf<Moderacion>(one))
        return pageOfRows(said, limit, ({ lamport, id }) => ({ order: lamport, id }))
      },
    }),
    put: (given, act) =>
      units.run(async (unit) => {
        const before = await moderations.byId(given.id, unit)
        const after = await moderations.set(unit, given, saidAgain)
        if (act && after.version !== before?.version) await audit.insert(unit, moderationLine(before, after, act))
        return after
      }),
  }
}
