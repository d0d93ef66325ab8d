export const moderations = `
CREATE TABLE moderaciones (
  id TEXT NOT NULL UNIQUE, tipo TEXT NOT NULL, id_registro TEXT NOT NULL, accion TEXT NOT NULL, valor TEXT,
  motivo TEXT NOT NULL, fecha INTEGER NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL,
  lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX moderaciones_de_registro ON moderaciones (tipo, id_registro);
CREATE INDEX moderaciones_recientes ON moderaciones (lamport);
`
