import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import { registeredAgain, syncedDevice } from '../devices.ts'
import { type Collections, deviceShape } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { recordOf } from './shape.ts'

export const deviceReads = (db: DatabaseSync): Reads['devices'] => {
  const byId = db.prepare('SELECT * FROM dispositivos WHERE id = ?')
  const ofUser = db.prepare('SELECT * FROM dispositivos WHERE usuario_id = ? ORDER BY orden')
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(deviceShape, row)
    },
    ofUser: (usuarioId) => ofUser.all(usuarioId).map((row) => recordOf(deviceShape, row)),
  }
}

export const deviceWrites = ({ devices }: Collections): Writes['devices'] => {
  const existing = (id: Id) => {
    const device = devices.byId(id)
    if (!device) throw new NodoError('dispositivo_no_encontrado')
    return device
  }
  return {
    register: (given) => devices.set(given, registeredAgain),
    rename: (id, nombre, version) => devices.change(existing(id), { nombre }, version),
    sync: (id, told) => {
      const device = existing(id)
      return devices.change(device, syncedDevice(device, told))
    },
    remove: (id) => devices.remove(existing(id)),
  }
}
