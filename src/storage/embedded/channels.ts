import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { mainChannel, mainChannelId } from '../../model/canal.ts'
import type { Id } from '../../model/primitives.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import { type Collections, channelShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import { identityReads } from './identity.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

/** A unit that makes the channel that every node has, where it is not there yet. */
export const establishMainChannel =
  (db: DatabaseSync, { channels }: Collections) =>
  () => {
    if (!channels.byId(mainChannelId)) channels.insert(mainChannel(identityReads(db).nodoId()))
  }

export const channelReads = (db: DatabaseSync): Reads['channels'] => {
  const byId = db.prepare('SELECT * FROM canales WHERE id = ?')
  const page = db.prepare('SELECT * FROM canales WHERE orden > ? ORDER BY orden LIMIT ?')
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(channelShape, row)
    },
    page: (limit, cursor) => {
      const found = page.all(placeAfter(cursor).order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(channelShape, row)), next }
    },
  }
}

export const channelWrites = (db: DatabaseSync, { channels, programmes }: Collections): Writes['channels'] => {
  const keep = keepAnswer(db)
  const existing = (id: Id) => {
    const channel = channels.byId(id)
    if (!channel) throw new NodoError('canal_no_encontrado')
    return channel
  }
  return {
    create: (given, kept) => {
      if (channels.byId(given.id)) throw new NodoError('canal_ocupado')
      if (kept) keep(kept)
      return channels.insert(given)
    },
    change: (id, fields, version) => channels.change(existing(id), fields, version),
    remove: (id) => {
      const channel = existing(id)
      if (id === mainChannelId) throw new NodoError('canal_principal')
      channels.remove(channel)
      programmes.removeWhere('canal_id', id)
    },
  }
}
