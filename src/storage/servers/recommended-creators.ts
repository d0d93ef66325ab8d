import type { Id } from '../../model/primitives.ts'
import type { Motivo, Recomendacion } from '../../model/recomendacion.ts'
import type { Listener } from '../../network/graph-store.ts'
import { type Ranked, rankCreators } from '../../network/ranking.ts'
import {
  bounds,
  type CreatorFacts,
  type CreatorsFound,
  creatorCandidates,
  eachOf,
  themesBehind,
  worksPerTheme,
} from '../../network/taste.ts'
import { by } from './graph-schema.ts'
import type { Run } from './neo4j.ts'
import { type Taste, tasteOf } from './taste.ts'

/**
 * The searches that lead from a person to creators `x`; whose works are published has a rank, that is followers. As with
 * contents, an order that begins with what is the same for all is that of an index.
 */
const unknown = 'x.propio_rango IS NOT NULL AND NOT x.user_id IN $excluidos'
const facts = 'x.user_id AS id, x.propio_region AS region, x.propio_rango AS seguidores'
const people = (list: string) => `UNWIND ${list} AS quien
MATCH (f:Usuario {propio_espacio: $espacio, user_id: quien})`

const network = `${people('$seguidos')}
CALL (f) { MATCH (f)-[s:SIGUE]->(x) RETURN x ORDER BY s.fecha_inicio DESC LIMIT $actos }
WITH x, count(*) AS cuantos WHERE ${unknown}
RETURN ${facts}, cuantos ORDER BY cuantos DESC LIMIT ${bounds.shortlist}`
const met = `UNWIND $vistos AS id
MATCH (c:Contenido {propio_espacio: $espacio, contenido_id: id})<-[:CREO]-(x) WHERE c.propio_orden IS NOT NULL
WITH x, count(*) AS cuantos WHERE ${unknown}
RETURN ${facts}, cuantos ORDER BY cuantos DESC LIMIT ${bounds.shortlist}`
const together = `WITH x, collect(DISTINCT quien) AS quienes
RETURN ${facts}, quienes ORDER BY size(quienes) DESC LIMIT ${bounds.shortlist}`
const tookPart = `${people('$gustan')}
MATCH (f)-[:COLABORA_EN]->(c)<-[:CREO]-(x) WHERE c.propio_orden IS NOT NULL AND x <> f AND ${unknown}
${together}`
const wereHelped = `${people('$gustan')}
CALL (f) {
  MATCH (f)-[:CREO]->(c) WHERE c.propio_orden IS NOT NULL RETURN c ORDER BY c.propio_orden DESC LIMIT $obras
}
MATCH (c)<-[:COLABORA_EN]-(x) WHERE x <> f AND ${unknown}
${together}`
const ofThemes = `UNWIND $temas AS tema
CALL (tema) {
  MATCH (c:Contenido)-[r:TRATA]->() ${by.theme}
  WHERE r.propio_espacio = $espacio AND r.propio_tema = tema.nombre AND r.propio_orden IS NOT NULL
  RETURN c ORDER BY r.propio_espacio DESC, r.propio_tema DESC, r.propio_orden DESC LIMIT ${worksPerTheme}
}
MATCH (c)<-[:CREO]-(x) WHERE ${unknown}
WITH x, tema, count(*) AS n
WITH x, collect([tema.nombre, n]) AS temas, sum(n * tema.peso) AS cuantos
RETURN ${facts}, temas ORDER BY cuantos DESC LIMIT ${bounds.shortlist}`
const popular = `MATCH (x:Usuario) ${by.rank}
WHERE x.propio_espacio = $espacio AND x.propio_rango >= 0 AND ${unknown}
RETURN ${facts} ORDER BY x.propio_espacio DESC, x.propio_rango DESC, x.user_id DESC LIMIT ${bounds.popular}`
const ofRegion = `MATCH (x:Usuario) ${by.regionAndRank}
WHERE x.propio_espacio = $espacio AND x.propio_region = $region AND x.propio_rango >= 0 AND ${unknown}
RETURN ${facts} ORDER BY x.propio_espacio DESC, x.propio_region DESC, x.propio_rango DESC, x.user_id DESC
LIMIT ${bounds.popular}`

