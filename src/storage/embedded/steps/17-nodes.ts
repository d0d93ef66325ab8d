export const nodes = `
CREATE TABLE nodos (
  id TEXT NOT NULL UNIQUE, nombre TEXT NOT NULL, region TEXT, rol TEXT NOT NULL, clave_publica TEXT NOT NULL,
  estado TEXT NOT NULL, visto_en INTEGER, version_software TEXT, cola TEXT NOT NULL, version INTEGER NOT NULL,
  lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX nodos_por_estado ON nodos (estado, orden);
`
