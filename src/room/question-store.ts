import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Paged } from '../model/page.ts'
import type { EstadoPregunta, Pregunta } from '../model/pregunta.ts'
import type { Id } from '../model/primitives.ts'
import type { CreadorBreve } from '../model/usuario.ts'

export interface Question {
  pregunta: Pregunta
  autor: CreadorBreve
}

/** What people ask who presents a live. None of it leaves this box. */
export interface QuestionStore {
  /**
   * Writes the question and the kept answer together.
   * @throws NodoError transmision_no_encontrada (also: its content was deleted)
   */
  ask(given: Pregunta, kept?: RespuestaGuardada): Promise<Pregunta>
  /**
   * Sets what became of a question of this live; the same again changes nothing.
   * @throws NodoError pregunta_no_encontrada, version_distinta
   */
  decide(liveId: Id, id: Id, estado: EstadoPregunta, version?: number): Promise<Pregunta>
  /** A live's questions, or those in a state, in the order in which they were asked. @throws NodoError cursor_invalido */
  of(
    liveId: Id,
    estado: EstadoPregunta | undefined,
    limit: number,
    cursor?: string,
  ): Promise<Paged<Question> & { total: number }>
}
