import { NodoError } from '../../errors.ts'
import { type Canal, mainChannel, mainChannelId } from '../../model/canal.ts'
import type { Id } from '../../model/primitives.ts'
import type { ChannelStore } from '../../schedule/store.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** Makes the channel that every node has, where it is not there yet. */
export const establishMainChannel = async (units: Units, { channels }: Collections, nodoId: Id): Promise<void> => {
  if (await channels.byId(mainChannelId)) return
  await units.run((unit) => channels.insert(unit, mainChannel(nodoId)))
}

export const createChannels = (mongo: Mongo, units: Units, { channels, programmes }: Collections): ChannelStore => {
  const keep = keepAnswer(mongo)
  const existing = async (unit: Unit, id: Id) => {
    const channel = await channels.byId(id, unit)
    if (!channel) throw new NodoError('canal_no_encontrado')
    return channel
  }
  return {
    ...reading({
      byId: (id: Id) => channels.byId(id),
      page: async (limit: number, cursor?: string) => {
        const found = await mongo
          .of('canales')
          .find({ 'propio.orden': { $gt: placeAfter(cursor).order } })
          .sort({ 'propio.orden': 1 })
          .limit(limit + 1)
          .toArray()
        const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
        return { rows: rows.map((one) => recordOf<Canal>(one)), next }
      },
    }),
    create: (given, kept) =>
      units.run(async (unit) => {
        if (await channels.byId(given.id, unit)) throw new NodoError('canal_ocupado')
        if (kept) await keep(unit, kept)
        return channels.insert(unit, given)
      }),
    change: (id, fields, version) =>
      units.run(async (unit) => channels.change(unit, await existing(unit, id), fields, version)),
    remove: (id) =>
      units.run(async (unit) => {
        const channel = await existing(unit, id)
        if (id === mainChannelId) throw new NodoError('canal_principal')
        await channels.remove(unit, channel)
        await programmes.removeWhere(unit, 'canal_id', id)
      }),
  }
}
