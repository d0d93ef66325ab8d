import { NodoError } from '../errors.ts'
import type { Programacion, Repeticion } from '../model/programacion.ts'

/** When an entry is on, on the channel's own clock. */
export type Slot = Pick<Programacion, 'dia' | 'desde' | 'hasta' | 'repeticion'>

/** A time on air in minutes; `every` so many it comes again without end, 0 never. */
interface Span {
  start: number
  length: number
  every: number
}

const dayMinutes = 24 * 60
const dayMs = dayMinutes * 60_000
const everyMinutes: Record<Repeticion, number> = { ninguna: 0, diaria: dayMinutes, semanal: 7 * dayMinutes }
/** Behind every day that an entry may bear. */
const noEnd = '9999-12-31'

const dayNumber = (dia: string): number => Date.parse(`${dia}T00:00:00Z`) / dayMs
const dayAt = (dia: string, daysOn: number): string =>
  new Date((dayNumber(dia) + daysOn) * dayMs).toISOString().slice(0, 10)
const minutesOf = (hora: string): number => Number(hora.slice(0, 2)) * 60 + Number(hora.slice(3))

const spanOf = ({ dia, desde, hasta, repeticion }: Slot): Span => {
  const lasts = minutesOf(hasta) - minutesOf(desde)
  return {
    start: dayNumber(dia) * dayMinutes + minutesOf(desde),
    length: lasts > 0 ? lasts : lasts + dayMinutes,
    every: everyMinutes[repeticion],
  }
}

const meet = (a: Span, b: Span): boolean => {
  if (a.every > 0 && b.every > 0) {
    // Both come again without end, and a week is so many days: they meet where they would within the shorter turn.
    const turn = Math.min(a.every, b.every)
    const apart = (((b.start - a.start) % turn) + turn) % turn
    return apart < a.length || turn - apart < b.length
  }
  const [once, other] = a.every > 0 ? [b, a] : [a, b]
  const before = once.start + once.length - 1 - other.start
  if (before < 0) return false
  // Of the other's turns the last that begins before this one ends.
  const start = other.start + (other.every > 0 ? before - (before % other.every) : 0)
  return start + other.length > once.start
}

/** Whether there is a minute in which both are on. */
export const overlap = (a: Slot, b: Slot): boolean => meet(spanOf(a), spanOf(b))

/** Whether an entry is on at any time from the beginning of one day to the end of another. */
export const isOnBetween = (slot: Slot, first: string, last: string): boolean => {
  const days = dayNumber(last) - dayNumber(first) + 1
  return days > 0 && meet({ start: dayNumber(first) * dayMinutes, length: days * dayMinutes, every: 0 }, spanOf(slot))
}

/** The days on which an entry begins that may be on from one day to another: what lasts past midnight is on a day longer. */
export const beginningFor = (first: string, last: string) => ({ from: dayAt(first, -1), to: last })

/** The days on which an entry begins that may be on together with this one. */
export const beginningBeside = ({ dia, repeticion }: Slot) =>
  beginningFor(dia, repeticion === 'ninguna' ? dayAt(dia, 1) : noEnd)

/** @throws NodoError horario_ocupado where one of the others is on together with the entry */
export const keepApart = (entry: Programacion, others: readonly Programacion[]): void => {
  const taken = others.find((other) => other.id !== entry.id && overlap(other, entry))
  if (!taken) return
  const { titulo, desde, hasta } = taken
  throw new NodoError('horario_ocupado', { values: { titulo, desde, hasta } })
}
