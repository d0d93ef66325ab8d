import { effect, type ReadonlySignal, signal } from '@preact/signals'
import { type Api, Refusal, Unreachable } from '../api.ts'
import type { Session } from '../session.ts'

/** What the person of this browser is told, as it happens. */
export interface News {
  /** How much of it is unread; undefined until it is known, and while nobody is signed in. */
  unread: ReadonlySignal<number | undefined>
  /** Grows with all that comes: what is shown of it is asked for again. */
  turn: ReadonlySignal<number>
  /** Some of it was read: so much is left. */
  left(unread: number): void
}

/** The kinds of notices, as the box names their events; `reinicio` where it cannot tell what was missed. */
const kinds = [
  ...['live_iniciada', 'contenido_publicado', 'contenido_listo', 'contenido_error', 'comentario', 'seguidor'],
  ...['pregunta_respondida', 'donacion_prometida', 'donacion_confirmada', 'colaboracion_propuesta', 'moderacion'],
  ...['sync_conflicto', 'disco_bajo', 'nodo_pendiente', 'clave_revocada', 'respaldo_fallido', 'reinicio'],
]
/** Many come at once, as when a list of works is published. */
const GATHER_MS = 500
const RETRY_MS = [3_000, 10_000, 30_000, 60_000]

export const createNews = ({ api, session }: { api: Api; session: Session }): News => {
  const unread = signal<number | undefined>(undefined)
  const turn = signal(0)

  /** Follows one person. @returns what ends it */
  const follow = (id: string): (() => void) => {
    const stop = new AbortController()
    let stream: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let gathering: ReturnType<typeof setTimeout> | undefined
    let failures = 0

    const count = async () => {
      const { sin_leer } = await api.call('GET /api/notifications', { query: { limite: 1 }, signal: stop.signal })
      if (!stop.signal.aborted) unread.value = sin_leer
    }
    const hear = () => {
      clearTimeout(gathering)
      gathering = setTimeout(() => {
        turn.value++
        count().catch(again)
      }, GATHER_MS)
    }
    const again = (error?: unknown) => {
      if (stop.signal.aborted) return
      if (error && !(error instanceof Refusal || error instanceof Unreachable)) throw error
      stream?.close()
      clearTimeout(timer)
      timer = setTimeout(listen, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)])
    }
    /** A ticket is good for one stream: each needs an address of its own. */
    const listen = async () => {
      try {
        await count()
        const address = await api.link('GET /api/users/:id/events', { params: { id } })
        if (stop.signal.aborted) return
        stream = new EventSource(address)
        stream.onopen = () => {
          failures = 0
        }
        stream.onerror = () => again()
        for (const kind of kinds) stream.addEventListener(kind, hear)
      } catch (error) {
        again(error)
      }
    }
    void listen()
    return () => {
      stop.abort()
      stream?.close()
      clearTimeout(timer)
      clearTimeout(gathering)
      unread.value = undefined
    }
  }

  effect(() => {
    const id = session.user.value?.id
    return id === undefined ? undefined : follow(id)
  })

  return {
    unread,
    turn,
    left(count) {
      unread.value = count
    },
  }
}
