import type { AristaGrafo, NodoGrafo } from '../../model/grafo.ts'
import type { GraphStore } from '../../network/graph-store.ts'
import { nodesOf, pictureOf, shares, type Work, worksPerCreator } from '../../network/picture.ts'
import type { Neo4jPart, Run } from './neo4j.ts'
import { influenceOf, propagationOf } from './reach.ts'
import { contentsFor } from './recommended-contents.ts'
import { creatorsFor } from './recommended-creators.ts'

/** A question that takes longer is given up: whoever asked is told, and nobody else waits behind it. */
const timeoutMs = 2_000
/** How far somebody reaches is asked seldom, and goes through everybody whom they reach. */
const reachTimeoutMs = 6_000

const creators = `
MATCH (u:Usuario) WHERE u.propio_espacio = $espacio AND u.propio_rango >= 0 AND u.user_id IS NOT NULL
RETURN u.user_id AS id, u.propio_region AS region
ORDER BY u.propio_espacio DESC, u.propio_rango DESC, u.user_id DESC LIMIT $limite`
const creatorsOfRegion = `
MATCH (u:Usuario)
WHERE u.propio_espacio = $espacio AND u.propio_region = $region AND u.propio_rango >= 0 AND u.user_id IS NOT NULL
RETURN u.user_id AS id, u.propio_region AS region
ORDER BY u.propio_espacio DESC, u.propio_region DESC, u.propio_rango DESC, u.user_id DESC LIMIT $limite`

const newestWorks = `
UNWIND $ids AS creador_id
MATCH (u:Usuario {propio_espacio: $espacio, user_id: creador_id})
CALL (u) {
  MATCH (u)-[:CREO]->(c:Contenido) WHERE c.propio_orden IS NOT NULL
  RETURN c ORDER BY c.propio_orden DESC, c.contenido_id DESC LIMIT $cada_uno
}
RETURN c.contenido_id AS id, creador_id, c.propio_region AS region, c.propio_orden AS orden,
  c.propio_popularidad AS popularidad`

const circles = `
UNWIND $ids AS id
MATCH (u:Usuario {propio_espacio: $espacio, user_id: id})-[:ES_MIEMBRO_DE]->(k:Colectivo) WHERE k.nombre IS NOT NULL
RETURN k.colectivo_id AS id, k.propio_region AS region, collect(id) AS miembros`

/** Relationships of a kind from some people to some nodes. */
const between = (type: AristaGrafo['tipo'], label: string, key: string) => `
UNWIND $desde AS desde
MATCH (:Usuario {propio_espacio: $espacio, user_id: desde})-[:${type}]->(x:${label}) WHERE x.${key} IN $hasta
RETURN '${type}' AS tipo, desde, x.${key} AS hasta`
const kinds = [
  ['usuario', between('SIGUE', 'Usuario', 'user_id')],
  ['contenido', between('CREO', 'Contenido', 'contenido_id')],
  ['contenido', between('GUSTA', 'Contenido', 'contenido_id')],
  ['contenido', between('COLABORA_EN', 'Contenido', 'contenido_id')],
  ['colectivo', between('ES_MIEMBRO_DE', 'Colectivo', 'colectivo_id')],
] as const

const edgesBetween = async (run: Run, espacio: string, nodes: readonly NodoGrafo[]): Promise<AristaGrafo[]> => {
  const ids = (clase: NodoGrafo['clase']) => nodes.filter((node) => node.clase === clase).map(({ id }) => id)
  const found = await Promise.all(
    kinds.map(([to, query]) => run(query, { espacio, desde: ids('usuario'), hasta: ids(to) })),
  )
  return found.flat() as unknown as AristaGrafo[]
}

/** @param spaceOf whose graph it is: the node that its documents belong to */
export const createGraph = (neo4j: Neo4jPart, spaceOf: () => string): GraphStore => ({
  network: (region, limit) =>
    neo4j.read(timeoutMs, async (run) => {
      const espacio = spaceOf()
      const limite = shares(limit).creators
      const people =
        region === undefined ? run(creators, { espacio, limite }) : run(creatorsOfRegion, { espacio, region, limite })
      const found = (await people) as { id: string; region: string | null }[]
      const ids = found.map(({ id }) => id)
      const [works, circlesFound] = await Promise.all([
        run(newestWorks, { espacio, ids, cada_uno: worksPerCreator }),
        run(circles, { espacio, ids }),
      ])
      const nodes = nodesOf(found, works as unknown as Work[], circlesFound as never, limit)
      return pictureOf(nodes, await edgesBetween(run, espacio, nodes))
    }),
  contentsFor: (listener, nowNodoMs, limit) =>
    neo4j.read(timeoutMs, (run) => contentsFor(run, spaceOf(), listener, nowNodoMs, limit)),
  creatorsFor: (listener, limit) => neo4j.read(timeoutMs, (run) => creatorsFor(run, spaceOf(), listener, limit)),
  influenceOf: (id) => neo4j.read(reachTimeoutMs, (run) => influenceOf(run, spaceOf(), id)),
  propagationOf: (contenidoId) => neo4j.read(reachTimeoutMs, (run) => propagationOf(run, spaceOf(), contenidoId)),
})
