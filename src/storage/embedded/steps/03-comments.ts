export const comments = `
CREATE TABLE comentarios (
  id TEXT NOT NULL UNIQUE, contenido_id TEXT NOT NULL, usuario_id TEXT NOT NULL, texto TEXT NOT NULL,
  fecha INTEGER NOT NULL, es_live INTEGER NOT NULL, transmision_id TEXT, minuto_ms INTEGER, estado TEXT NOT NULL,
  nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX comentarios_de_contenido ON comentarios (contenido_id, orden, estado);
CREATE INDEX comentarios_de_usuario ON comentarios (usuario_id, orden);
`
