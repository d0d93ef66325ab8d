import type { Auditoria } from '../model/auditoria.ts'
import type { Moderacion } from '../model/moderacion.ts'
import type { Act } from '../system/store.ts'
import { lineOf } from './audit-line.ts'
import { pick } from './synced.ts'

/** What changes where the centre says something of a record, whichever family keeps it. */

export const saidAgain = (_: Moderacion, { accion, valor, motivo, fecha }: Moderacion): Partial<Moderacion> => ({
  accion,
  valor,
  motivo,
  fecha,
})

const told = (one: Moderacion) => pick(one, ['accion', 'valor', 'motivo'])

/** The line of the audit that tells it. */
export const moderationLine = (before: Moderacion | undefined, after: Moderacion, act: Act): Auditoria =>
  lineOf(act, {
    accion: `moderacion_${after.accion}`,
    objeto: `${after.tipo}/${after.id_registro}`,
    antes: before ? told(before) : null,
    despues: told(after),
  })
