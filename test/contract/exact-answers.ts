import type { Generacion, Influencia, Propagacion } from '../../src/model/alcance.ts'
import type { Id } from '../../src/model/primitives.ts'
import type { Motivo, Recomendacion } from '../../src/model/recomendacion.ts'
import { type Ranked, rankContents, rankCreators } from '../../src/network/ranking.ts'

/**
 * The exact answers to what the graph is asked, by the plainest way there is: every content and every creator is looked at,
 * nothing is left out for being old or many.
 */

export interface Person {
  id: Id
  region: string | null
  activo: boolean
}

export interface Piece {
  id: Id
  creador: Id
  tipo: string
  region: string | null
  temas: readonly string[]
  /** Null while it is not published. */
  orden: number | null
}

export interface World {
  people: Map<Id, Person>
  works: Map<Id, Piece>
  /** Of each person, whom they follow. */
  follows: Map<Id, Set<Id>>
  /** Of each person, what they like and since when. */
  likes: Map<Id, Map<Id, number>>
  /** Of each person, what they saw, when last, and whether to the end. */
  views: Map<Id, Map<Id, { fecha: number; completado: boolean }>>
  /** Of each person, what they had a part in. */
  parts: Map<Id, Set<Id>>
  circles: Map<Id, Set<Id>>
}

export interface Asking {
  id?: Id
  region: string | null
  themes: readonly string[]
}

const followedBy = (world: World, id: Id) => world.follows.get(id) ?? new Set<Id>()
const likedBy = (world: World, id: Id) => world.likes.get(id) ?? new Map<Id, number>()
const seenBy = (world: World, id: Id) => world.views.get(id) ?? new Map<Id, { fecha: number; completado: boolean }>()
const partsOf = (world: World, id: Id) => world.parts.get(id) ?? new Set<Id>()
const first3 = (ids: Iterable<Id>) => [...ids].sort().slice(0, 3)
const published = (world: World) => [...world.works.values()].filter(({ orden }) => orden !== null)

/** How often each content was seen and liked, and how many follow each person. */
const countsOf = (world: World) => {
  const counts = new Map<Id, number>()
  const all = [...world.likes.values(), ...world.views.values(), ...world.follows.values()]
  for (const targets of all) for (const id of targets.keys()) counts.set(id, (counts.get(id) ?? 0) + 1)
  return (id: Id) => counts.get(id) ?? 0
}

/** What a person cares about, with its weight. */
const caredBy = (world: World, { id = '', themes }: Asking): Map<string, number> => {
  const weights = new Map(themes.map((theme) => [theme, 2]))
  for (const content of likedBy(world, id).keys())
    for (const theme of world.works.get(content)?.temas ?? []) weights.set(theme, (weights.get(theme) ?? 0) + 1)
  return weights
}
const weightOf = (temas: readonly string[], cared: ReadonlyMap<string, number>) =>
  temas.reduce((sum, theme) => sum + (cared.get(theme) ?? 0), 0)
const dearest3 = (temas: Iterable<string>, cared: ReadonlyMap<string, number>) =>
  [...temas]
    .filter((theme) => cared.has(theme))
    .sort((a, b) => (cared.get(b) ?? 0) - (cared.get(a) ?? 0) || (a < b ? -1 : 1))
    .slice(0, 3)

/** Whom a person follows and whose contents they like. */
const likedPeople = (world: World, id: Id): Set<Id> => {
  const creators = [...likedBy(world, id).keys()].map((content) => world.works.get(content)?.creador ?? '')
  const people = new Set([...followedBy(world, id), ...creators])
  people.delete(id)
  return people
}

const answered = (one: Ranked<Id>, personas: Id[], temas: string[]): Recomendacion => ({
  id: one.id,
  puntaje: one.puntaje,
  motivo: { tipo: one.tipo, personas, temas } satisfies Motivo,
})

const none = { seguido: 0, continuar: 0, visto_por_tu_red: 0, colaboro_con_quien_te_gusta: 0, interes: 0 }

