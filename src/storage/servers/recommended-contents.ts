import type { Id } from '../../model/primitives.ts'
import type { Motivo, Recomendacion } from '../../model/recomendacion.ts'
import type { Listener } from '../../network/graph-store.ts'
import { type Ranked, rankContents } from '../../network/ranking.ts'
import {
  bounds,
  type ContentFacts,
  contentCandidates,
  eachOf,
  nothingFound,
  themesBehind,
} from '../../network/taste.ts'
import { by } from './graph-schema.ts'
import type { Run } from './neo4j.ts'
import { type Taste, tasteOf } from './taste.ts'

/**
 * The searches that lead from a person to contents `c`, and what the graph says of each. Where an order begins with keys
 * that are one and the same, it is that of an index, which is then read from its end and no further than the limit.
 */
const unknown = 'c.propio_orden IS NOT NULL AND NOT c.contenido_id IN $conocidos'
const facts = `MATCH (c)<-[:CREO]-(x)
RETURN c.contenido_id AS id, x.user_id AS creador, c.tipo AS tipo, c.propio_region AS region, c.propio_temas AS temas,
  c.propio_orden AS orden, c.propio_popularidad AS popularidad, cuantos`
const shortlist = `WITH c, cuantos WHERE ${unknown}
WITH c, cuantos ORDER BY cuantos DESC, c.propio_orden DESC LIMIT ${bounds.shortlist}
${facts}`

const people = (list: string) => `UNWIND ${list} AS quien
MATCH (f:Usuario {propio_espacio: $espacio, user_id: quien})`
const network = `${people('$seguidos')}
CALL (f) {
  MATCH (f)-[r:VIO]->(c) RETURN c, 1 AS peso ORDER BY r.fecha_ultima_vista DESC LIMIT $actos
  UNION ALL
  MATCH (f)-[r:GUSTA]->(c) RETURN c, 2 AS peso ORDER BY r.fecha DESC LIMIT $actos
}
WITH c, sum(peso) AS cuantos
${shortlist}`
const collaborated = `${people('$gustan')}
MATCH (f)-[:COLABORA_EN]->(c)
WITH c, count(*) AS cuantos
${shortlist}`
const works = `${people('$seguidos')}
CALL (f) {
  MATCH (f)-[:CREO]->(c) WHERE c.propio_orden IS NOT NULL RETURN c ORDER BY c.propio_orden DESC LIMIT $obras
}
WITH c WHERE ${unknown}
WITH c, 0 AS cuantos ORDER BY c.propio_orden DESC LIMIT ${bounds.shortlist}
${facts}`
const begun = `UNWIND $empezados AS id
MATCH (c:Contenido {propio_espacio: $espacio, contenido_id: id}) WHERE c.propio_orden IS NOT NULL
WITH c, 0 AS cuantos
${facts}`
const ofThemes = `UNWIND $temas AS tema
CALL (tema) {
  MATCH (c:Contenido)-[r:TRATA]->() ${by.theme}
  WHERE r.propio_espacio = $espacio AND r.propio_tema = tema.nombre AND r.propio_orden IS NOT NULL
  RETURN c ORDER BY r.propio_espacio DESC, r.propio_tema DESC, r.propio_orden DESC LIMIT $de_cada_tema
}
WITH c, sum(tema.peso) AS cuantos
${shortlist}`
const ofRegion = `MATCH (c:Contenido) ${by.region}
WHERE c.propio_espacio = $espacio AND c.propio_region = $region AND ${unknown}
WITH c, 0 AS cuantos
ORDER BY c.propio_espacio DESC, c.propio_region DESC, c.propio_orden DESC, c.contenido_id DESC
LIMIT ${bounds.ofRegion}
${facts}`
const popular = `MATCH (c:Contenido) ${by.popularity}
WHERE c.propio_espacio = $espacio AND c.propio_popularidad >= 0 AND ${unknown}
WITH c, 0 AS cuantos
ORDER BY c.propio_espacio DESC, c.propio_popularidad DESC, c.propio_orden DESC, c.contenido_id DESC
LIMIT ${bounds.popular}
${facts}`

