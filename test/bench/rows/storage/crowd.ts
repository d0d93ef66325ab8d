import { naturalId } from '../../../../src/model/ids.ts'
import type { Id } from '../../../../src/model/primitives.ts'
import type { World } from '../../../contract/exact-answers.ts'

/**
 * A network as networks are: few are followed by many and do much, most do little, and people keep to their region. The
 * same each time.
 */

/** A generator of fractions (mulberry32, Tommy Ettinger 2017, public domain): seeded, so that runs compare. */
const randomFrom = (seed: number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
type Random = ReturnType<typeof randomFrom>

/** Draws one of many, each as often as it weighs. */
const createDraw = <T>(random: Random, among: readonly T[], weightOf: (one: T) => number) => {
  let sum = 0
  const until = Float64Array.from(among, (one) => (sum += weightOf(one)))
  return (): T => {
    const at = random() * sum
    let [low, high] = [0, until.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((until[middle] ?? 0) > at) high = middle
      else low = middle + 1
    }
    return among[low] as T
  }
}

/** Pareto's law: a fifth have about three quarters, and nobody more than five hundred times the least. */
const heavyTailed = (random: Random) => Math.min(500, (1 - random()) ** (-1 / 1.25))

const regions = Array.from({ length: 32 }, (_, i) => `MX-${String(i).padStart(2, '0')}`)
const themes = Array.from({ length: 80 }, (_, i) => `tema ${i}`)
const dayMs = 86_400_000
export const twoYearsMs = 730 * dayMs

export interface Crowd {
  world: World
  /** What each person says that they care about. */
  interests: Map<Id, string[]>
  /** Somebody of those who use it, as often as they do. */
  drawActive(): Id
  edges: number
}

/** @param size of the crowd and of what it has done */
export const createCrowd = (size: { people: number; edges: number }): Crowd => {
  const random = randomFrom(4)
  const pick = <T>(among: readonly T[]): T => among[Math.floor(random() * among.length)] as T
  const share = (of: number) => Math.round(size.edges * of)
  const when = () => Math.floor(random() * twoYearsMs)

  const drawRegion = createDraw(random, regions, (region) => 1 / (1 + regions.indexOf(region)))
  const drawTheme = createDraw(random, themes, (theme) => 1 / (3 + themes.indexOf(theme)))
  const people = Array.from({ length: size.people }, (_, i) => ({
    id: naturalId('persona', String(i)),
    region: random() < 0.9 ? drawRegion() : null,
    activo: true,
    active: heavyTailed(random),
  }))
  const creators = people.slice(0, size.people / 20).map((one) => ({ ...one, known: heavyTailed(random) }))
  const makerOf = createDraw(random, creators, ({ active }) => active)
  const dates = Array.from({ length: share(0.03) }, when).sort((a, b) => a - b)
  const works = dates.map((orden, i) => {
    const maker = creators[i] ?? makerOf()
    return {
      id: naturalId('obra', String(i)),
      creador: maker.id,
      tipo: 'audio',
      region: maker.region,
      temas: [...new Set([drawTheme(), drawTheme(), drawTheme()])].sort(),
      orden,
      known: maker.known * heavyTailed(random),
    }
  })
  const near = <T extends { region: string | null }>(all: readonly T[], weightOf: (one: T) => number) => {
    const anywhere = createDraw(random, all, weightOf)
    const there = new Map(
      [...Map.groupBy(all, ({ region }) => region)].map(([region, some]) => [
        region,
        createDraw(random, some, weightOf),
      ]),
    )
    return (region: string | null) => (random() < 0.7 ? (there.get(region) ?? anywhere) : anywhere)()
  }
  const creatorFor = near(creators, ({ known }) => known)
  const workFor = near(works, ({ known }) => known)
  const worksOf = Map.groupBy(works, ({ creador }) => creador)
  const drawPerson = createDraw(random, people, ({ active }) => active)

  const world: World = {
    people: new Map(people.map(({ id, region, activo }) => [id, { id, region, activo }])),
    works: new Map(works.map(({ known: _, ...work }) => [work.id, work])),
    follows: new Map(people.map(({ id }) => [id, new Set()])),
    likes: new Map(people.map(({ id }) => [id, new Map()])),
    views: new Map(people.map(({ id }) => [id, new Map()])),
    parts: new Map(people.map(({ id }) => [id, new Set()])),
    circles: new Map(),
  }
  let edges = works.length
  /** Lets it happen so often, whatever happened before not again. */
  const repeat = (times: number, act: () => boolean) => {
    for (let done = 0; done < times; ) if (act()) done++
    edges += times
  }
  const isNew = <T>(acts: { has(id: Id): boolean } | undefined, id: Id, keep: () => T): boolean => {
    if (!acts || acts.has(id)) return false
    keep()
    return true
  }
  repeat(share(0.4), () => {
    const { id, region } = drawPerson()
    const [followed, whom] = [world.follows.get(id), creatorFor(region).id]
    return whom !== id && isNew(followed, whom, () => followed?.add(whom))
  })
  const met = (id: Id, region: string | null): Id => {
    const followed = random() < 0.5 ? pick([...(world.follows.get(id) ?? [])]) : undefined
    return followed === undefined ? workFor(region).id : pick(worksOf.get(followed) ?? works).id
  }
  repeat(share(0.42), () => {
    const { id, region } = drawPerson()
    const [seen, what] = [world.views.get(id), met(id, region)]
    return isNew(seen, what, () => seen?.set(what, { fecha: when(), completado: random() < 0.6 }))
  })
  repeat(share(0.135), () => {
    const { id, region } = drawPerson()
    const seen = [...(world.views.get(id)?.keys() ?? [])]
    const [liked, what] = [world.likes.get(id), seen.length > 0 && random() < 0.7 ? pick(seen) : met(id, region)]
    return isNew(liked, what, () => liked?.set(what, when()))
  })
  repeat(size.edges - edges, () => {
    const [{ id, region }, part] = [makerOf(), workFor(null).id]
    const [parts, what] = [world.parts.get(id), random() < 0.5 ? part : workFor(region).id]
    return isNew(parts, what, () => parts?.add(what))
  })
  return {
    world,
    interests: new Map(people.map(({ id }) => [id, [...new Set([drawTheme(), drawTheme()])]])),
    drawActive: () => drawPerson().id,
    edges,
  }
}
