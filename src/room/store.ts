import type { EventoSala } from '../model/evento-sala.ts'
import type { Id } from '../model/primitives.ts'

/** What is behind a place in a room that nothing has happened in yet. */
export type RoomPlace = string

/**
 * What happens in each live's room, in one order for everybody. It may be lost at any moment: what has to stay is kept
 * elsewhere first.
 * @throws NodoError servicio_no_disponible from every call that asks, while the live state is away
 */
export interface RoomStore {
  /** @param arranque the boot that the id begins with @returns the id, greater than every earlier one of the room */
  append(liveId: Id, arranque: number, event: Omit<EventoSala, 'id'>): Promise<string>
  /** The last events, oldest first, and the place from which to go on. */
  newest(liveId: Id, limit: number): Promise<{ eventos: EventoSala[]; hasta: RoomPlace }>
  /** Events behind a place, oldest first; undefined where some that were behind it are no longer kept. */
  behind(liveId: Id, place: RoomPlace, limit: number): Promise<EventoSala[] | undefined>
  /**
   * Tells every event behind a place, once and in order, as it comes; undefined where some were lost, and then nothing
   * any more: who listens begins anew. While the live state is away it waits.
   * @returns what ends it
   */
  listen(liveId: Id, place: RoomPlace, heard: (events: EventoSala[] | undefined) => void): () => void
}

/** Who is watching or hearing a live now. Each is counted until it is not seen for a while. */
export interface ViewerStore {
  /** @param forMs how long these count from now on @returns how many there are */
  see(liveId: Id, viewers: readonly string[], forMs: number): Promise<number>
  /** @returns how many are left */
  leave(liveId: Id, viewer: string): Promise<number>
  count(liveId: Id): Promise<number>
}
