export const analyses = `
CREATE TABLE analisis_historico (
  id TEXT NOT NULL UNIQUE, region TEXT, fecha_analisis INTEGER NOT NULL, periodo TEXT NOT NULL,
  metricas_resumidas TEXT NOT NULL, preferencias_culturales_detectadas TEXT NOT NULL, nodo_id TEXT NOT NULL,
  version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX analisis_en_orden ON analisis_historico (nodo_id, region, periodo ->> 'desde');
`
