import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import { type Collections, nodeShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const nodeReads = (db: DatabaseSync): Reads['nodes'] => {
  const one = db.prepare('SELECT * FROM nodos WHERE id = ?')
  const page = db.prepare('SELECT * FROM nodos WHERE orden > ? ORDER BY orden LIMIT ?')
  const pageOfState = db.prepare('SELECT * FROM nodos WHERE orden > ? AND estado = ? ORDER BY orden LIMIT ?')
  return {
    byId: (id) => {
      const row = one.get(id)
      return row && recordOf(nodeShape, row)
    },
    page: (estado, limit, cursor) => {
      const { order } = placeAfter(cursor)
      const found = estado ? pageOfState.all(order, estado, limit + 1) : page.all(order, limit + 1)
      const { rows, next } = pageOfRows(found, limit, (row) => ({ order: Number(row.orden), id: String(row.id) }))
      return { rows: rows.map((row) => recordOf(nodeShape, row)), next }
    },
  }
}

export const nodeWrites = ({ nodes }: Collections): Writes['nodes'] => ({
  enrol: (given) => {
    const known = nodes.byId(given.id)
    if (known && known.clave_publica !== given.clave_publica) throw new NodoError('nodo_ya_inscrito')
    return known ?? nodes.insert(given)
  },
  change: (id, fields, version) => {
    const node = nodes.byId(id)
    if (!node) throw new NodoError('nodo_no_encontrado')
    return nodes.change(node, fields, version)
  },
  rotateKey: (id, from, to) => {
    const node = nodes.byId(id)
    if (node?.estado !== 'activo' || node.clave_publica !== from) return undefined
    return nodes.change(node, { clave_publica: to })
  },
  seen: (id, sighting) => {
    const node = nodes.byId(id)
    if (node?.estado !== 'activo') return false
    nodes.change(node, sighting)
    return true
  },
})
