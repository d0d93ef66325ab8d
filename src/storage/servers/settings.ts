import type { Configuracion, OrigenGuardado } from '../../model/configuracion.ts'
import type { SettingStore } from '../../system/store.ts'
import { changedSetting } from '../settings.ts'
import type { Collections } from './collections.ts'
import { inSession, type Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

export const createSettings = ({ of }: Mongo, units: Units, { audit }: Collections): SettingStore => {
  const documents = of('configuracion')
  const setBy = async (origen: OrigenGuardado, unit?: Unit) => {
    const found = await documents.find({ origen }, inSession(unit?.session)).sort({ clave: 1 }).toArray()
    return found.map((document) => fieldsOf<Configuracion>(document))
  }
  return {
    ...reading({ setBy: (origen: OrigenGuardado) => setBy(origen) }),
    change: (origen, changes, act) =>
      units.run(async (unit) => {
        const { session } = unit
        for (const change of changes) {
          const _id = `${origen} ${change.clave}`
          const found = await documents.findOne({ _id }, { session })
          const changed = changedSetting(found ? fieldsOf<Configuracion>(found) : undefined, origen, change, act)
          if (!changed) continue
          await documents.replaceOne({ _id }, changed.setting, { upsert: true, session })
          await audit.insert(unit, changed.line)
        }
        return setBy(origen, unit)
      }),
  }
}
