export const rankings = `
CREATE TABLE rankings (
  contenido_id TEXT PRIMARY KEY, vistas INTEGER NOT NULL, puntaje INTEGER, categoria TEXT, region TEXT,
  tipo TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX rankings_global ON rankings (puntaje, contenido_id) WHERE puntaje IS NOT NULL;
CREATE INDEX rankings_categoria ON rankings (categoria, puntaje, contenido_id) WHERE puntaje IS NOT NULL;
CREATE INDEX rankings_region ON rankings (region, puntaje, contenido_id) WHERE puntaje IS NOT NULL;
CREATE INDEX rankings_tipo ON rankings (tipo, puntaje, contenido_id) WHERE puntaje IS NOT NULL;
CREATE TABLE rankings_pendientes (contenido_id TEXT PRIMARY KEY, vistas INTEGER) STRICT, WITHOUT ROWID;
`
