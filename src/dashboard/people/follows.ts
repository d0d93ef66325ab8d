import { type ReadonlySignal, signal } from '@preact/signals'
import type { Api } from '../api.ts'
import type { Session } from '../session.ts'

/** Whom the person of this browser follows. */
export interface Follows {
  /** Undefined until it is known, and while nobody is signed in. */
  ids: ReadonlySignal<ReadonlySet<string> | undefined>
  /** Finds out, once a person. @throws Refusal, Unreachable */
  look(): Promise<void>
  /** @throws Refusal, Unreachable */
  follow(creatorId: string, follows: boolean): Promise<void>
}

const PER_CALL = 100

export const createFollows = ({ api, session }: { api: Api; session: Session }): Follows => {
  const ids = signal<ReadonlySet<string> | undefined>(undefined)
  let whose: string | undefined
  let looking: Promise<void> | undefined

  const fetchAll = async (id: string): Promise<void> => {
    const found = new Set<string>()
    let cursor: string | undefined
    do {
      const page = await api.call('GET /api/network/following/:id', {
        params: { id },
        query: { limite: PER_CALL, cursor },
      })
      for (const one of page.datos) found.add(one.id)
      cursor = page.siguiente ?? undefined
    } while (cursor !== undefined)
    if (whose === id) ids.value = found
  }

  return {
    ids,
    async look() {
      const id = session.user.value?.id
      if (id !== whose) {
        ids.value = undefined
        looking = undefined
        whose = id
      }
      if (id === undefined) return
      looking ??= fetchAll(id).catch((error: unknown) => {
        looking = undefined
        throw error
      })
      await looking
    },
    async follow(creador_id, follows) {
      await api.call(follows ? 'POST /api/network/follow' : 'POST /api/network/unfollow', { body: { creador_id } })
      const now = new Set(ids.value)
      if (follows) now.add(creador_id)
      else now.delete(creador_id)
      ids.value = now
    },
  }
}
