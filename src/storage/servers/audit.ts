import type { Auditoria } from '../../model/auditoria.ts'
import type { AuditFilter, AuditStore } from '../../system/store.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

const matching = ({ actorId, objeto }: AuditFilter) => ({
  ...(actorId !== undefined && { actor_id: actorId }),
  ...(objeto !== undefined && { objeto }),
})

export const createAudit = (mongo: Mongo, units: Units, { audit }: Collections): AuditStore => ({
  ...reading({
    page: async (of: AuditFilter, limit: number, cursor?: string) => {
      const found = await mongo
        .of('auditoria')
        .find({ ...matching(of), 'propio.orden': { $lt: placeBefore(cursor).order } })
        .sort({ 'propio.orden': -1 })
        .limit(limit + 1)
        .toArray()
      const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
      return { rows: rows.map((one) => recordOf<Auditoria>(one)), next }
    },
  }),
  append: (line) =>
    units.run(async (unit) => {
      if (!(await audit.byId(line.id, unit))) await audit.insert(unit, line)
    }),
})