const behind = (list: string, relationship: string) => `${people(list)}
MATCH (f)-[:${relationship}]->(c) WHERE c.contenido_id IN $contenidos
RETURN c.contenido_id AS id, collect(f.user_id) AS personas`
const likedBy = behind('$seguidos', 'GUSTA')
const madeWith = behind('$gustan', 'COLABORA_EN')

type Row = Omit<ContentFacts<Id>, 'key' | 'creator'> & { creador: Id; cuantos: number }

const walk = async (run: Run, espacio: string, taste: Taste) => {
  const { region, cared, followed, liked, known, unfinished } = taste
  const asked = {
    espacio,
    conocidos: known,
    seguidos: followed,
    gustan: liked,
    empezados: unfinished,
    temas: [...cared].map(([nombre, peso]) => ({ nombre, peso })),
    de_cada_tema: eachOf(bounds.ofThemes, cared.size),
    region,
    actos: eachOf(bounds.acts, followed.length),
    obras: eachOf(bounds.works, followed.length),
  }
  const queries = [network, collaborated, works, begun, ofThemes, ofRegion, popular]
  const found = (await Promise.all(queries.map((query) => run(query, asked)))) as unknown as Row[][]
  const counts = (rows: readonly Row[] = []) => new Map(rows.map(({ id, cuantos }) => [id, cuantos]))
  const contents = new Map(
    found.flat().map(({ creador, cuantos, ...one }) => [one.id, { ...one, key: one.id, creator: creador }]),
  )
  return { contents, network: counts(found[0]), collaborated: counts(found[1]) }
}

/** Who or what stands behind a reason. */
const reasonsFor = async (run: Run, espacio: string, taste: Taste, ranked: readonly Ranked<Id>[]) => {
  const { followed: seguidos, liked: gustan, cared } = taste
  const ask = async (tipo: Motivo['tipo'], query: string) => {
    const contenidos = ranked.filter((one) => one.tipo === tipo).map(({ id }) => id)
    if (contenidos.length === 0) return new Map<Id, Id[]>()
    const rows = (await run(query, { espacio, seguidos, gustan, contenidos })) as { id: Id; personas: Id[] }[]
    return new Map(rows.map(({ id, personas }) => [id, personas.sort().slice(0, bounds.named)]))
  }
  const [friends, helpers] = await Promise.all([
    ask('visto_por_tu_red', likedBy),
    ask('colaboro_con_quien_te_gusta', madeWith),
  ])
  return ({ id, owner, tipo }: Ranked<Id>, temas: readonly string[]): Motivo => {
    if (tipo === 'seguido') return { tipo, personas: [owner], temas: [] }
    if (tipo === 'visto_por_tu_red') return { tipo, personas: friends.get(id) ?? [], temas: [] }
    if (tipo === 'colaboro_con_quien_te_gusta') return { tipo, personas: helpers.get(id) ?? [], temas: [] }
    return { tipo, personas: [], temas: tipo === 'interes' ? themesBehind(temas, cared) : [] }
  }
}

const answer = async (run: Run, espacio: string, listener: Listener, nowNodoMs: number, limit: number) => {
  const taste = await tasteOf(run, espacio, listener)
  const { contents, ...found } = await walk(run, espacio, taste)
  const { me, region, cared, followed, unfinished } = taste
  const candidates = contentCandidates(
    [...contents.values()].filter(({ creator }) => creator !== me),
    {
      ...nothingFound<Id>(region, cared),
      ...found,
      followed: new Set(followed),
      unfinished: new Set(unfinished),
    },
  )
  const ranked = rankContents(candidates, nowNodoMs, limit)
  const reasonOf = await reasonsFor(run, espacio, taste, ranked)
  return ranked.map((one) => ({
    id: one.id,
    puntaje: one.puntaje,
    motivo: reasonOf(one, contents.get(one.id)?.temas ?? []),
  }))
}

/** Contents for somebody; where they know all that there is, as for nobody in particular. */
export const contentsFor = async (
  run: Run,
  espacio: string,
  listener: Listener,
  nowNodoMs: number,
  limit: number,
): Promise<Recomendacion[]> => {
  const found = await answer(run, espacio, listener, nowNodoMs, limit)
  return found.length > 0 ? found : answer(run, espacio, { ...listener, id: undefined }, nowNodoMs, limit)
}
