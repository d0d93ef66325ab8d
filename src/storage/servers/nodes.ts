import type { NodeStore } from '../../central/store.ts'
import { NodoError } from '../../errors.ts'
import type { EstadoNodo, Nodo } from '../../model/nodo.ts'
import type { Id } from '../../model/primitives.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

export const createNodes = (mongo: Mongo, units: Units, { nodes }: Collections): NodeStore => ({
  ...reading({
    byId: (id: Id) => nodes.byId(id),
    page: async (estado: EstadoNodo | undefined, limit: number, cursor?: string) => {
      const found = await mongo
        .of('nodos')
        .find({ ...(estado && { estado }), 'propio.orden': { $gt: placeAfter(cursor).order } })
        .sort({ 'propio.orden': 1 })
        .limit(limit + 1)
        .toArray()
      const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
      return { rows: rows.map((one) => recordOf<Nodo>(one)), next }
    },
  }),
  enrol: (given) =>
    units.run(async (unit) => {
      const known = await nodes.byId(given.id, unit)
      if (known && known.clave_publica !== given.clave_publica) throw new NodoError('nodo_ya_inscrito')
      return known ?? nodes.insert(unit, given)
    }),
  change: (id, fields, version) =>
    units.run(async (unit) => {
      const node = await nodes.byId(id, unit)
      if (!node) throw new NodoError('nodo_no_encontrado')
      return nodes.change(unit, node, fields, version)
    }),
  rotateKey: (id, from, to) =>
    units.run(async (unit) => {
      const node = await nodes.byId(id, unit)
      if (node?.estado !== 'activo' || node.clave_publica !== from) return undefined
      return nodes.change(unit, node, { clave_publica: to })
    }),
  seen: (id, sighting) =>
    units.run(async (unit) => {
      const node = await nodes.byId(id, unit)
      if (node?.estado !== 'activo') return false
      await nodes.change(unit, node, { ...sighting })
      return true
    }),
})