const followers = `${people('$seguidos')}
MATCH (f)-[:SIGUE]->(x) WHERE x.user_id IN $creadores
RETURN x.user_id AS id, collect(f.user_id) AS personas`

type Row = Omit<CreatorFacts<Id>, 'key'> & { cuantos: number; quienes: Id[]; temas: [string, number][] }

const walk = async (run: Run, espacio: string, taste: Taste) => {
  const { me, region, cared, followed, everFollowed, liked, met: seen } = taste
  const asked = {
    espacio,
    excluidos: me === undefined ? everFollowed : [...everFollowed, me],
    seguidos: followed,
    gustan: liked,
    vistos: seen,
    temas: [...cared].map(([nombre, peso]) => ({ nombre, peso })),
    region,
    actos: eachOf(bounds.acts, followed.length),
    obras: eachOf(bounds.works, liked.length),
  }
  const queries = [network, met, tookPart, wereHelped, ofThemes, popular, ofRegion]
  const found = (await Promise.all(queries.map((query) => run(query, asked)))) as unknown as Row[][]
  const [byNetwork = [], byWorks = [], byPart = [], byHelp = [], byTheme = []] = found
  const counts = (rows: readonly Row[]) => new Map(rows.map(({ id, cuantos }) => [id, cuantos]))
  const acquaintances = Map.groupBy([...byPart, ...byHelp], ({ id }) => id)
  const creators = new Map(found.flat().map(({ id, region, seguidores }) => [id, { key: id, id, region, seguidores }]))
  const signs: CreatorsFound<Id> = {
    region,
    cared,
    network: counts(byNetwork),
    met: counts(byWorks),
    collaborated: new Map(
      [...acquaintances].map(([id, rows]) => [id, new Set(rows.flatMap(({ quienes }) => quienes))]),
    ),
    themes: new Map(byTheme.map(({ id, temas }) => [id, new Map(temas)])),
  }
  return { found: signs, creators: [...creators.values()] }
}

/** Who or what stands behind a reason. */
const reasonsFor = async (
  run: Run,
  espacio: string,
  { followed }: Taste,
  { collaborated, themes, cared }: CreatorsFound<Id>,
  ranked: readonly Ranked<Id>[],
) => {
  const creadores = ranked.filter(({ tipo }) => tipo === 'visto_por_tu_red').map(({ id }) => id)
  const rows = creadores.length === 0 ? [] : await run(followers, { espacio, seguidos: followed, creadores })
  const friends = new Map((rows as { id: Id; personas: Id[] }[]).map(({ id, personas }) => [id, personas]))
  const named = (people: Iterable<Id>) => [...people].sort().slice(0, bounds.named)
  return ({ id, tipo }: Ranked<Id>): Motivo => {
    if (tipo === 'visto_por_tu_red') return { tipo, personas: named(friends.get(id) ?? []), temas: [] }
    if (tipo === 'colaboro_con_quien_te_gusta') return { tipo, personas: named(collaborated.get(id) ?? []), temas: [] }
    return { tipo, personas: [], temas: tipo === 'interes' ? themesBehind(themes.get(id)?.keys() ?? [], cared) : [] }
  }
}

export const creatorsFor = async (
  run: Run,
  espacio: string,
  listener: Listener,
  limit: number,
): Promise<Recomendacion[]> => {
  const taste = await tasteOf(run, espacio, listener)
  const { found, creators } = await walk(run, espacio, taste)
  const ranked = rankCreators(creatorCandidates(creators, found), limit)
  const reasonOf = await reasonsFor(run, espacio, taste, found, ranked)
  return ranked.map((one) => ({ id: one.id, puntaje: one.puntaje, motivo: reasonOf(one) }))
}
