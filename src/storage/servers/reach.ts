import type { Influencia, Propagacion } from '../../model/alcance.ts'
import type { Id } from '../../model/primitives.ts'
import { hIndex } from '../../network/influence.ts'
import { audienceBound, byRegion, type Met, spreadOf } from '../../network/spread.ts'
import type { Run } from './neo4j.ts'

const person = `
MATCH (u:Usuario {propio_espacio: $espacio, user_id: $id}) WHERE u.propio_activo
RETURN 'usuario' AS clase, [u.user_id] AS personas`
const circle = `
MATCH (k:Colectivo {propio_espacio: $espacio, colectivo_id: $id}) WHERE k.nombre IS NOT NULL
OPTIONAL MATCH (u:Usuario)-[:ES_MIEMBRO_DE]->(k)
RETURN 'colectivo' AS clase, collect(u.user_id) AS personas`

const people = `UNWIND $personas AS quien
MATCH (u:Usuario {propio_espacio: $espacio, user_id: quien})`
const works = `${people}-[:CREO]->(c) WHERE c.propio_orden IS NOT NULL
RETURN c.propio_popularidad AS popularidad`
// Those who are asked about are no audience of their own.
const followers = `${people}<-[:SIGUE]-(x) WHERE NOT x.user_id IN $personas
RETURN count(DISTINCT x) AS cuantas`
const others = (relationship: string) => `${people}-[:CREO]->(c) WHERE c.propio_orden IS NOT NULL
MATCH (c)<-[:${relationship}]-(x) WHERE NOT x.user_id IN $personas`
const count = (relationship: string) => `${others(relationship)}
RETURN count(DISTINCT x) AS cuantas`
const reached = `${others('VIO|GUSTA')}
WITH DISTINCT x
RETURN x.propio_region AS region, count(*) AS cuantas`

const content = `
MATCH (c:Contenido {propio_espacio: $espacio, contenido_id: $id}) WHERE c.propio_orden IS NOT NULL`
const makers = `${content}
MATCH (c)<-[:CREO|COLABORA_EN]-(x)
RETURN DISTINCT x.user_id AS id`
const met = `${content}
MATCH (c)<-[r:VIO|GUSTA]-(x) WHERE NOT x.user_id IN $autores`
const total = `${met}
RETURN count(DISTINCT x) AS cuantas`
const audience = `${met}
WITH x, max(CASE type(r) WHEN 'VIO' THEN 1 ELSE 0 END) AS vio, max(CASE type(r) WHEN 'GUSTA' THEN 1 ELSE 0 END) AS gusta,
  min(coalesce(r.fecha, r.fecha_ultima_vista)) AS fecha
RETURN x.user_id AS id, x.propio_region AS region, vio, gusta, fecha
ORDER BY fecha DESC, id DESC LIMIT ${audienceBound}`
const follows = `${met}
WITH DISTINCT x
MATCH (x)-[:SIGUE]->(y) WHERE y.user_id IN $todos
RETURN x.user_id AS desde, collect(y.user_id) AS hasta`

/** How far creators, alone or together, reach. */
export const influenceOf = async (run: Run, espacio: string, id: Id): Promise<Influencia | undefined> => {
  const found = (await run(person, { espacio, id }))[0] ?? (await run(circle, { espacio, id }))[0]
  if (!found) return undefined
  const asked = { espacio, personas: found.personas }
  const countOf = async (query: string) => Number((await run(query, asked))[0]?.cuantas)
  const made = (await run(works, asked)).map(({ popularidad }) => Number(popularidad))
  const regions = (await run(reached, asked)) as { region: string | null; cuantas: number }[]
  return {
    id,
    clase: found.clase as Influencia['clase'],
    obras: made.length,
    seguidores: await countOf(followers),
    espectadores: await countOf(count('VIO')),
    me_gusta: await countOf(count('GUSTA')),
    alcance: regions.reduce((sum, { cuantas }) => sum + cuantas, 0),
    colaboradores: await countOf(count('COLABORA_EN')),
    indice_h: hIndex(made),
    por_region: byRegion(regions),
  }
}

interface Contact {
  id: Id
  region: string | null
  vio: number
  gusta: number
  fecha: number
}

/** How a content spread among those who saw or like it. */
export const propagationOf = async (run: Run, espacio: string, id: Id): Promise<Propagacion | undefined> => {
  const made = (await run(makers, { espacio, id })).map((row) => row.id as Id)
  // Every content has a creator: without one it is not there.
  if (made.length === 0) return undefined
  const asked = { espacio, id, autores: made }
  const found = (await run(audience, asked)) as unknown as Contact[]
  const todos = [...made, ...found.map((one) => one.id)]
  const rows = (await run(follows, { ...asked, todos })) as { desde: Id; hasta: Id[] }[]
  const followed = new Map(rows.map(({ desde, hasta }) => [desde, hasta]))
  const people = found.map(
    ({ id: key, region, vio, gusta, fecha }): Met<Id> => ({
      key,
      region,
      vio: vio === 1,
      gusta: gusta === 1,
      fecha,
      follows: followed.get(key) ?? [],
    }),
  )
  return spreadOf(id, made, people, Number((await run(total, asked))[0]?.cuantas))
}
