import { type Edge, type GraphEntries, graphEntriesOf, type Relationship } from '../../projections/graph.ts'
import type { Kind, Seen } from '../../projections/projection.ts'
import { type Target, TurnTaken } from '../../projections/worker.ts'
import type { Neo4jPart, Run } from './neo4j.ts'

/** CREO is written with its content, which has exactly one. */
type Free = Exclude<Relationship, 'CREO'>

/** The kind of record that each relationship comes from, and the node that it leads to. */
const free: Record<Free, { tipo: Kind; label: string; key: string }> = {
  SIGUE: { tipo: 'seguimientos', label: 'Usuario', key: 'user_id' },
  VIO: { tipo: 'historial', label: 'Contenido', key: 'contenido_id' },
  GUSTA: { tipo: 'reacciones', label: 'Contenido', key: 'contenido_id' },
  COLABORA_EN: { tipo: 'colaboraciones', label: 'Contenido', key: 'contenido_id' },
  ES_MIEMBRO_DE: { tipo: 'membresias', label: 'Colectivo', key: 'colectivo_id' },
}
const relationships = Object.keys(free) as Free[]

/** An old write can only come from a worker that was held up, never longer than a lease and a transaction take. */
const tombstonesKeptMs = 3_600_000
const timeoutMs = 30_000

/** Whoever writes takes this lock first, so that what is read below holds until the end of the transaction. */
const lock = `
MERGE (p:Proyeccion {propio_espacio: $espacio, nombre: 'grafo'})
SET p.propio_candado = $turno`
const takeTurn = `
MATCH (p:Proyeccion {propio_espacio: $espacio, nombre: 'grafo'})
SET p.propio_turno = CASE WHEN coalesce(p.propio_turno, 0) > $turno THEN p.propio_turno ELSE $turno END
RETURN p.propio_turno AS turno`

const putUsers = `
UNWIND $filas AS fila
MERGE (u:Usuario {propio_espacio: $espacio, user_id: fila.id})
WITH u, fila WHERE coalesce(u.propio_lamport, -1) < fila.lamport
SET u.propio_lamport = fila.lamport, u.propio_region = fila.region, u.propio_activo = fila.activo`

const putCollectives = `
UNWIND $filas AS fila
MERGE (k:Colectivo {propio_espacio: $espacio, colectivo_id: fila.id})
WITH k, fila WHERE coalesce(k.propio_lamport, -1) < fila.lamport
SET k.propio_lamport = fila.lamport, k.nombre = fila.nombre, k.enfoque = fila.enfoque, k.propio_region = fila.region`

const putContents = `
UNWIND $filas AS fila
MERGE (c:Contenido {propio_espacio: $espacio, contenido_id: fila.id})
WITH c, fila WHERE coalesce(c.propio_lamport, -1) < fila.lamport
SET c.propio_lamport = fila.lamport, c.tipo = fila.tipo, c.categoria = fila.categoria, c.propio_region = fila.region,
  c.propio_temas = fila.temas, c.propio_duracion_ms = fila.duracion_ms, c.propio_orden = fila.orden
WITH c, fila
CALL (c) { OPTIONAL MATCH (c)<-[old:CREO]-() DELETE old }
CALL (c) { OPTIONAL MATCH (c)-[old:TRATA]->() DELETE old }
WITH c, fila WHERE fila.creador IS NOT NULL
MERGE (u:Usuario {propio_espacio: $espacio, user_id: fila.creador})
CREATE (u)-[:CREO {fecha_creacion: fila.fecha_creacion, propio_lamport: fila.lamport}]->(c)
WITH c, fila WHERE fila.orden IS NOT NULL
UNWIND fila.temas AS nombre
MERGE (t:Tema {propio_espacio: $espacio, nombre: nombre})
CREATE (c)-[:TRATA {propio_espacio: $espacio, propio_tema: nombre, propio_orden: fila.orden}]->(t)`

const creatorsOf = `
UNWIND $ids AS id
MATCH (:Contenido {propio_espacio: $espacio, contenido_id: id})<-[:CREO]-(u)
RETURN DISTINCT u.user_id AS id`

