import type { Id } from '../model/primitives.ts'

/** A process that lives belong to. */
export interface LiveHolder {
  /** A name that no other process bears, nor this one after a restart. */
  proceso: string
  /** Where the others fetch what it has in memory, as a URL. */
  direccion: string
}

/**
 * Which process a live belongs to: the one that its encoder came to has its parts in memory, and the others fetch them
 * from there. It may be lost at any moment; whoever has the live then takes it again.
 * @throws NodoError servicio_no_disponible from every call while the live state is away
 */
export interface LiveHolderStore {
  /**
   * Takes a live that nobody has, or lengthens it where it is this process's.
   * @param forMs how long from now on, unless it is asked for again
   * @returns whose it is now
   */
  hold(liveId: Id, holder: LiveHolder, forMs: number): Promise<LiveHolder>
  /** Gives it back; what another has stays theirs. */
  release(liveId: Id, proceso: string): Promise<void>
  of(liveId: Id): Promise<LiveHolder | undefined>
}
