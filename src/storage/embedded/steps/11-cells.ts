export const cells = `
ALTER TABLE arranques ADD COLUMN desde_en INTEGER NOT NULL DEFAULT 0;

CREATE TABLE vistas (
  nodo_id TEXT NOT NULL, epoca INTEGER NOT NULL, arranque INTEGER NOT NULL, hora_arranque INTEGER NOT NULL,
  contenido_id TEXT NOT NULL, region TEXT NOT NULL, vistas INTEGER NOT NULL, duracion_total_ms INTEGER NOT NULL,
  completadas INTEGER NOT NULL, interacciones INTEGER NOT NULL, unicos BLOB NOT NULL, retencion BLOB NOT NULL,
  lamport INTEGER NOT NULL,
  PRIMARY KEY (nodo_id, epoca, arranque, hora_arranque, contenido_id, region)
) STRICT, WITHOUT ROWID;
CREATE INDEX vistas_de_contenido ON vistas (contenido_id);

CREATE TABLE calidad (
  nodo_id TEXT NOT NULL, epoca INTEGER NOT NULL, arranque INTEGER NOT NULL, hora_arranque INTEGER NOT NULL,
  contenido_id TEXT NOT NULL, rendicion TEXT NOT NULL, reportes INTEGER NOT NULL, con_cortes INTEGER NOT NULL,
  cortes INTEGER NOT NULL, cortes_ms INTEGER NOT NULL, arranque_total_ms INTEGER NOT NULL, bytes INTEGER NOT NULL,
  oyentes BLOB NOT NULL, oyentes_con_cortes BLOB NOT NULL, lamport INTEGER NOT NULL,
  PRIMARY KEY (nodo_id, epoca, arranque, hora_arranque, contenido_id, rendicion)
) STRICT, WITHOUT ROWID;
CREATE INDEX calidad_de_contenido ON calidad (contenido_id);

CREATE TABLE horas_medidas (
  nodo_id TEXT NOT NULL, epoca INTEGER NOT NULL, arranque INTEGER NOT NULL, hora_arranque INTEGER NOT NULL,
  en INTEGER NOT NULL, PRIMARY KEY (nodo_id, epoca, arranque, hora_arranque)
) STRICT, WITHOUT ROWID;
CREATE INDEX horas_medidas_por_momento ON horas_medidas (en);

CREATE TABLE sesiones_medidas (
  metrica TEXT NOT NULL, sesion TEXT NOT NULL, n INTEGER NOT NULL, contenidos TEXT NOT NULL,
  vence_nodo_ms INTEGER NOT NULL, PRIMARY KEY (metrica, sesion)
) STRICT, WITHOUT ROWID;
CREATE INDEX sesiones_medidas_por_vencimiento ON sesiones_medidas (vence_nodo_ms);
`
