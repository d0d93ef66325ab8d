export const purchases = `
CREATE TABLE compras (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, contenido_id TEXT NOT NULL, transaccion_id TEXT,
  fecha INTEGER NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
  orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX compras_de_usuario ON compras (usuario_id, orden);
CREATE INDEX compras_de_contenido ON compras (contenido_id);
`
