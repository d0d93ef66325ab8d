import { figures, type Medicion, stepMs } from '../model/medicion.ts'

/** What both families do alike with measurements. */

export const minutesOfHour = stepMs.hora / stepMs.minuto

/** A boot's hour, by one of its minutes. */
export const hourOfMinute = (numero: number): number => Math.floor(numero / minutesOfHour)

const join = { sum: (a: number, b: number) => a + b, most: Math.max, least: Math.min }
const names = Object.keys(figures) as (keyof typeof figures)[]

/** @returns of each hour of which there is a minute what its minutes tell together */
export const hoursOf = (minutes: Iterable<Medicion>): Medicion[] => {
  const hours = new Map<string, Medicion>()
  for (const minute of minutes) {
    const numero = hourOfMinute(minute.numero)
    const key = `${minute.arranque} ${numero}`
    const hour = hours.get(key)
    if (!hour) hours.set(key, { ...minute, paso: 'hora', numero })
    else for (const name of names) hour[name] = join[figures[name]](hour[name], minute[name])
  }
  return [...hours.values()]
}
