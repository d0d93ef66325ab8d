import { NodoError } from '../../errors.ts'
import type { Dispositivo } from '../../model/dispositivo.ts'
import type { Id } from '../../model/primitives.ts'
import type { DeviceStore } from '../../people/device-store.ts'
import { registeredAgain, syncedDevice } from '../devices.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

export const createDevices = ({ of }: Mongo, units: Units, { devices }: Collections): DeviceStore => {
  const existing = async (unit: Unit, id: Id) => {
    const device = await devices.byId(id, unit)
    if (!device) throw new NodoError('dispositivo_no_encontrado')
    return device
  }
  return {
    ...reading({
      byId: (id: Id) => devices.byId(id),
      ofUser: async (usuarioId: Id) => {
        const found = await of('dispositivos').find({ usuario_id: usuarioId }).sort({ 'propio.orden': 1 }).toArray()
        return found.map((one) => recordOf<Dispositivo>(one))
      },
    }),
    register: (given) => units.run((unit) => devices.set(unit, given, registeredAgain)),
    rename: (id, nombre, version) =>
      units.run(async (unit) => devices.change(unit, await existing(unit, id), { nombre }, version)),
    sync: (id, told) =>
      units.run(async (unit) => {
        const device = await existing(unit, id)
        return devices.change(unit, device, syncedDevice(device, told))
      }),
    remove: (id) => units.run(async (unit) => devices.remove(unit, await existing(unit, id))),
  }
}
