export const measurements = `
CREATE TABLE mediciones (
  paso TEXT NOT NULL, arranque INTEGER NOT NULL, numero INTEGER NOT NULL, minutos INTEGER NOT NULL,
  cpu_ms INTEGER NOT NULL, memoria_max_bytes INTEGER NOT NULL, retraso_max_ms INTEGER NOT NULL,
  disco_libre_min_bytes INTEGER NOT NULL, disco_total_bytes INTEGER NOT NULL, recibidos_bytes INTEGER NOT NULL,
  enviados_bytes INTEGER NOT NULL, transmisiones_max INTEGER NOT NULL, espectadores_max INTEGER NOT NULL,
  partes INTEGER NOT NULL, reinicios INTEGER NOT NULL, trabajos_max INTEGER NOT NULL, guardados INTEGER NOT NULL,
  guardado_max_ms INTEGER NOT NULL, PRIMARY KEY (paso, arranque, numero)
) STRICT, WITHOUT ROWID;
`