/** Answers for one world after the other person: what is the same for all is counted once. */
export const createExactAnswers = (world: World) => {
  const counted = countsOf(world)
  const about = Map.groupBy(
    published(world).flatMap((work) => work.temas.map((theme) => ({ ...work, theme }))),
    ({ theme }) => theme,
  )
  // Who is at work on a theme: whose the newest fifty contents about it are.
  const newestAbout = new Map(
    [...about].map(([theme, works]) => [theme, works.sort((a, b) => (b.orden ?? 0) - (a.orden ?? 0)).slice(0, 50)]),
  )

  const contentsFor = (asking: Asking, now: number, limit: number): Recomendacion[] => {
    const { id: me = '', region } = asking
    const [followed, friends, likes, views] = [
      followedBy(world, me),
      likedPeople(world, me),
      likedBy(world, me),
      seenBy(world, me),
    ]
    const cared = caredBy(world, asking)
    const network = new Map<Id, number>()
    const add = (content: Id, n: number) => network.set(content, (network.get(content) ?? 0) + n)
    for (const who of followed) {
      for (const content of seenBy(world, who).keys()) add(content, 1)
      for (const content of likedBy(world, who).keys()) add(content, 2)
    }
    const tookPart = (content: Id) => [...friends].filter((who) => partsOf(world, who).has(content))
    const isNew = ({ id, creador, tipo }: Piece) => {
      const view = views.get(id)
      return creador !== me && !likes.has(id) && !(view && (view.completado || tipo === 'texto'))
    }
    const candidates = published(world)
      .filter(isNew)
      .map((one) => ({
        key: one.id,
        id: one.id,
        owner: one.creador,
        order: one.orden ?? 0,
        signs: {
          seguido: Number(followed.has(one.creador)),
          continuar: Number(views.has(one.id)),
          visto_por_tu_red: network.get(one.id) ?? 0,
          colaboro_con_quien_te_gusta: tookPart(one.id).length,
          interes: weightOf(one.temas, cared),
          region: Number(region !== null && one.region === region),
          popular: counted(one.id),
        },
      }))
    if (candidates.length === 0 && me !== '') return contentsFor({ ...asking, id: undefined }, now, limit)
    return rankContents(candidates, now, limit).map((one) => {
      const people: Partial<Record<Motivo['tipo'], () => Iterable<Id>>> = {
        seguido: () => [one.owner],
        visto_por_tu_red: () => [...followed].filter((who) => likedBy(world, who).has(one.id)),
        colaboro_con_quien_te_gusta: () => tookPart(one.id),
      }
      const temas = one.tipo === 'interes' ? dearest3(world.works.get(one.id)?.temas ?? [], cared) : []
      return answered(one, first3(people[one.tipo]?.() ?? []), temas)
    })
  }

  const creatorsFor = (asking: Asking, limit: number): Recomendacion[] => {
    const { id: me = '', region } = asking
    const [followed, friends] = [followedBy(world, me), likedPeople(world, me)]
    const cared = caredBy(world, asking)
    const met = new Set([...likedBy(world, me).keys(), ...seenBy(world, me).keys()])
    const worksBy = Map.groupBy(published(world), ({ creador }) => creador)
    const worked = (a: Id, b: Id) => (worksBy.get(b) ?? []).some(({ id }) => partsOf(world, a).has(id))
    const atWork = new Map<Id, string[]>()
    for (const theme of cared.keys())
      for (const { creador } of newestAbout.get(theme) ?? [])
        atWork.set(creador, [...(atWork.get(creador) ?? []), theme])
    const together = (x: Id) => [...friends].filter((who) => who !== x && (worked(who, x) || worked(x, who)))
    const fans = (x: Id) => [...followed].filter((who) => followedBy(world, who).has(x))
    const candidates = [...worksBy].flatMap(([id, works]) => {
      const person = world.people.get(id)
      if (!person?.activo || id === me || followed.has(id)) return []
      const signs = {
        ...none,
        continuar: works.filter((one) => met.has(one.id)).length,
        visto_por_tu_red: fans(id).length,
        colaboro_con_quien_te_gusta: together(id).length,
        interes: weightOf(atWork.get(id) ?? [], cared),
        region: Number(region !== null && person.region === region),
        popular: counted(id),
      }
      return [{ key: id, id, owner: id, order: 0, signs }]
    })
    return rankCreators(candidates, limit).map((one) => {
      const people = { visto_por_tu_red: fans, colaboro_con_quien_te_gusta: together } as Record<string, typeof fans>
      const themes = new Set(atWork.get(one.id) ?? [])
      const temas = one.tipo === 'interes' ? dearest3(themes, cared) : []
      return answered(one, first3(people[one.tipo]?.(one.id) ?? []), temas)
    })
  }

  return { contentsFor, creatorsFor }
}

