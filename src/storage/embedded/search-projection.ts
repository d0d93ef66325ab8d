import type { DatabaseSync } from 'node:sqlite'
import type { NamedKind } from '../../catalog/name-store.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Dicho } from '../../model/dicho.ts'
import { createNameIndex } from './names.ts'
import type { EmbeddedProjection } from './projections.ts'
import { createSaidIndex } from './said-index.ts'
import { createSearchIndex } from './search-index.ts'

/** The index as it is rebuilt; its changes come with those of the contents. */
export const createSearchProjection = (db: DatabaseSync): EmbeddedProjection => {
  const contents = createSearchIndex(db)
  const names = createNameIndex(db)
  const said = createSaidIndex(db)
  return {
    name: 'busqueda',
    project: (tipo, before, after) => {
      if (tipo === 'contenidos') contents.project(before as Contenido | undefined, after as Contenido | undefined)
      else if (tipo === 'dichos') said.project(before as Dicho | undefined, after as Dicho | undefined)
      else names.project(tipo as NamedKind, before as never, after as never)
    },
    clear: () => {
      contents.clear()
      names.clear()
      said.clear()
    },
  }
}
