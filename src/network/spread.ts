import type { Generacion, PorRegion, Propagacion } from '../model/alcance.ts'
import type { Id } from '../model/primitives.ts'

/**
 * How a content spread. The first generation are those who met it and follow its creator (or somebody who had a part in
 * it); the next, those who met it and follow one of the first; and so on, everybody in the earliest that they can be in: a
 * search in breadth along SIGUE. When somebody first met a content is not kept, only when last: that one met it by another
 * is a guess, and whom nobody can have brought it is told apart.
 */

/** How many of those who met a content are looked at: the last ones. */
export const audienceBound = 10_000

/** Somebody who met a content, and whom of the others, or of those who made it, they follow. */
export interface Met<K> {
  key: K
  region: string | null
  vio: boolean
  gusta: boolean
  fecha: number
  follows: readonly K[]
}

type InRegion = { region: string | null; cuantas?: number }

/** @returns the most first; of as many, by name, who told none at the end */
export const byRegion = (people: readonly InRegion[]): PorRegion =>
  [...Map.groupBy(people, ({ region }) => region)]
    .map(([region, there]) => ({ region, personas: there.reduce((sum, { cuantas = 1 }) => sum + cuantas, 0) }))
    .sort((a, b) => b.personas - a.personas || ((a.region ?? '\uffff') < (b.region ?? '\uffff') ? -1 : 1))

const generationOf = (people: readonly Met<unknown>[]): Generacion => {
  const dates = people.map(({ fecha }) => fecha).sort((a, b) => a - b)
  return {
    personas: people.length,
    vieron: people.filter(({ vio }) => vio).length,
    me_gusta: people.filter(({ gusta }) => gusta).length,
    primera: dates[0] ?? null,
    ultima: dates.at(-1) ?? null,
    por_region: byRegion(people),
  }
}

/**
 * @param makers who made the content: they are in no generation
 * @param total how many met it, also those beyond `audienceBound`, without the makers
 */
export const spreadOf = <K>(
  contenidoId: Id,
  makers: readonly K[],
  audience: readonly Met<K>[],
  total: number,
): Propagacion => {
  const waiting = new Map(audience.filter(({ key }) => !makers.includes(key)).map((one) => [one.key, one]))
  const followers = new Map<K, Met<K>[]>()
  for (const one of waiting.values())
    for (const whom of one.follows) {
      const others = followers.get(whom)
      if (others) others.push(one)
      else followers.set(whom, [one])
    }
  const generaciones: Generacion[] = []
  for (let last: readonly K[] = makers; ; ) {
    const next = new Set(last.flatMap((key) => followers.get(key) ?? []).filter(({ key }) => waiting.has(key)))
    if (next.size === 0) break
    generaciones.push(generationOf([...next]))
    last = [...next].map(({ key }) => key)
    for (const key of last) waiting.delete(key)
  }
  return {
    contenido_id: contenidoId,
    personas: total,
    generaciones,
    por_su_cuenta: generationOf([...waiting.values()]),
    completa: audience.length >= total,
  }
}
