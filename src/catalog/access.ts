import { NodoError } from '../errors.ts'
import type { Contenido } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { ContentStore, ContentWithCreator } from './store.ts'

/** An account that acts. */
export type Actor = NonNullable<Lector>

/** Who may see and who may change a content. */
export interface ContentAccess {
  /** What is not published is there for its creator and admins alone. @throws NodoError contenido_no_encontrado */
  seen(id: Id, reader: Lector): Promise<ContentWithCreator>
  /** @throws NodoError contenido_no_encontrado, sin_permiso */
  owned(id: Id, actor: Actor): Promise<ContentWithCreator>
}

export const owns = (reader: Lector, { creador_id }: Pick<Contenido, 'creador_id'>): boolean =>
  reader !== null && (reader.rol === 'admin' || reader.id === creador_id)

/** What is not published is there for its creator and admins alone. */
export const maySee = (reader: Lector, contenido: Pick<Contenido, 'creador_id' | 'estado'>): boolean =>
  contenido.estado === 'publicado' || owns(reader, contenido)

/** An admin who acts on what is another's: the audit tells of it. */
export const actsForOther = (actor: Actor, ownerId: Id): boolean => actor.rol === 'admin' && actor.id !== ownerId

export const createContentAccess = ({ contents }: { contents: Pick<ContentStore, 'byId'> }): ContentAccess => {
  const seen: ContentAccess['seen'] = async (id, reader) => {
    const row = await contents.byId(id)
    if (!row || !maySee(reader, row.contenido)) throw new NodoError('contenido_no_encontrado')
    return row
  }
  return {
    seen,
    async owned(id, actor) {
      const row = await seen(id, actor)
      if (!owns(actor, row.contenido)) throw new NodoError('sin_permiso')
      return row
    },
  }
}
