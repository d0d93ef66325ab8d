import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import { createEventStream, type EventStream } from '../event-stream.ts'
import type { CambioNotificaciones, Notificacion, NotificacionVista } from '../model/notificacion.ts'
import type { Id } from '../model/primitives.ts'
import type { AccessTokens } from './access-token.ts'
import type { NoticeNews, NoticeStore } from './store.ts'

/** What a person is told: kept, and brought at once to whoever listens. */
export interface Notices {
  /** The newest first. @throws NodoError cursor_invalido */
  list(
    usuarioId: Id,
    asked: { limite?: number; cursor?: string },
  ): Promise<{ datos: NotificacionVista[]; siguiente: string | null; sin_leer: number }>
  /** Marks some as read, or all of them. */
  read(usuarioId: Id, asked: CambioNotificaciones): Promise<{ sin_leer: number }>
  /**
   * Each notice as it is kept, as an event of its kind; what came after `lastId` first. Where that is no longer known,
   * `reinicio` comes first: the reader asks for the list again. It ends where the device is signed out, or the account may
   * not enter any more.
   * @param sesion the device that listens
   * @throws NodoError demasiadas_conexiones
   */
  listen(usuarioId: Id, sesion: Id, lastId: string | undefined): Promise<EventStream>
}

export interface NoticesDeps {
  notices: NoticeStore
  news: NoticeNews
  accessTokens: Pick<AccessTokens, 'watch'>
  clock: Pick<Clock, 'wall'>
}

/** A person's devices and tabs; beyond that a program has gone wrong. */
const streamsMost = 20
/** So many are looked through for what a reader missed. */
const missedMost = 100

const shown = ({ version: _, lamport: __, ...notice }: Notificacion): NotificacionVista => notice

export const createNotices = ({ notices, news, accessTokens, clock }: NoticesDeps): Notices => {
  const listening = new Map<Id, Set<() => void>>()

  news.listen((usuarioIds) => {
    for (const id of usuarioIds) for (const bring of listening.get(id) ?? []) bring()
  })

  /** Brings to one stream what was kept since the last that it was told. */
  const follow = (usuarioId: Id, stream: EventStream, lastId: string | undefined) => {
    let last = lastId
    /** Whether it is known from where on it is told: who brings no id is told of what comes from now on. */
    let begun = lastId !== undefined
    let busy = false
    let again = false
    const bring = async () => {
      const { rows } = await notices.page(usuarioId, missedMost)
      const all = last === undefined ? rows.length : rows.findIndex(({ id }) => id === last)
      const known = begun ? all : 0
      begun = true
      if (known === -1) stream.send({ tipo: 'reinicio', datos: {} })
      for (const notice of rows.slice(0, known === -1 ? 0 : known).toReversed())
        if (!stream.send({ id: notice.id, tipo: notice.tipo, datos: shown(notice) })) return
      last = rows[0]?.id ?? last
    }
    return async () => {
      again = true
      if (busy) return
      busy = true
      try {
        while (again) {
          again = false
          await bring()
        }
      } catch (error) {
        // The reader comes back, and is told why where it is still so.
        stream.body.destroy(error instanceof Error ? error : undefined)
      } finally {
        busy = false
      }
    }
  }

  return {
    async list(usuarioId, { limite = 20, cursor }) {
      const { rows, next, sin_leer } = await notices.page(usuarioId, limite, cursor)
      return { datos: rows.map(shown), siguiente: next, sin_leer }
    },
    async read(usuarioId, asked) {
      const ids = 'leidas' in asked ? asked.leidas : undefined
      return { sin_leer: await notices.markRead(usuarioId, clock.wall(), ids) }
    },
    async listen(usuarioId, sesion, lastId) {
      // Taken before anything is waited for: others come meanwhile.
      const streams = listening.get(usuarioId) ?? new Set()
      if (streams.size >= streamsMost) throw new NodoError('demasiadas_conexiones', { retryAfterS: 30 })
      const stream = createEventStream()
      const bring = follow(usuarioId, stream, lastId)
      listening.set(usuarioId, streams.add(bring))
      const watch = accessTokens.watch({ sub: usuarioId, sesion }, () => stream.close())
      stream.ended(() => {
        watch.stop()
        streams.delete(bring)
        if (streams.size === 0 && listening.get(usuarioId) === streams) listening.delete(usuarioId)
      })
      await bring()
      return stream
    },
  }
}
