/**
 * What the graph goes by. Labels, relationships and properties are those of the data dictionary; whatever begins with
 * `propio_`, and the labels Tema, Borrado and Proyeccion with TRATA, is this adapter's own. Each node belongs to a space,
 * which is the node whose documents it is made of: a community edition has one database for all.
 */
const unique = (name: string, label: string, key: string) =>
  `CREATE CONSTRAINT ${name} IF NOT EXISTS FOR (n:${label}) REQUIRE (n.propio_espacio, n.${key}) IS UNIQUE`
const index = (name: string, label: string, ...keys: string[]) =>
  `CREATE INDEX ${name} IF NOT EXISTS FOR (n:${label}) ON (${['propio_espacio', ...keys].map((key) => `n.${key}`).join(', ')})`
const edgeIndex = (name: string, type: string, ...keys: string[]) =>
  `CREATE INDEX ${name} IF NOT EXISTS FOR ()-[r:${type}]-() ON (${['propio_espacio', ...keys].map((key) => `r.${key}`).join(', ')})`

/**
 * Which index a question goes by, for creators `x`, contents `c` and relationships `r`: without it Neo4j's planner, whose
 * figures of a young database are few, may read another one through.
 */
export const by = {
  rank: 'USING INDEX SEEK x:Usuario(propio_espacio, propio_rango, user_id)',
  regionAndRank: 'USING INDEX SEEK x:Usuario(propio_espacio, propio_region, propio_rango, user_id)',
  popularity: 'USING INDEX SEEK c:Contenido(propio_espacio, propio_popularidad, propio_orden, contenido_id)',
  region: 'USING INDEX SEEK c:Contenido(propio_espacio, propio_region, propio_orden, contenido_id)',
  theme: 'USING INDEX SEEK r:TRATA(propio_espacio, propio_tema, propio_orden)',
} as const

export const graphSchema: readonly string[] = [
  unique('usuario', 'Usuario', 'user_id'),
  unique('contenido', 'Contenido', 'contenido_id'),
  unique('colectivo', 'Colectivo', 'colectivo_id'),
  unique('tema', 'Tema', 'nombre'),
  unique('borrado', 'Borrado', 'propio_registro'),
  unique('proyeccion', 'Proyeccion', 'nombre'),
  index('creadores', 'Usuario', 'propio_rango', 'user_id'),
  index('creadores_de_region', 'Usuario', 'propio_region', 'propio_rango', 'user_id'),
  index('populares', 'Contenido', 'propio_popularidad', 'propio_orden', 'contenido_id'),
  index('recientes_de_region', 'Contenido', 'propio_region', 'propio_orden', 'contenido_id'),
  index('borrados', 'Borrado', 'propio_en'),
  edgeIndex('recientes_de_tema', 'TRATA', 'propio_tema', 'propio_orden'),
  ...['SIGUE', 'VIO', 'GUSTA', 'COLABORA_EN', 'ES_MIEMBRO_DE'].map((type) =>
    edgeIndex(`registro_${type.toLowerCase()}`, type, 'propio_registro'),
  ),
]
