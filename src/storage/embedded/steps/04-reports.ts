export const reports = `
CREATE TABLE denuncias (
  id TEXT NOT NULL UNIQUE, contenido_id TEXT NOT NULL, usuario_id TEXT NOT NULL, motivo TEXT NOT NULL, texto TEXT,
  fecha INTEGER NOT NULL, estado TEXT NOT NULL, decision TEXT, decidida_por TEXT, decidida_en INTEGER,
  version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX denuncias_por_estado ON denuncias (estado, orden);
CREATE INDEX denuncias_de_contenido ON denuncias (contenido_id, estado);
`