const putEdges = (type: Free) => `
UNWIND $filas AS fila
OPTIONAL MATCH (b:Borrado {propio_espacio: $espacio, propio_registro: fila.registro})
WITH fila, b WHERE b IS NULL OR b.propio_lamport < fila.lamport
MERGE (u:Usuario {propio_espacio: $espacio, user_id: fila.desde})
MERGE (x:${free[type].label} {propio_espacio: $espacio, ${free[type].key}: fila.hasta})
MERGE (u)-[r:${type}]->(x)
WITH fila, b, r WHERE coalesce(r.propio_lamport, -1) < fila.lamport
SET r = fila.propiedades,
  r.propio_espacio = $espacio, r.propio_registro = fila.registro, r.propio_lamport = fila.lamport
DELETE b`

const dropEdges = (type: Free) => `
UNWIND $filas AS fila
OPTIONAL MATCH (:Usuario)-[r:${type} {propio_espacio: $espacio, propio_registro: fila.registro}]->()
WITH fila, r WHERE r IS NULL OR r.propio_lamport < fila.lamport
DELETE r
MERGE (b:Borrado {propio_espacio: $espacio, propio_registro: fila.registro})
SET b.propio_en = timestamp(),
  b.propio_lamport = CASE WHEN coalesce(b.propio_lamport, -1) < fila.lamport THEN fila.lamport ELSE b.propio_lamport END`

const endsOf = (type: Free) => `
UNWIND $filas AS fila
MATCH (:Usuario)-[r:${type} {propio_espacio: $espacio, propio_registro: fila.registro}]->(x)
RETURN DISTINCT x.${free[type].key} AS id`

const countUsers = `
UNWIND $ids AS id
MATCH (u:Usuario {propio_espacio: $espacio, user_id: id})
WITH u, COUNT { (u)<-[:SIGUE]-() } AS seguidores,
  EXISTS { (u)-[:CREO]->(c:Contenido) WHERE c.propio_orden IS NOT NULL } AS creador
SET u.propio_rango = CASE WHEN creador AND u.propio_activo THEN seguidores ELSE null END`

const countContents = `
UNWIND $ids AS id
MATCH (c:Contenido {propio_espacio: $espacio, contenido_id: id})
SET c.propio_popularidad = COUNT { (c)<-[:VIO]-() } + COUNT { (c)<-[:GUSTA]-() }`

const forgetTombstones = `
MATCH (b:Borrado) WHERE b.propio_espacio = $espacio AND b.propio_en < timestamp() - $antes
WITH b LIMIT 1000 DELETE b`

const clearOf = (label: string, key: string) => `
MATCH (n:${label}) WHERE n.propio_espacio = $espacio AND n.${key} IS NOT NULL
WITH n LIMIT 5000 DETACH DELETE n
RETURN count(*) AS gone`
const cleared = [
  ['Usuario', 'user_id'],
  ['Contenido', 'contenido_id'],
  ['Colectivo', 'colectivo_id'],
  ['Tema', 'nombre'],
  ['Borrado', 'propio_registro'],
] as const

interface Told {
  id: string
  tipo: Kind
  lamport: number
  entries: GraphEntries
}

/** Each record once: a query looks at all its rows before it writes the first. */
const newestOf = (seen: readonly Seen[]): Told[] => {
  const newest = new Map<string, Seen>()
  for (const one of seen) if ((newest.get(one.id)?.lamport ?? -1) < one.lamport) newest.set(one.id, one)
  return [...newest.values()].map(({ id, tipo, lamport, record }) => ({
    ...{ id, tipo, lamport },
    entries: graphEntriesOf(tipo, record),
  }))
}

/** The rows of each query for records of one kind that are nodes. */
const userRows = (told: readonly Told[]) =>
  told.map(({ id, lamport, entries: { node } }) =>
    node?.label === 'Usuario'
      ? { id, lamport, region: node.region, activo: node.activo }
      : { id, lamport, region: null, activo: null },
  )
const collectiveRows = (told: readonly Told[]) =>
  told.map(({ id, lamport, entries: { node } }) =>
    node?.label === 'Colectivo'
      ? { id, lamport, nombre: node.nombre, enfoque: node.enfoque, region: node.region }
      : { id, lamport, nombre: null, enfoque: null, region: null },
  )
