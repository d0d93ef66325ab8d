import type { Routes } from '../http/route.ts'
import type { Reactions } from './reactions.ts'

/** What people feel about contents. */
export const reactionRoutes =
  ({ reactions }: { reactions: Reactions }): Routes =>
  (register) =>
    register('POST /api/content/:id/like', ({ params, body, reader }) => reactions.react(params.id, body, reader!))
