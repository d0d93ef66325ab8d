import type { Id } from '../model/primitives.ts'
import type { NoticeNews } from '../people/store.ts'

/** Passes on for whom notices were kept. */
export const createNoticeNews = (): NoticeNews & { tell(usuarioIds: ReadonlySet<Id>): void } => {
  const listeners = new Set<(usuarioIds: ReadonlySet<Id>) => void>()
  return {
    listen: (heard) => {
      listeners.add(heard)
      return () => void listeners.delete(heard)
    },
    tell: (usuarioIds) => {
      if (usuarioIds.size > 0) for (const heard of listeners) heard(usuarioIds)
    },
  }
}
