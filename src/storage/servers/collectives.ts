import { NodoError } from '../../errors.ts'
import type { Colectivo } from '../../model/colectivo.ts'
import type { Id } from '../../model/primitives.ts'
import type { CollectiveStore } from '../../network/store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

export const createCollectives = (
  mongo: Mongo,
  units: Units,
  { collectives, memberships }: Collections,
): CollectiveStore => {
  const documents = mongo.of('colectivos')
  const keep = keepAnswer(mongo)
  return {
    ...reading({
      byId: (id: Id) => collectives.byId(id),
      page: async ({ region }: { region?: string }, limit: number, cursor?: string) => {
        const older = { 'propio.orden': { $lt: placeBefore(cursor).order } }
        const found = await documents
          .find(region === undefined ? older : { region, ...older })
          .sort({ 'propio.orden': -1 })
          .limit(limit + 1)
          .toArray()
        const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
        return { rows: rows.map((one) => recordOf<Colectivo>(one)), next }
      },
    }),
    create: (collective, founder, kept) =>
      units.run(async (unit) => {
        await collectives.insert(unit, collective)
        await memberships.insert(unit, founder)
        if (kept) await keep(unit, kept)
      }),
    change: (id, fields, version) =>
      units.run(async (unit) => {
        const collective = await collectives.byId(id, unit)
        if (!collective) throw new NodoError('colectivo_no_encontrado')
        return collectives.change(unit, collective, fields, version)
      }),
  }
}
