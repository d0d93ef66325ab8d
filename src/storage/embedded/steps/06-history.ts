export const history = `
CREATE TABLE historial (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, contenido_id TEXT NOT NULL, posicion_ms INTEGER NOT NULL,
  duracion_vista_ms INTEGER NOT NULL, porcentaje REAL NOT NULL, completado INTEGER NOT NULL, veces INTEGER NOT NULL,
  fecha_ultima_vista INTEGER NOT NULL, dispositivo TEXT, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
  orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX historial_de_usuario ON historial (usuario_id, lamport);
CREATE INDEX historial_de_contenido ON historial (contenido_id);
`
