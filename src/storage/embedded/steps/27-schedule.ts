export const schedule = `
CREATE TABLE canales (
  id TEXT NOT NULL UNIQUE, codigo TEXT NOT NULL, nombre TEXT NOT NULL, descripcion TEXT NOT NULL, tipo TEXT NOT NULL,
  nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
  orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE TABLE programacion (
  id TEXT NOT NULL UNIQUE, canal_id TEXT NOT NULL, titulo TEXT NOT NULL, dia TEXT NOT NULL, desde TEXT NOT NULL,
  hasta TEXT NOT NULL, repeticion TEXT NOT NULL, tipo TEXT NOT NULL, fuente TEXT, nodo_id TEXT NOT NULL,
  version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX programacion_de_canal ON programacion (canal_id, repeticion, dia);
`
