import type { DatabaseSync } from 'node:sqlite'
import { Configuracion, type OrigenGuardado } from '../../model/configuracion.ts'
import { changedSetting } from '../settings.ts'
import type { Collections } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { insertValues, recordOf, shapeOf } from './shape.ts'

const shape = shapeOf('configuracion', Configuracion)

const reading = (db: DatabaseSync) => {
  const rows = db.prepare('SELECT * FROM configuracion WHERE origen = ? ORDER BY clave')
  return (origen: OrigenGuardado) => rows.all(origen).map((row) => recordOf(shape, row))
}

export const settingReads = (db: DatabaseSync): Reads['settings'] => ({ setBy: reading(db) })

export const settingWrites = (db: DatabaseSync, { audit }: Collections): Writes['settings'] => {
  const setBy = reading(db)
  const one = db.prepare('SELECT * FROM configuracion WHERE origen = ? AND clave = ?')
  const keep = db.prepare(
    'INSERT OR REPLACE INTO configuracion (clave, valor, origen, cambiado_por, version) VALUES (?, ?, ?, ?, ?)',
  )
  return {
    change: (origen, changes, act) => {
      for (const change of changes) {
        const row = one.get(origen, change.clave)
        const changed = changedSetting(row && recordOf(shape, row), origen, change, act)
        if (!changed) continue
        keep.run(...insertValues(shape, changed.setting))
        audit.insert(changed.line)
      }
      return setBy(origen)
    },
  }
}
