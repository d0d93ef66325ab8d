import type { Clock } from '../clock.ts'
import type { Id } from '../model/primitives.ts'
import { type NuevaReaccion, type ReaccionVista, reactionId } from '../model/reaccion.ts'
import type { Actor, ContentAccess } from './access.ts'
import type { ReactionCounts, ReactionStore } from './store.ts'

/** What people feel about contents. */
export interface Reactions {
  /** Says it or takes it back; the same again changes nothing. @throws NodoError contenido_no_encontrado */
  react(contenidoId: Id, given: NuevaReaccion, actor: Actor): Promise<ReaccionVista>
}

/** How many people react, of whatever kind: a person is of one kind at a time. */
export const reactingOf = (counts: ReactionCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0)

export const createReactions = (deps: {
  reactions: ReactionStore
  access: ContentAccess
  clock: Pick<Clock, 'wall'>
  nodoId(): Promise<Id>
}): Reactions => ({
  async react(contenidoId, { tipo = 'me_gusta', activo = true }, actor) {
    await deps.access.seen(contenidoId, actor)
    const shown = (counts: ReactionCounts): ReaccionVista => ({
      me_gusta: reactingOf(counts),
      mio: activo,
      tipo: activo ? tipo : null,
      por_tipo: counts,
    })
    if (!activo) return shown(await deps.reactions.unset(actor.id, contenidoId))
    const { counts } = await deps.reactions.set({
      id: reactionId(actor.id, contenidoId),
      contenido_id: contenidoId,
      usuario_id: actor.id,
      tipo,
      fecha: deps.clock.wall(),
      activo: true,
      nodo_id: await deps.nodoId(),
      version: 1,
      lamport: 0,
    })
    return shown(counts)
  },
})
