import { isDeepStrictEqual } from 'node:util'
import { NodoError } from '../errors.ts'
import type { Configuracion, OrigenGuardado } from '../model/configuracion.ts'
import type { Id } from '../model/primitives.ts'
import type { SettingChange } from '../system/store.ts'

/**
 * A setting with one change, whichever family keeps it.
 * @returns undefined where the change changes nothing
 * @throws NodoError version_distinta
 */
export const changedSetting = (
  before: Configuracion | undefined,
  origen: OrigenGuardado,
  { clave, valor, version }: SettingChange,
  by: Id | null,
): Configuracion | undefined => {
  const present = before?.version ?? 0
  if (version !== undefined && version !== present) throw new NodoError('version_distinta')
  if (isDeepStrictEqual(before?.valor ?? null, valor)) return undefined
  return { clave, valor, origen, cambiado_por: by, version: present + 1 }
}
