export const notices = `
CREATE TABLE notificaciones (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, tipo TEXT NOT NULL, datos TEXT NOT NULL,
  creada_en INTEGER NOT NULL, leida_en INTEGER, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
  orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX notificaciones_de_usuario ON notificaciones (usuario_id, orden);
CREATE INDEX notificaciones_sin_leer ON notificaciones (usuario_id) WHERE leida_en IS NULL;
CREATE INDEX notificaciones_de_contenido ON notificaciones (datos ->> 'contenido_id');
`
