export const ties = `
CREATE TABLE seguimientos (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, creador_id TEXT NOT NULL, fecha_inicio INTEGER NOT NULL,
  activo INTEGER NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
  orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX seguimientos_a_creador ON seguimientos (creador_id, fecha_inicio, id) WHERE activo = 1;
CREATE INDEX seguimientos_de_usuario ON seguimientos (usuario_id, fecha_inicio, id) WHERE activo = 1;

CREATE TABLE reacciones (
  id TEXT NOT NULL UNIQUE, contenido_id TEXT NOT NULL, usuario_id TEXT NOT NULL, tipo TEXT NOT NULL,
  fecha INTEGER NOT NULL, activo INTEGER NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL,
  lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX reacciones_de_contenido ON reacciones (contenido_id, activo, tipo);
CREATE INDEX reacciones_de_usuario ON reacciones (usuario_id, fecha, id) WHERE activo = 1;

CREATE TABLE colectivos (
  id TEXT NOT NULL UNIQUE, nombre TEXT NOT NULL, enfoque TEXT NOT NULL, region TEXT, creado_en INTEGER NOT NULL,
  nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX colectivos_de_region ON colectivos (region, orden);

CREATE TABLE membresias (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, colectivo_id TEXT NOT NULL, rol TEXT NOT NULL,
  estado TEXT NOT NULL, fecha_ingreso INTEGER, activo INTEGER NOT NULL, nodo_id TEXT NOT NULL,
  version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX membresias_de_colectivo ON membresias (colectivo_id, orden) WHERE activo = 1;
CREATE INDEX membresias_de_usuario ON membresias (usuario_id, orden) WHERE activo = 1;

CREATE TABLE colaboraciones (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, contenido_id TEXT NOT NULL, rol TEXT NOT NULL,
  estado TEXT NOT NULL, activo INTEGER NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL,
  lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX colaboraciones_de_contenido ON colaboraciones (contenido_id, activo, orden);
CREATE INDEX colaboraciones_de_usuario ON colaboraciones (usuario_id, estado, orden) WHERE activo = 1;
`
