import type { ContenidoFila } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { FeedStore } from './feed-store.ts'

/** What comes to a person from those whom they follow. */
export interface Feeds {
  /** The newest first; what is no longer published is left out, so that a page may be shorter. @throws NodoError cursor_invalido */
  read(
    usuarioId: Id,
    asked: { limite?: number; cursor?: string },
    reader: Lector,
  ): Promise<{ datos: ContenidoFila[]; siguiente: string | null }>
}

export interface FeedsDeps {
  feeds: FeedStore
  /** Contents as a reader gets them, in the order asked for; what they may not see is left out. */
  contents(ids: readonly Id[], reader: Lector): Promise<ContenidoFila[]>
}

export const createFeeds = ({ feeds, contents }: FeedsDeps): Feeds => ({
  async read(usuarioId, { limite = 20, cursor }, reader) {
    const { rows, next } = await feeds.page(usuarioId, limite, cursor)
    const ids = rows.map(({ contenido_id }) => contenido_id)
    return { datos: await contents(ids, reader), siguiente: next }
  },
})
