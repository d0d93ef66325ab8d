import { isDeepStrictEqual } from 'node:util'
import { NodoError } from '../errors.ts'
import type { Categoria } from '../model/categoria.ts'

/**
 * A category as somebody wants it, whichever family keeps it.
 * @returns undefined where it stands so already
 * @throws NodoError version_distinta, categoria_ajena
 */
export const changedCategory = (
  before: Categoria | undefined,
  given: Categoria,
  version: number | undefined,
): Categoria | undefined => {
  const present = before?.version ?? 0
  if (version !== undefined && version !== present) throw new NodoError('version_distinta')
  if (before && before.nodo_id !== null && before.nodo_id !== given.nodo_id) throw new NodoError('categoria_ajena')
  if (before && isDeepStrictEqual(before, { ...given, version: before.version })) return undefined
  return { ...given, version: present + 1 }
}
