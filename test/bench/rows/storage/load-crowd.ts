import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Run } from '../../../../src/storage/servers/neo4j.ts'
import type { World } from '../../../contract/exact-answers.ts'

/** Writes a whole graph past the projections, as a rebuild would leave it. */

const rowsOf = (world: World) => {
  const counts = new Map<string, number>()
  for (const acts of [...world.follows.values(), ...world.views.values(), ...world.likes.values()])
    for (const id of acts.keys()) counts.set(id, (counts.get(id) ?? 0) + 1)
  const counted = (id: string) => counts.get(id) ?? 0
  const made = Map.groupBy(world.works.values(), ({ creador }) => creador)
  return {
    people: [...world.people.values()].map(({ id, region }) => {
      return { id, region, seguidores: counted(id), obras: made.get(id)?.length ?? 0 }
    }),
    works: [...world.works.values()].map((work) => ({ ...work, popularidad: counted(work.id) })),
    follows: [...world.follows].flatMap(([desde, to]) =>
      [...to].map((hasta, n) => ({ desde, hasta, propiedades: { fecha_inicio: n } })),
    ),
    views: [...world.views].flatMap(([desde, to]) =>
      [...to].map(([hasta, { fecha, completado }]) => ({
        desde,
        hasta,
        propiedades: { duracion_ms: 1_000, fecha_ultima_vista: fecha, propio_completado: completado },
      })),
    ),
    likes: [...world.likes].flatMap(([desde, to]) =>
      [...to].map(([hasta, fecha]) => ({ desde, hasta, propiedades: { fecha } })),
    ),
    parts: [...world.parts].flatMap(([desde, to]) =>
      [...to].map((hasta) => ({ desde, hasta, propiedades: { rol: 'voz' } })),
    ),
  }
}

/** Into the file of an embedded base that is closed. */
export const loadEmbedded = (dataDir: string, world: World): void => {
  const db = new DatabaseSync(join(dataDir, 'nodo.db'))
  const rows = rowsOf(world)
  const numbers = new Map<string, number>()
  for (const all of [rows.people, rows.works]) for (const [n, { id }] of all.entries()) numbers.set(id, n + 1)
  const n = (id: string) => numbers.get(id) ?? 0
  const insert = (table: string, columns: string) =>
    db.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.replace(/\w+/g, '?')})`)
  const person = insert('grafo_usuarios', 'n, user_id, region, activo, seguidores, obras')
  const work = insert('grafo_contenidos', 'n, contenido_id, tipo, region, temas, orden, popularidad')
  const maker = insert('grafo_creo', 'hasta, desde, fecha_creacion, orden')
  const theme = insert('grafo_temas', 'tema, orden, contenido')
  const followed = insert('grafo_sigue', 'desde, hasta, fecha_inicio')
  const seen = insert('grafo_vio', 'desde, hasta, duracion_ms, fecha_ultima_vista, completado')
  const liked = insert('grafo_gusta', 'desde, hasta, fecha')
  const part = insert('grafo_colabora_en', 'desde, hasta, rol')
  db.exec('BEGIN')
  for (const { id, region, seguidores, obras } of rows.people) person.run(n(id), id, region, 1, seguidores, obras)
  for (const { id, creador, tipo, region, temas, orden, popularidad } of rows.works) {
    work.run(n(id), id, tipo, region, JSON.stringify(temas), orden, popularidad)
    maker.run(n(id), n(creador), 0, orden)
    for (const tema of temas) theme.run(tema, orden, n(id))
  }
  for (const { desde, hasta, propiedades } of rows.follows) followed.run(n(desde), n(hasta), propiedades.fecha_inicio)
  for (const { desde, hasta, propiedades } of rows.views)
    seen.run(n(desde), n(hasta), 1_000, propiedades.fecha_ultima_vista, Number(propiedades.propio_completado))
  for (const { desde, hasta, propiedades } of rows.likes) liked.run(n(desde), n(hasta), propiedades.fecha)
  for (const { desde, hasta } of rows.parts) part.run(n(desde), n(hasta), 'voz')
  db.exec('COMMIT')
  db.close()
}

const batchOf = 20_000
const edgesOf = (type: string, label: string, key: string) => `
UNWIND $filas AS fila
MATCH (u:Usuario {propio_espacio: $espacio, user_id: fila.desde})
MATCH (x:${label} {propio_espacio: $espacio, ${key}: fila.hasta})
CREATE (u)-[r:${type}]->(x) SET r = fila.propiedades`

const toContent = (type: string) => edgesOf(type, 'Contenido', 'contenido_id')
const people = `
UNWIND $filas AS fila
CREATE (:Usuario {propio_espacio: $espacio, user_id: fila.id, propio_region: fila.region, propio_activo: true,
  propio_rango: CASE WHEN fila.obras > 0 THEN fila.seguidores ELSE null END})`
const works = `
UNWIND $filas AS fila
MATCH (u:Usuario {propio_espacio: $espacio, user_id: fila.creador})
CREATE (u)-[:CREO {fecha_creacion: 0}]->(c:Contenido {propio_espacio: $espacio, contenido_id: fila.id, tipo: fila.tipo,
  propio_region: fila.region, propio_temas: fila.temas, propio_orden: fila.orden, propio_popularidad: fila.popularidad})
WITH c, fila UNWIND fila.temas AS nombre
MERGE (t:Tema {propio_espacio: $espacio, nombre: nombre})
CREATE (c)-[:TRATA {propio_espacio: $espacio, propio_tema: nombre, propio_orden: fila.orden}]->(t)`

/** Into a space of its own in Neo4j, in large batches. @param write runs one transaction */
export const loadNeo4j = async (
  write: (work: (run: Run) => Promise<unknown>) => Promise<unknown>,
  espacio: string,
  world: World,
): Promise<void> => {
  const rows = rowsOf(world)
  const steps: [string, readonly object[]][] = [
    [people, rows.people],
    [works, rows.works],
    [edgesOf('SIGUE', 'Usuario', 'user_id'), rows.follows],
    [toContent('VIO'), rows.views],
    [toContent('GUSTA'), rows.likes],
    [toContent('COLABORA_EN'), rows.parts],
  ]
  for (const [query, all] of steps)
    for (let from = 0; from < all.length; from += batchOf)
      await write((run) => run(query, { espacio, filas: all.slice(from, from + batchOf) }))
}
