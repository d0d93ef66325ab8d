import type { Dicho } from '../model/dicho.ts'
import type { Id } from '../model/primitives.ts'

/** Where something is said. */
export interface Said extends Pick<Dicho, 'contenido_id' | 'idioma'> {
  desde_ms: number
  texto: string
}

/** What is said in contents, as their subtitles have it. */
export interface SaidStore {
  /**
   * Keeps what is said in a content, in the place of what was kept in that language. It is found once the content's
   * subtitles are those of its `url`.
   * @throws NodoError contenido_no_encontrado
   */
  put(given: Dicho): Promise<void>
  /** Forgets it, where it is known. */
  remove(contenidoId: Id, idioma: string): Promise<void>
  /**
   * In which published contents all the words that are written are said in one language, without regard to accents and
   * case, what was kept last first; of each the first phrase that has most of them.
   */
  having(written: string, limit: number): Promise<Said[]>
}
