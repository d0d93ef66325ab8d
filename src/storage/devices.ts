import { NodoError } from '../errors.ts'
import type { Dispositivo } from '../model/dispositivo.ts'
import type { DeviceSync } from '../people/device-store.ts'

/** What changes of a person's device, whichever family keeps it. */

/** @throws NodoError dispositivo_no_encontrado where it is another person's */
export const registeredAgain = (before: Dispositivo, given: Dispositivo): Partial<Dispositivo> => {
  if (before.usuario_id !== given.usuario_id) throw new NodoError('dispositivo_no_encontrado')
  const { nombre, tipo, capacidad_bytes } = given
  return { nombre, tipo, capacidad_bytes }
}

export const syncedDevice = (before: Dispositivo, { obtenidas, dejadas, en }: DeviceSync): Partial<Dispositivo> => {
  const has = new Map(before.descargas.map((one) => [one.contenido_id, one]))
  for (const id of dejadas) has.delete(id)
  for (const one of obtenidas) has.set(one.contenido_id, one)
  return { descargas: [...has.values()], sincronizado_en: en }
}
