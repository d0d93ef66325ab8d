export const profiles = `
ALTER TABLE usuarios ADD COLUMN perfil_redes TEXT NOT NULL DEFAULT '{}';
ALTER TABLE usuarios ADD COLUMN imagen TEXT;
ALTER TABLE usuarios ADD COLUMN bio TEXT NOT NULL DEFAULT '';
ALTER TABLE usuarios ADD COLUMN preferencias TEXT NOT NULL
  DEFAULT '{"ahorro_datos":false,"calidad_max":null,"subtitulos":null,"notificaciones":{},"pausar_historial":false}';
ALTER TABLE usuarios ADD COLUMN totp TEXT;

CREATE TABLE artistas (
  id TEXT NOT NULL UNIQUE, trayectoria TEXT NOT NULL, bio TEXT NOT NULL, enfoque_social TEXT NOT NULL,
  colectivo_id TEXT, nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
  orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
`
