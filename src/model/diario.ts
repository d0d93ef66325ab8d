import type { Confianza } from './arranque.ts'
import type { Id } from './primitives.ts'

/** One row of the change log, written in the transaction of the change it tells. Identity: (nodo_id, epoca, seq). */
export interface FilaDiario {
  nodo_id: Id
  epoca: number
  seq: number
  tx: number
  tipo: string
  id_registro: Id
  accion: 'put' | 'patch' | 'del'
  base: number
  lamport: number
  reloj: { pared: number; arranque: number; mono_ms: number; confianza: Confianza }
  esquema: number
  datos: unknown
  /** Only the projections of this node follow it: it never travels, and tells no more than that the record changed. */
  local?: true
}
