import type { ContentStore } from '../catalog/store.ts'
import { NodoError } from '../errors.ts'
import type { Contenido } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'

/** What a content was, and what it is after a change. */
export interface ContentChange {
  before: Contenido
  after: Contenido
}

/**
 * Changes fields that depend on what a content is, while others may be changing it too: where one did in between, it is
 * looked at again.
 * @param fieldsOf undefined where there is nothing to change
 * @throws NodoError contenido_no_encontrado, which another attempt would not find either; what storage throws
 */
export const changeContent = async (
  contents: Pick<ContentStore, 'byId' | 'change'>,
  id: Id,
  fieldsOf: (content: Contenido) => Partial<Contenido> | undefined,
): Promise<ContentChange> => {
  for (;;) {
    const found = await contents.byId(id)
    if (!found) throw new NodoError('contenido_no_encontrado', { hopeless: true })
    const { contenido: before } = found
    const fields = fieldsOf(before)
    if (!fields) return { before, after: before }
    try {
      return { before, after: await contents.change(id, fields, before.version) }
    } catch (error) {
      if (!(error instanceof NodoError && error.code === 'version_distinta')) throw error
    }
  }
}
