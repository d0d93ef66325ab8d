export const graph = `
CREATE TABLE proyecciones (
  nombre TEXT PRIMARY KEY, version INTEGER NOT NULL, lugar TEXT, hechos INTEGER NOT NULL, total INTEGER NOT NULL,
  motivo TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE grafo_usuarios (
  n INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, region TEXT, activo INTEGER NOT NULL DEFAULT 0,
  seguidores INTEGER NOT NULL DEFAULT 0, obras INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX grafo_creadores ON grafo_usuarios (seguidores, user_id) WHERE obras > 0 AND activo = 1;
CREATE INDEX grafo_creadores_de_region ON grafo_usuarios (region, seguidores, user_id) WHERE obras > 0 AND activo = 1;

CREATE TABLE grafo_contenidos (
  n INTEGER PRIMARY KEY, contenido_id TEXT NOT NULL UNIQUE, tipo TEXT, categoria TEXT, region TEXT, temas TEXT,
  duracion_ms INTEGER, orden INTEGER, popularidad INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX grafo_populares ON grafo_contenidos (popularidad, orden, contenido_id) WHERE orden IS NOT NULL;
CREATE INDEX grafo_recientes_de_region ON grafo_contenidos (region, orden, contenido_id) WHERE orden IS NOT NULL;
CREATE TABLE grafo_temas (
  tema TEXT NOT NULL, orden INTEGER NOT NULL, contenido INTEGER NOT NULL, PRIMARY KEY (tema, orden, contenido)
) STRICT, WITHOUT ROWID;

CREATE TABLE grafo_colectivos (
  n INTEGER PRIMARY KEY, colectivo_id TEXT NOT NULL UNIQUE, nombre TEXT, enfoque TEXT, region TEXT
) STRICT;

CREATE TABLE grafo_sigue (
  desde INTEGER NOT NULL, hasta INTEGER NOT NULL, fecha_inicio INTEGER NOT NULL, PRIMARY KEY (desde, hasta)
) STRICT, WITHOUT ROWID;
CREATE INDEX grafo_sigue_recientes ON grafo_sigue (desde, fecha_inicio);
CREATE INDEX grafo_seguidores ON grafo_sigue (hasta);
CREATE TABLE grafo_creo (
  hasta INTEGER PRIMARY KEY, desde INTEGER NOT NULL, fecha_creacion INTEGER NOT NULL, orden INTEGER
) STRICT;
CREATE INDEX grafo_creo_recientes ON grafo_creo (desde, orden) WHERE orden IS NOT NULL;
CREATE TABLE grafo_vio (
  desde INTEGER NOT NULL, hasta INTEGER NOT NULL, duracion_ms INTEGER NOT NULL, fecha_ultima_vista INTEGER NOT NULL,
  completado INTEGER NOT NULL, PRIMARY KEY (desde, hasta)
) STRICT, WITHOUT ROWID;
CREATE INDEX grafo_vio_recientes ON grafo_vio (desde, fecha_ultima_vista);
CREATE INDEX grafo_vio_a ON grafo_vio (hasta);
CREATE TABLE grafo_gusta (
  desde INTEGER NOT NULL, hasta INTEGER NOT NULL, fecha INTEGER NOT NULL, PRIMARY KEY (desde, hasta)
) STRICT, WITHOUT ROWID;
CREATE INDEX grafo_gusta_recientes ON grafo_gusta (desde, fecha);
CREATE INDEX grafo_gusta_a ON grafo_gusta (hasta);
CREATE TABLE grafo_colabora_en (
  desde INTEGER NOT NULL, hasta INTEGER NOT NULL, rol TEXT NOT NULL, PRIMARY KEY (desde, hasta)
) STRICT, WITHOUT ROWID;
CREATE INDEX grafo_colaboradores ON grafo_colabora_en (hasta);
CREATE TABLE grafo_es_miembro_de (
  desde INTEGER NOT NULL, hasta INTEGER NOT NULL, fecha_ingreso INTEGER, PRIMARY KEY (desde, hasta)
) STRICT, WITHOUT ROWID;
CREATE INDEX grafo_miembros ON grafo_es_miembro_de (hasta);
`
