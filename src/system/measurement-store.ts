import type { MedicionFechada, MedicionMinuto, PasoMedicion } from '../model/medicion.ts'

/** How the box fared, by minutes and, for longer, by hours. None of it leaves this box. */
export interface MeasurementStore {
  /**
   * Keeps minutes; in the place of one that is there already comes what is given now.
   * @throws NodoError servicio_no_disponible where a boot is not kept (yet, after a return to an older base)
   */
  add(minutes: readonly MedicionMinuto[]): Promise<void>
  /**
   * Makes the hours before an hour of a boot of their minutes, and makes them anew where minutes came since. One that was
   * made of more minutes than there are now stays as it is.
   */
  rollUp(before: { arranque: number; numero: number }): Promise<void>
  /**
   * In the order in which they were measured, whatever the wall clock said.
   * @param time of those alone that began in it, UTC ms; `hasta` is the first moment that is no longer meant
   */
  range(paso: PasoMedicion, time: { desde?: number; hasta?: number }): Promise<MedicionFechada[]>
  /**
   * Forgets all but the newest of each step, but no minute before its hour is made, and none of an hour of which one stays.
   * @param kept how many, at least 1
   */
  prune(kept: Readonly<Record<PasoMedicion, number>>): Promise<void>
}
