export const lists = `
CREATE TABLE listas (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, nombre TEXT NOT NULL, descripcion TEXT NOT NULL,
  contenidos TEXT NOT NULL, publica INTEGER NOT NULL, colaboradores TEXT NOT NULL, etiquetas TEXT NOT NULL,
  version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX listas_de_usuario ON listas (usuario_id, orden);
CREATE TABLE listas_contenidos (
  contenido_id TEXT NOT NULL, lista_id TEXT NOT NULL, PRIMARY KEY (contenido_id, lista_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE listas_colaboradores (
  usuario_id TEXT NOT NULL, lista_id TEXT NOT NULL, PRIMARY KEY (usuario_id, lista_id)
) STRICT, WITHOUT ROWID;
`
