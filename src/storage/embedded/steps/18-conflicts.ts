export const conflicts = `
CREATE TABLE conflictos (
  id TEXT NOT NULL UNIQUE, tipo TEXT NOT NULL, id_registro TEXT NOT NULL, base INTEGER NOT NULL, local TEXT NOT NULL,
  remoto TEXT NOT NULL, campos TEXT NOT NULL, estado TEXT NOT NULL, resolucion TEXT, detectado_en INTEGER NOT NULL,
  resuelto_por TEXT, resuelto_en INTEGER, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
  orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX conflictos_por_estado ON conflictos (estado, orden);
CREATE UNIQUE INDEX conflictos_pendientes ON conflictos (tipo, id_registro) WHERE estado = 'pendiente';
`
