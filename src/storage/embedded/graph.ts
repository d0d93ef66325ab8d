import type { DatabaseSync } from 'node:sqlite'
import type { AristaGrafo, NodoGrafo } from '../../model/grafo.ts'
import { type Circle, nodesOf, pictureOf, shares, type Work, worksPerCreator } from '../../network/picture.ts'
import type { Reads } from './ports.ts'
import { createInfluenceOf, createPropagationOf } from './reach.ts'
import { createContentsFor } from './recommended-contents.ts'
import { createCreatorsFor } from './recommended-creators.ts'
import type { Row } from './shape.ts'

/** Every relationship of one kind from some nodes to others, both by their ids. */
const createBetween = (db: DatabaseSync) => {
  const keys = {
    usuario: ['grafo_usuarios', 'user_id'],
    contenido: ['grafo_contenidos', 'contenido_id'],
    colectivo: ['grafo_colectivos', 'colectivo_id'],
  } as const
  const kinds = {
    SIGUE: ['grafo_sigue', 'usuario'],
    CREO: ['grafo_creo', 'contenido'],
    GUSTA: ['grafo_gusta', 'contenido'],
    COLABORA_EN: ['grafo_colabora_en', 'contenido'],
    ES_MIEMBRO_DE: ['grafo_es_miembro_de', 'colectivo'],
  } as const
  const statements = Object.entries(kinds).map(([tipo, [table, to]]) => {
    const [nodes, key] = keys[to]
    const found = db.prepare(
      `SELECT u.user_id AS desde, x.${key} AS hasta FROM json_each(?) a JOIN grafo_usuarios u ON u.user_id = a.value
       CROSS JOIN ${table} e ON e.desde = u.n JOIN ${nodes} x ON x.n = e.hasta
       WHERE x.${key} IN (SELECT value FROM json_each(?))`,
    )
    return { tipo: tipo as AristaGrafo['tipo'], to, found }
  })
  return (nodes: readonly NodoGrafo[]): AristaGrafo[] => {
    const ids = (clase: NodoGrafo['clase']) =>
      JSON.stringify(nodes.filter((node) => node.clase === clase).map(({ id }) => id))
    return statements.flatMap(({ tipo, to, found }) =>
      found.all(ids('usuario'), ids(to)).map(({ desde, hasta }) => ({
        tipo,
        desde: String(desde),
        hasta: String(hasta),
      })),
    )
  }
}

const idAndRegion = ({ id, region }: Row) => ({ id: String(id), region: region === null ? null : String(region) })

const createNetwork = (db: DatabaseSync): Reads['graph']['network'] => {
  const creators = (of: string) =>
    db.prepare(
      `SELECT n, user_id AS id, region FROM grafo_usuarios WHERE obras > 0 AND activo = 1 ${of}
       ORDER BY seguidores DESC, user_id DESC LIMIT ?`,
    )
  const [everywhere, there] = [creators('AND seguidores >= 0'), creators('AND region = ?')]
  const newest = db.prepare(
    `SELECT c.contenido_id AS id, c.region, c.orden, c.popularidad FROM grafo_creo r
     JOIN grafo_contenidos c ON c.n = r.hasta WHERE r.desde = ? AND r.orden IS NOT NULL
     ORDER BY r.orden DESC, c.contenido_id DESC LIMIT ?`,
  )
  const circlesOf = db.prepare(
    `SELECT k.colectivo_id AS id, k.region FROM grafo_es_miembro_de m JOIN grafo_colectivos k ON k.n = m.hasta
     WHERE m.desde = ? AND k.nombre IS NOT NULL`,
  )
  const between = createBetween(db)

  return (region, limit) => {
    const most = shares(limit).creators
    const rows = region === undefined ? everywhere.all(most) : there.all(region, most)
    const works: Work[] = []
    const circles = new Map<string, Circle>()
    for (const { n = null, id } of rows) {
      for (const work of newest.all(n, worksPerCreator))
        works.push({
          ...idAndRegion(work),
          creador_id: String(id),
          orden: Number(work.orden),
          popularidad: Number(work.popularidad),
        })
      for (const row of circlesOf.all(n)) {
        const circle = idAndRegion(row)
        circles.set(circle.id, { ...circle, miembros: [...(circles.get(circle.id)?.miembros ?? []), String(id)] })
      }
    }
    const nodes = nodesOf(rows.map(idAndRegion), works, [...circles.values()], limit)
    return pictureOf(nodes, between(nodes))
  }
}

export const graphReads = (db: DatabaseSync): Reads['graph'] => ({
  network: createNetwork(db),
  contentsFor: createContentsFor(db),
  creatorsFor: createCreatorsFor(db),
  influenceOf: createInfluenceOf(db),
  propagationOf: createPropagationOf(db),
})
