import type { Document } from 'mongodb'
import type { FilaDiario } from '../../model/diario.ts'
import { projectionNames } from '../../projections/projection.ts'
import type { ChangeLogStore } from '../../sync/store.ts'
import { createLogPage } from '../log-page.ts'
import type { Diario } from './diario.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

type Limits = Parameters<ChangeLogStore['behind']>[2]

export const createChangeLog = ({ of }: Mongo, units: Units, diario: Diario): ChangeLogStore => {
  const log = of('diario')

  const span = () => {
    const desde = diario.pruned().told
    return { ...diario.origin(), desde, hasta: Math.max(desde, diario.settled()) }
  }

  /** Up to which row every projection has followed the log; one that is made anew follows from where that began. */
  const followed = async ({ session }: Unit, epoca: number) => {
    const names = [...projectionNames] as string[]
    const found = await of('proyecciones')
      .find({ _id: { $in: names }, epoca }, { session })
      .toArray()
    return found.length < names.length ? 0 : Math.min(...found.map(({ seq }) => Number(seq)))
  }

  const forget = async ({ session }: Unit, which: Document, limit: number) => {
    const oldest = log.find(which, { session, projection: { seq: 1 } }).sort({ epoca: 1, seq: 1 })
    const found = limit > 0 ? await oldest.limit(limit).toArray() : []
    await log.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } }, { session })
    return { count: found.length, last: Number(found.at(-1)?.seq ?? 0) }
  }

  return {
    ...reading({
      span: async () => span(),
      behind: async (epoca: number, after: number, limits: Limits) => {
        const { nodo_id, desde, hasta, ...now } = span()
        if (epoca !== now.epoca || after < desde || after > hasta) return undefined
        const found = log
          .find({ nodo_id, epoca, seq: { $gt: after, $lte: hasta }, local: { $ne: true } })
          .sort({ seq: 1 })
          .limit(limits.rows + 1)
        const page = createLogPage(hasta, limits)
        for await (const document of found) if (!page.add(fieldsOf<FilaDiario>(document))) break
        return page.page()
      },
    }),
    prune: async (upTo, limit) => {
      const { count, ...gone } = await units.run(async (unit) => {
        const { nodo_id, epoca } = diario.origin()
        const until = await followed(unit, epoca)
        const earlier = await forget(unit, { nodo_id, epoca: { $lt: epoca } }, limit)
        let left = limit - earlier.count
        const told = await forget(unit, { nodo_id, epoca, seq: { $lte: Math.min(upTo, until) } }, left)
        left -= told.count
        // What never travels waits for no receipt.
        const local = await forget(unit, { nodo_id, epoca, local: true, seq: { $lte: until } }, left)
        left -= local.count
        const podado = { $max: { podado: told.last, podado_local: local.last } }
        if (left < limit) await of('origen').updateOne({ _id: 'origen' }, podado, { session: unit.session })
        return { count: limit - left, told: told.last, local: local.last }
      })
      diario.prune(gone)
      return count
    },
  }
}
