import type { Conflicto, Resolucion } from '../model/conflicto.ts'
import type { Act } from '../system/store.ts'
import { pick } from './synced.ts'

/** What changes of a conflict, and of the record that it is about, whichever family keeps them. */

/** A later conflict of the same record: what is to be decided is between its sides. */
export const metAgain = ({ base, local, remoto, campos }: Conflicto): Partial<Conflicto> => ({
  base,
  local,
  remoto,
  campos,
})

export const resolved = ({ campos }: Conflicto, choice: Resolucion, { actor_id, fecha }: Act): Partial<Conflicto> => ({
  estado: 'resuelto',
  resolucion: Object.fromEntries(campos.map((field) => [field, choice[field] ?? 'local'])),
  resuelto_por: actor_id,
  resuelto_en: fecha,
})

/** The fields of the record that the choice changes: what is of this side stays as it is by now. */
export const takenOver = ({ campos, remoto }: Conflicto, choice: Resolucion): Record<string, unknown> =>
  pick(
    remoto.datos,
    campos.filter((field) => choice[field] === 'remoto' && field in remoto.datos),
  )
