export const uploads = `
CREATE TABLE subidas (
  id TEXT PRIMARY KEY, usuario_id TEXT NOT NULL, metadatos TEXT NOT NULL, tamano_bytes INTEGER NOT NULL,
  recibido_bytes INTEGER NOT NULL, creada_en INTEGER NOT NULL, vence_nodo_ms INTEGER NOT NULL, contenido_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX subidas_por_vencimiento ON subidas (vence_nodo_ms);
`
