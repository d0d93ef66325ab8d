import type { Id } from '../model/primitives.ts'
import type { Candidate } from './ranking.ts'

/**
 * What is counted for a person before it is ranked. A family walks from them to whom they follow, what they like and what
 * it is about, and hands over what it found under keys of its own; what follows from that stands here.
 */

/** How far a walk goes, newest first: where a person has more than this, what is older is left out. */
export const bounds = {
  followed: 200,
  liked: 100,
  seen: 500,
  unfinished: 20,
  themes: 20,
  /** Of all themes, of all whom they follow, of all acts of these: a walk takes its share of each. */
  ofThemes: 2_000,
  works: 1_000,
  acts: 4_000,
  popular: 60,
  ofRegion: 60,
  /** Candidates of one kind, those with most behind them. */
  shortlist: 200,
  /** People and themes that a reason names. */
  named: 3,
}

/** How many acts of each of so many people are looked at, so that all of them together are about `budget`. */
export const eachOf = (budget: number, people: number): number => Math.max(10, Math.floor(budget / Math.max(1, people)))

/** Whose the newest contents about a theme are is who is at work on it: so many of each are looked at. */
export const worksPerTheme = 50

/** A theme that a person named weighs like two of the contents that they like. */
const named = 2

/**
 * What a person cares about: the themes that they named and those of what they like, the heaviest first.
 * @param declared as themes are compared
 */
export const themesFor = (declared: readonly string[], liked: readonly (readonly string[])[]): Map<string, number> => {
  const weights = new Map(declared.map((theme) => [theme, named]))
  for (const theme of liked.flat()) weights.set(theme, (weights.get(theme) ?? 0) + 1)
  const heaviest = [...weights].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
  return new Map(heaviest.slice(0, bounds.themes))
}

/** Of some themes the ones that a person cares about most. */
export const themesBehind = (themes: Iterable<string>, cared: ReadonlyMap<string, number>): string[] => {
  const wanted = new Set(themes)
  return [...cared.keys()].filter((theme) => wanted.has(theme)).slice(0, bounds.named)
}

const none = {
  seguido: 0,
  continuar: 0,
  visto_por_tu_red: 0,
  colaboro_con_quien_te_gusta: 0,
  interes: 0,
  region: 0,
  popular: 0,
}

/** A published content as the graph has it. */
export interface ContentFacts<K> {
  key: K
  id: Id
  creator: K
  tipo: string
  region: string | null
  temas: readonly string[]
  orden: number
  popularidad: number
}

/** What was found about contents for one person. */
export interface ContentsFound<K> {
  region: string | null
  themes: ReadonlyMap<string, number>
  followed: ReadonlySet<K>
  /** Each of the network who saw a content counts once, who likes it twice more. */
  network: ReadonlyMap<K, number>
  /** How many of those whom the person likes had a part in a content. */
  collaborated: ReadonlyMap<K, number>
  /** Seen and not to the end. */
  unfinished: ReadonlySet<K>
}

/** Who has read a text is through with it: it has no length to go on from. */
const isThrough = <K>({ key, tipo }: ContentFacts<K>, { unfinished }: ContentsFound<K>) =>
  tipo === 'texto' && unfinished.has(key)

export const contentCandidates = <K>(facts: readonly ContentFacts<K>[], found: ContentsFound<K>): Candidate<K>[] =>
  facts
    .filter((one) => !isThrough(one, found))
    .map(({ key, id, creator, region, temas, orden, popularidad }) => ({
      key,
      id,
      owner: creator,
      order: orden,
      signs: {
        seguido: Number(found.followed.has(creator)),
        continuar: Number(found.unfinished.has(key)),
        visto_por_tu_red: found.network.get(key) ?? 0,
        colaboro_con_quien_te_gusta: found.collaborated.get(key) ?? 0,
        interes: temas.reduce((sum, theme) => sum + (found.themes.get(theme) ?? 0), 0),
        region: Number(region !== null && region === found.region),
        popular: popularidad,
      },
    }))

/** For whom nothing is known. */
export const nothingFound = <K>(region: string | null, themes: ReadonlyMap<string, number>): ContentsFound<K> => ({
  region,
  themes,
  followed: new Set(),
  network: new Map(),
  collaborated: new Map(),
  unfinished: new Set(),
})

/** Somebody with published works, as the graph has them. */
export interface CreatorFacts<K> {
  key: K
  id: Id
  region: string | null
  seguidores: number
}

/** What was found about creators for one person. */
export interface CreatorsFound<K> {
  region: string | null
  /** How many of those whom the person follows follow a creator. */
  network: ReadonlyMap<K, number>
  /** How many of a creator's works the person saw or likes. */
  met: ReadonlyMap<K, number>
  /** Those whom the person likes and who worked with a creator. */
  collaborated: ReadonlyMap<K, ReadonlySet<K>>
  /** How many of the newest `worksPerTheme` about each theme that the person cares about are a creator's. */
  themes: ReadonlyMap<K, ReadonlyMap<string, number>>
  cared: ReadonlyMap<string, number>
}

/** The keys with most behind them, as many as a shortlist takes. */
export const heaviest = <K, V>(found: ReadonlyMap<K, V>, weightOf: (value: V) => number): K[] =>
  [...found]
    .map(([key, value]) => ({ key, weight: weightOf(value) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, bounds.shortlist)
    .map(({ key }) => key)

/** What the themes of a creator weigh for a person. */
export const interestIn = (
  themes: ReadonlyMap<string, number> | undefined,
  cared: ReadonlyMap<string, number>,
): number => [...(themes ?? [])].reduce((sum, [theme, n]) => sum + n * (cared.get(theme) ?? 0), 0)

export const creatorCandidates = <K>(facts: readonly CreatorFacts<K>[], found: CreatorsFound<K>): Candidate<K>[] =>
  facts.map(({ key, id, region, seguidores }) => ({
    key,
    id,
    owner: key,
    order: 0,
    signs: {
      ...none,
      continuar: found.met.get(key) ?? 0,
      visto_por_tu_red: found.network.get(key) ?? 0,
      colaboro_con_quien_te_gusta: found.collaborated.get(key)?.size ?? 0,
      interes: interestIn(found.themes.get(key), found.cared),
      region: Number(region !== null && region === found.region),
      popular: seguidores,
    },
  }))
