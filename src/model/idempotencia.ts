import type { Id } from './primitives.ts'

/** The answer of a creating POST, kept 24 h with the creation so that a repeated request gets the same. */
export interface RespuestaGuardada {
  cuenta: Id
  ruta: string
  clave: string
  /** SHA-256 of the request's body: another body under the same key is refused. */
  huella: string
  estado: number
  cuerpo: string
  vence_nodo_ms: number
}
