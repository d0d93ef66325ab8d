import type { Arranque, Confianza } from './model/arranque.ts'

/** The two times of a box whose clock may be wrong. */
export interface Clock {
  /** Node time: milliseconds that only grow, over restarts too. Every lifetime counts in it. */
  now(): number
  /** The wall clock as it is believed, UTC ms, never before the program was built. For people to read, never to order by. */
  wall(): number
  /** The wall-clock estimate of a moment in node time. */
  wallOf(nodoMs: number): number
  boot(): Arranque
  confidence(): Confianza
  /** Sets the wall clock by hand; dates that this boot made under `baja` move with it. */
  setWall(paredMs: number, confianza: Confianza): Promise<void>
}