const regionsOf = (world: World, people: Iterable<Id>) => {
  const counts = new Map<string | null, number>()
  for (const id of people) {
    const region = world.people.get(id)?.region ?? null
    counts.set(region, (counts.get(region) ?? 0) + 1)
  }
  const name = (region: string | null) => region ?? 'ÿ'
  return [...counts]
    .map(([region, personas]) => ({ region, personas }))
    .sort((a, b) => b.personas - a.personas || (name(a.region) < name(b.region) ? -1 : 1))
}

const peopleWith = (acts: ReadonlyMap<Id, { has(id: Id): boolean }>, targets: readonly Id[]) =>
  [...acts].filter(([, done]) => targets.some((id) => done.has(id))).map(([who]) => who)

export const exactInfluence = (world: World, id: Id): Influencia | undefined => {
  const circle = world.circles.get(id)
  if (!circle && !world.people.get(id)?.activo) return undefined
  const people = circle ?? new Set([id])
  const works = published(world).filter(({ creador }) => people.has(creador))
  const ids = works.map((one) => one.id)
  const without = (found: Id[]) => found.filter((who) => !people.has(who))
  const [viewers, friends] = [without(peopleWith(world.views, ids)), without(peopleWith(world.likes, ids))]
  const reached = new Set([...viewers, ...friends])
  const counted = countsOf(world)
  let h = 0
  while (ids.filter((one) => counted(one) > h).length > h) h++
  return {
    id,
    clase: circle ? 'colectivo' : 'usuario',
    obras: works.length,
    seguidores: without(peopleWith(world.follows, [...people])).length,
    espectadores: viewers.length,
    me_gusta: friends.length,
    alcance: reached.size,
    colaboradores: without(peopleWith(world.parts, ids)).length,
    indice_h: h,
    por_region: regionsOf(world, reached),
  }
}

export const exactPropagation = (world: World, id: Id): Propagacion | undefined => {
  const work = world.works.get(id)
  if (!work || work.orden === null) return undefined
  const makers = new Set([work.creador, ...peopleWith(world.parts, [id])])
  const people = new Set(
    [...peopleWith(world.views, [id]), ...peopleWith(world.likes, [id])].filter((a) => !makers.has(a)),
  )
  // Bellman and Ford: everybody one step beyond the nearest whom they follow, until nothing changes.
  const steps = new Map<Id, number>([...makers].map((who) => [who, 0]))
  for (let changed = true; changed; ) {
    changed = false
    for (const who of people) {
      const near = Math.min(...[...followedBy(world, who)].map((whom) => steps.get(whom) ?? Number.POSITIVE_INFINITY))
      if (near + 1 >= (steps.get(who) ?? Number.POSITIVE_INFINITY)) continue
      steps.set(who, near + 1)
      changed = true
    }
  }
  const told = (among: Id[]): Generacion => {
    const likes = among.flatMap((who) => likedBy(world, who).get(id) ?? [])
    const views = among.flatMap((who) => seenBy(world, who).get(id)?.fecha ?? [])
    const firsts = among.map((who) =>
      Math.min(
        likedBy(world, who).get(id) ?? Number.POSITIVE_INFINITY,
        seenBy(world, who).get(id)?.fecha ?? Number.POSITIVE_INFINITY,
      ),
    )
    return {
      personas: among.length,
      vieron: views.length,
      me_gusta: likes.length,
      primera: among.length > 0 ? Math.min(...firsts) : null,
      ultima: among.length > 0 ? Math.max(...firsts) : null,
      por_region: regionsOf(world, among),
    }
  }
  const at = (step: number | undefined) => [...people].filter((who) => steps.get(who) === step)
  const generaciones: Generacion[] = []
  for (let step = 1; at(step).length > 0; step++) generaciones.push(told(at(step)))
  return { contenido_id: id, personas: people.size, generaciones, por_su_cuenta: told(at(undefined)), completa: true }
}
