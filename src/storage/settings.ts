import { isDeepStrictEqual } from 'node:util'
import { NodoError } from '../errors.ts'
import type { Auditoria } from '../model/auditoria.ts'
import type { Configuracion, OrigenGuardado } from '../model/configuracion.ts'
import type { Act, SettingChange } from '../system/store.ts'
import { lineOf } from './audit-line.ts'

/**
 * A setting with one change and the line of the audit that tells it, whichever family keeps them.
 * @returns undefined where the change changes nothing
 * @throws NodoError version_distinta
 */
export const changedSetting = (
  before: Configuracion | undefined,
  origen: OrigenGuardado,
  { clave, valor, version }: SettingChange,
  act: Act,
): { setting: Configuracion; line: Auditoria } | undefined => {
  const present = before?.version ?? 0
  if (version !== undefined && version !== present) throw new NodoError('version_distinta')
  const antes = before?.valor ?? null
  if (isDeepStrictEqual(antes, valor)) return undefined
  const objeto = `configuracion/${clave}`
  return {
    setting: { clave, valor, origen, cambiado_por: act.actor_id, version: present + 1 },
    line: lineOf(act, { accion: `configuracion_${origen}`, objeto, antes, despues: valor }),
  }
}
