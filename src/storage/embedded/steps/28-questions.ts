export const questions = `
CREATE TABLE preguntas (
  id TEXT NOT NULL UNIQUE, transmision_id TEXT NOT NULL, usuario_id TEXT NOT NULL, texto TEXT NOT NULL,
  fecha INTEGER NOT NULL, estado TEXT NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL,
  lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX preguntas_de_transmision ON preguntas (transmision_id, orden);
CREATE INDEX preguntas_por_estado ON preguntas (transmision_id, estado, orden);
`
