import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { ListaGuardada } from '../../model/lista.ts'
import type { Id } from '../../model/primitives.ts'
import { pageOfRows, placeBefore } from '../cursor.ts'
import { edited, shared } from '../lists.ts'
import { type Collections, listShape } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { type Row, recordOf } from './shape.ts'

/** Takes a content out of every list. */
export const takeOutOfLists = (db: DatabaseSync, { lists }: Collections): ((contenidoId: Id) => void) => {
  const holding = db.prepare('SELECT lista_id FROM listas_contenidos WHERE contenido_id = ? ORDER BY lista_id')
  return (contenidoId) => {
    for (const { lista_id } of holding.all(contenidoId)) {
      const list = lists.byId(String(lista_id))
      if (list) lists.change(list, edited(list, { quitar: [contenidoId] }, undefined))
    }
  }
}

const placeOf = (row: Row) => ({ order: Number(row.orden), id: String(row.id) })

export const listReads = (db: DatabaseSync): Reads['lists'] => {
  const byId = db.prepare('SELECT * FROM listas WHERE id = ?')
  const paged = (from: string) => {
    const found = db.prepare(`SELECT l.* FROM ${from} AND l.orden < ? ORDER BY l.orden DESC LIMIT ?`)
    return (usuarioId: Id, limit: number, cursor?: string) => {
      const { rows, next } = pageOfRows(found.all(usuarioId, placeBefore(cursor).order, limit + 1), limit, placeOf)
      return { rows: rows.map((row) => recordOf(listShape, row)), next }
    }
  }
  const all = paged('listas l WHERE l.usuario_id = ?')
  const open = paged('listas l WHERE l.usuario_id = ? AND l.publica = 1')
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(listShape, row)
    },
    ofUser: ({ usuario_id, publicOnly }, limit, cursor) => (publicOnly ? open : all)(usuario_id, limit, cursor),
    sharedWith: paged('listas_colaboradores c JOIN listas l ON l.id = c.lista_id WHERE c.usuario_id = ?'),
  }
}

export const listWrites = (db: DatabaseSync, { accounts, contents, lists }: Collections): Writes['lists'] => {
  const keep = keepAnswer(db)
  const existing = (id: Id): ListaGuardada => {
    const list = lists.byId(id)
    if (!list) throw new NodoError('lista_no_encontrada')
    return list
  }
  return {
    create: (list, kept) => {
      lists.insert(list)
      if (kept) keep(kept)
    },
    edit: (id, edit, version) => {
      const list = existing(id)
      for (const { contenido_id } of edit.agregar ?? [])
        if (!contents.byId(contenido_id)) throw new NodoError('contenido_no_encontrado')
      return lists.change(list, edited(list, edit, version))
    },
    share: (id, usuarioId, permiso) => {
      const list = existing(id)
      if (permiso !== null && !accounts.byId(usuarioId)) throw new NodoError('usuario_no_encontrado')
      return lists.change(list, shared(list, usuarioId, permiso))
    },
    remove: (id) => lists.remove(existing(id)),
  }
}
