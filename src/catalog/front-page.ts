import { isAway } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { ContenidoFila } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Portada } from '../model/portada.ts'
import type { Id } from '../model/primitives.ts'
import type { FeedStore } from '../network/feed-store.ts'
import type { AccountStore, HistoryStore } from '../people/store.ts'
import type { Catalog } from './catalog.ts'

/** What somebody who opens the box meets first. */
export interface FrontPage {
  /** @param region absent: that of the reader's account */
  read(region: string | undefined, reader: Lector): Promise<Portada>
}

export interface FrontPageDeps {
  catalog: Pick<Catalog, 'list' | 'some'>
  lives: Pick<LiveStore, 'unfinished'>
  feeds: FeedStore
  history: Pick<HistoryStore, 'page'>
  accounts: Pick<AccountStore, 'byId'>
}

/** So many of each row are told; for more there are the lists. */
const shownMost = 12

/** Without what is made of documents elsewhere the rest of the page is there all the same. */
const noneWhileAway = (error: unknown): [] => {
  if (!isAway(error)) throw error
  return []
}

export const createFrontPage = ({ catalog, lives, feeds, history, accounts }: FrontPageDeps): FrontPage => {
  const rowOf = async (asked: Parameters<Catalog['list']>[0], reader: Lector) =>
    (await catalog.list({ ...asked, limite: shownMost }, reader)).datos

  const onAir = async (reader: Lector): Promise<ContenidoFila[]> => {
    const begun = (await lives.unfinished()).flatMap(({ transmision: { estado, iniciada_en, contenido_id } }) =>
      estado === 'preparada' ? [] : [{ since: iniciada_en ?? 0, contenido_id }],
    )
    const newest = begun.sort((a, b) => b.since - a.since).slice(0, shownMost)
    return catalog.some(
      newest.map(({ contenido_id }) => contenido_id),
      reader,
    )
  }
  const followed = async (usuarioId: Id, reader: Lector): Promise<ContenidoFila[]> => {
    const { rows } = await feeds.page(usuarioId, shownMost)
    return catalog.some(
      rows.map(({ contenido_id }) => contenido_id),
      reader,
    )
  }
  const unfinished = async (usuario_id: Id, reader: Lector): Promise<Portada['continuar']> => {
    const { rows } = await history.page({ usuario_id, unfinished: true }, shownMost)
    const found = await catalog.some(
      rows.map(({ contenido_id }) => contenido_id),
      reader,
    )
    const contents = new Map(found.map((one) => [one.id, one]))
    return rows.flatMap(({ contenido_id, posicion_ms, porcentaje }) => {
      const contenido = contents.get(contenido_id)
      return contenido ? [{ contenido, posicion_ms, porcentaje }] : []
    })
  }

  return {
    async read(asked, reader) {
      const region = asked ?? (reader && (await accounts.byId(reader.id))?.region) ?? null
      const [en_vivo, continuar, siguiendo, de_la_region, recientes, populares] = await Promise.all([
        onAir(reader),
        reader ? unfinished(reader.id, reader) : [],
        reader ? followed(reader.id, reader).catch(noneWhileAway) : [],
        region === null ? [] : rowOf({ region }, reader),
        rowOf({}, reader),
        rowOf({ orden: 'populares' }, reader).catch(noneWhileAway),
      ])
      return { region, en_vivo, continuar, siguiendo, de_la_region, recientes, populares }
    },
  }
}
