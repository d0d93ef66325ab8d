export const devices = `
CREATE TABLE dispositivos (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, nombre TEXT NOT NULL, tipo TEXT NOT NULL,
  capacidad_bytes INTEGER, descargas TEXT NOT NULL, creado_en INTEGER NOT NULL, sincronizado_en INTEGER,
  version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX dispositivos_de_usuario ON dispositivos (usuario_id, orden);
`
