import type { Document } from 'mongodb'
import type { CreadorBreve } from '../../model/usuario.ts'

/** A stage that brings who `field` names, and nothing of them but the name. */
export const withPerson = (field: string, as = 'persona'): Document => ({
  $lookup: {
    from: 'usuarios',
    localField: field,
    foreignField: '_id',
    pipeline: [{ $project: { nombre: 1 } }],
    as,
  },
})

/** Who that stage brought. */
export const personOf = (id: string, { persona }: Document): CreadorBreve => ({
  id,
  nombre: String(persona[0]?.nombre ?? ''),
})
