import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { GraphLines } from '../contract/opened.ts'

const user = 'JOIN grafo_usuarios u ON u.n = e.desde'
const toContent = `${user} JOIN grafo_contenidos x ON x.n = e.hasta`

const nodes = [
  `SELECT 'Usuario' AS que, user_id AS id, region FROM grafo_usuarios WHERE activo = 1 OR region IS NOT NULL`,
  `SELECT 'cuenta' AS que, user_id AS id, seguidores FROM grafo_usuarios WHERE obras > 0 AND activo = 1`,
  `SELECT 'Contenido' AS que, contenido_id AS id, tipo, categoria, region, temas, duracion_ms, orden, popularidad
   FROM grafo_contenidos WHERE tipo IS NOT NULL`,
  `SELECT 'Colectivo' AS que, colectivo_id AS id, nombre, enfoque, region FROM grafo_colectivos WHERE nombre IS NOT NULL`,
  `SELECT 'TRATA' AS que, contenido_id AS id, tema, e.orden FROM grafo_temas e
   JOIN grafo_contenidos x ON x.n = e.contenido`,
]
const edges = [
  `SELECT 'SIGUE' AS que, u.user_id AS id, x.user_id AS hasta, fecha_inicio FROM grafo_sigue e ${user}
   JOIN grafo_usuarios x ON x.n = e.hasta`,
  `SELECT 'CREO' AS que, user_id AS id, contenido_id AS hasta, fecha_creacion FROM grafo_creo e ${toContent}`,
  `SELECT 'VIO' AS que, user_id AS id, contenido_id AS hasta, e.duracion_ms, fecha_ultima_vista, completado
   FROM grafo_vio e ${toContent}`,
  `SELECT 'GUSTA' AS que, user_id AS id, contenido_id AS hasta, fecha FROM grafo_gusta e ${toContent}`,
  `SELECT 'COLABORA_EN' AS que, user_id AS id, contenido_id AS hasta, rol FROM grafo_colabora_en e ${toContent}`,
  `SELECT 'ES_MIEMBRO_DE' AS que, user_id AS id, colectivo_id AS hasta, fecha_ingreso FROM grafo_es_miembro_de e ${user}
   JOIN grafo_colectivos x ON x.n = e.hasta`,
]

/** The graph of an embedded base, as its tables have it. */
export const graphLinesIn = (dataDir: string): GraphLines => {
  const db = new DatabaseSync(join(dataDir, 'nodo.db'), { readOnly: true })
  const lines = [...nodes, ...edges].flatMap((query) =>
    db
      .prepare(query)
      .all()
      .map((row) => JSON.stringify(Object.values(row))),
  )
  db.close()
  return lines.sort()
}

export const forgetIn = (dataDir: string): void => {
  const db = new DatabaseSync(join(dataDir, 'nodo.db'), { timeout: 5_000 })
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'
    AND (name GLOB 'grafo_*' OR name GLOB 'rankings*' OR name GLOB 'vocabulario*')`)
  for (const { name } of tables.all()) db.exec(`DELETE FROM ${name}`)
  db.exec(
    `INSERT INTO busqueda (busqueda) VALUES ('delete-all'); DELETE FROM busqueda_lugares; DELETE FROM busqueda_nombres;
    INSERT INTO busqueda_dichos (busqueda_dichos) VALUES ('delete-all'); DELETE FROM busqueda_dichos_lugares`,
  )
  db.exec('DELETE FROM proyecciones; DELETE FROM diario')
  db.close()
}
