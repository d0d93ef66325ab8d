import type { Canal } from '../model/canal.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import type { Paged } from '../model/page.ts'
import type { Id } from '../model/primitives.ts'
import type { Programacion } from '../model/programacion.ts'

/** What of a channel may change; its code is its address. */
export type ChannelFields = Partial<Pick<Canal, 'nombre' | 'descripcion' | 'tipo'>>

/** The channels of this node. `principal` is there from the first start on. None of it leaves this box. */
export interface ChannelStore {
  byId(id: Id): Promise<Canal | undefined>
  /** In the order in which they were made, `principal` first. @throws NodoError cursor_invalido */
  page(limit: number, cursor?: string): Promise<Paged<Canal>>
  /** Writes the channel and the kept answer together. @throws NodoError canal_ocupado where there is one of its code */
  create(given: Canal, kept?: RespuestaGuardada): Promise<Canal>
  /** @throws NodoError canal_no_encontrado, version_distinta */
  change(id: Id, fields: ChannelFields, version?: number): Promise<Canal>
  /** Deletes a channel with its grid. @throws NodoError canal_no_encontrado, canal_principal */
  remove(id: Id): Promise<void>
}

/** What of an entry may change; it stays on its channel. */
export type ProgrammeFields = Partial<
  Pick<Programacion, 'titulo' | 'dia' | 'desde' | 'hasta' | 'repeticion' | 'tipo' | 'fuente'>
>

/** The programme grids of the channels: of one channel no two entries are ever on together. None of it leaves this box. */
export interface ProgrammeStore {
  byId(id: Id): Promise<Programacion | undefined>
  /**
   * What is on at any time from the beginning of one day to the end of another (`2026-12-24`), by the day on which it
   * first was, its hour and its id.
   */
  grid(canalId: Id, first: string, last: string): Promise<Programacion[]>
  /** Writes the entry and the kept answer together. @throws NodoError canal_no_encontrado, horario_ocupado */
  add(given: Programacion, kept?: RespuestaGuardada): Promise<Programacion>
  /** @throws NodoError programa_no_encontrado, version_distinta, horario_ocupado */
  change(id: Id, fields: ProgrammeFields, version?: number): Promise<Programacion>
  /** @throws NodoError programa_no_encontrado */
  remove(id: Id): Promise<void>
}
