/** How far the wall clock can be believed. */
export type Confianza = 'baja' | 'telefono' | 'ntp' | 'centro'

/** A boot of the program. */
export interface Arranque {
  numero: number
  /** Node time at which this boot began. */
  desde_nodo_ms: number
  /** The same on the wall clock, as is believed now. */
  desde_en: number
  /** Node time that this boot will not reach before it persists a higher one. */
  techo_nodo_ms: number
  /** What is added to the system's clock to get the wall time. */
  correccion_ms: number
  confianza: Confianza
  /** False until the boot ends in order. */
  limpio: boolean
}
