import type { Decision } from '../catalog/store.ts'
import type { Denuncia } from '../model/denuncia.ts'

/** What changes of a report, whichever family keeps it. */

const undecided = { estado: 'pendiente', decision: null, decidida_por: null, decidida_en: null } as const

/** Reporting again: it waits for a decision anew. */
export const reportedAgain = (_: Denuncia, { motivo, texto, fecha }: Denuncia): Partial<Denuncia> => ({
  motivo,
  texto,
  fecha,
  ...undecided,
})

export const decided = ({ estado, decision, decidida_por, decidida_en }: Decision): Partial<Denuncia> => ({
  estado,
  decision,
  decidida_por,
  decidida_en,
})