const contentRows = (told: readonly Told[]) =>
  told.map(({ id, lamport, entries: { node, edge } }) => {
    if (node?.label !== 'Contenido' || edge?.type !== 'CREO') return { id, lamport, creador: null, temas: null }
    const { label, contenido_id, ...fields } = node
    return { id, lamport, ...fields, creador: edge.from, fecha_creacion: edge.properties.fecha_creacion }
  })

const propertiesOf = ({ properties, own }: Edge) => ({
  ...properties,
  ...Object.fromEntries(Object.entries(own ?? {}).map(([key, value]) => [`propio_${key}`, value])),
})
const edgeRows = (told: readonly Told[]) =>
  told.flatMap(({ id, lamport, entries: { edge } }) =>
    edge ? [{ registro: id, lamport, desde: edge.from, hasta: edge.to, propiedades: propertiesOf(edge) }] : [],
  )
const goneRows = (told: readonly Told[]) =>
  told.flatMap(({ id, lamport, entries: { edge } }) => (edge ? [] : [{ registro: id, lamport }]))

/** The graph in Neo4j as a projection is applied to it: batches of one transaction, each entry guarded by its Lamport time. */
export const createGraphTarget = (neo4j: Neo4jPart, spaceOf: () => string): Target => {
  const begin = async (run: Run, turno: number) => {
    const espacio = spaceOf()
    await run(lock, { espacio, turno })
    const [now] = await run(takeTurn, { espacio, turno })
    if (now?.turno !== turno) throw new TurnTaken(Number(now?.turno))
    return espacio
  }

  const applyNodes = async (run: Run, espacio: string, of: (tipo: Kind) => Told[]) => {
    const [people, contents, collectives] = [of('perfil'), of('contenidos'), of('colectivos')]
    const ids = contents.map(({ id }) => id)
    const touched = new Set(people.map(({ id }) => id))
    if (people.length > 0) await run(putUsers, { espacio, filas: userRows(people) })
    if (collectives.length > 0) await run(putCollectives, { espacio, filas: collectiveRows(collectives) })
    if (contents.length === 0) return touched
    for (const { id } of await run(creatorsOf, { espacio, ids })) touched.add(String(id))
    await run(putContents, { espacio, filas: contentRows(contents) })
    for (const { id } of await run(creatorsOf, { espacio, ids })) touched.add(String(id))
    return touched
  }

  const applyEdges = async (run: Run, espacio: string, type: Free, told: Told[]) => {
    const [filas, gone] = [edgeRows(told), goneRows(told)]
    const touched = filas.map(({ hasta }) => hasta)
    if (filas.length > 0) await run(putEdges(type), { espacio, filas })
    if (gone.length === 0) return touched
    const ends = await run(endsOf(type), { espacio, filas: gone })
    await run(dropEdges(type), { espacio, filas: gone })
    return [...touched, ...ends.map(({ id }) => String(id))]
  }

  return {
    apply: (seen: readonly Seen[], turno) =>
      neo4j.write(timeoutMs, async (run) => {
        const espacio = await begin(run, turno)
        const byKind = Map.groupBy(newestOf(seen), ({ tipo }) => tipo)
        const of = (tipo: Kind) => byKind.get(tipo) ?? []
        const users = await applyNodes(run, espacio, of)
        const contents = new Set(of('contenidos').map(({ id }) => id))
        for (const type of relationships) {
          const counted = type === 'SIGUE' ? users : contents
          for (const id of await applyEdges(run, espacio, type, of(free[type].tipo)))
            if (type === 'SIGUE' || type === 'GUSTA' || type === 'VIO') counted.add(id)
        }
        if (users.size > 0) await run(countUsers, { espacio, ids: [...users] })
        if (contents.size > 0) await run(countContents, { espacio, ids: [...contents] })
        await run(forgetTombstones, { espacio, antes: tombstonesKeptMs })
      }),
    clear: async (turno) => {
      for (const [label, key] of cleared)
        for (let gone = 1; gone > 0; )
          gone = await neo4j.write(timeoutMs, async (run) => {
            const espacio = await begin(run, turno)
            return Number((await run(clearOf(label, key), { espacio }))[0]?.gone)
          })
    },
  }
}
