import type { DatabaseSync } from 'node:sqlite'
import type { FilaDiario } from '../../model/diario.ts'
import type { Id } from '../../model/primitives.ts'
import type { PersonalKind } from '../../people/personal-store.ts'
import { shared } from '../lists.ts'
import { erasedAccount, erasedGift, erasedLine, goingKinds, goingRows, personalPlaces, tellsOf } from '../personal.ts'
import type { Collection } from './collection.ts'
import * as shapes from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf, type Shape } from './shape.ts'

type Named = { id: Id } & Record<string, unknown>
type Place = (typeof personalPlaces)[PersonalKind][0]

const shapeOf: Record<Place, Shape<never>> = {
  artists: shapes.artistShape,
  memberships: shapes.membershipShape,
  collaborations: shapes.collaborationShape,
  follows: shapes.followShape,
  contents: shapes.contentShape,
  lives: shapes.liveShape,
  comments: shapes.commentShape,
  questions: shapes.questionShape,
  reactions: shapes.reactionShape,
  reports: shapes.reportShape,
  transactions: shapes.transactionShape,
  lists: shapes.listShape,
  plays: shapes.playShape,
  notices: shapes.noticeShape,
  devices: shapes.deviceShape,
  purchases: shapes.purchaseShape,
  audit: shapes.auditShape,
}

/** By the person, not by the id: the plus keeps the order of ids from leading through the whole table. */
const createPages = (db: DatabaseSync): Reads['personal']['of'] => {
  const pages = new Map(
    Object.entries(personalPlaces).map(([kind, [place, field]]) => {
      const shape = shapeOf[place] as unknown as Shape<Named>
      const sql = `SELECT * FROM ${shape.table} WHERE ${field} = ? AND +id > ? ORDER BY +id LIMIT ?`
      return [kind, { shape, page: db.prepare(sql) }]
    }),
  )
  return (usuarioId, kind, limit, after = '') => {
    const { shape, page } = pages.get(kind)!
    return page.all(usuarioId, after, limit).map((row) => recordOf(shape, row))
  }
}

export const personalReads = (db: DatabaseSync): Reads['personal'] => ({ of: createPages(db) })

export const personalWrites = (db: DatabaseSync, collections: shapes.Collections): Writes['personal'] => {
  const { accounts, lists, transactions, audit } = collections
  const of = createPages(db)
  const rows = goingRows.map(([table, field]) => db.prepare(`DELETE FROM ${table} WHERE ${field} = ?`))
  const sharedWith = db.prepare('SELECT lista_id FROM listas_colaboradores WHERE usuario_id = ? LIMIT ?')
  const gifts = db.prepare(
    'SELECT id FROM transacciones WHERE usuario_id = ? AND (mensaje IS NOT NULL OR referencia_pago IS NOT NULL) LIMIT ?',
  )
  const lines = db.prepare(
    "SELECT id FROM auditoria WHERE objeto = ? AND (antes <> 'null' OR despues <> 'null') LIMIT ?",
  )
  const log = db.prepare(
    `SELECT epoca, seq, tipo, id_registro, datos FROM diario
     WHERE nodo_id = (SELECT nodo_id FROM origen) AND (epoca, seq) > (?, ?) ORDER BY epoca, seq LIMIT ?`,
  )
  const forget = db.prepare('DELETE FROM diario WHERE nodo_id = (SELECT nodo_id FROM origen) AND epoca = ? AND seq = ?')

  const eraseKind = (usuarioId: Id, kind: (typeof goingKinds)[number], limit: number): number => {
    const collection = collections[personalPlaces[kind][0]] as unknown as Collection<never>
    const found = of(usuarioId, kind, limit)
    for (const record of found) collection.remove(record as never)
    return found.length
  }
  const eraseWords = (usuarioId: Id, limit: number): number => {
    let changed = 0
    for (const { lista_id } of sharedWith.all(usuarioId, limit)) {
      const list = lists.byId(String(lista_id))
      if (list) lists.change(list, shared(list, usuarioId, null))
      changed++
    }
    for (const { id } of gifts.all(usuarioId, limit)) {
      const gift = transactions.byId(String(id))
      if (gift) transactions.change(gift, erasedGift)
      changed++
    }
    for (const { id } of lines.all(`usuarios/${usuarioId}`, limit)) {
      const line = audit.byId(String(id))
      if (line) audit.change(line, erasedLine)
      changed++
    }
    return changed
  }

  return {
    erase: (usuarioId, limit) => {
      let left = limit
      for (const kind of goingKinds) left -= left > 0 ? eraseKind(usuarioId, kind, left) : 0
      left -= left > 0 ? eraseWords(usuarioId, left) : 0
      if (left < limit) return true
      for (const row of rows) row.run(usuarioId)
      const account = accounts.byId(usuarioId)
      if (account) accounts.change(account, erasedAccount)
      return false
    },
    eraseFromLog: (usuarioId, limit, after) => {
      const looked = log.all(after?.epoca ?? -1, after?.seq ?? -1, limit)
      for (const { datos, ...row } of looked) {
        const told = { ...row, datos: datos === null ? null : JSON.parse(String(datos)) } as unknown as FilaDiario
        if (tellsOf(usuarioId, told)) forget.run(told.epoca, told.seq)
      }
      const last = looked.at(-1)
      return last && looked.length === limit ? { epoca: Number(last.epoca), seq: Number(last.seq) } : null
    },
  }
}
