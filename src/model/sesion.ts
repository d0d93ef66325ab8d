import type { Id } from './primitives.ts'

/** A device that is signed in. Tokens are kept as SHA-256 only; a family is all that one sign-in has rotated into. */
export interface Sesion {
  id: Id
  usuario_id: Id
  refresh_hash: string
  familia: Id
  ip: string
  agente: string
  dispositivo: string
  creada_en: number
  usada_en: number
  vence_nodo_ms: number
  revocada_en: number | null
}
