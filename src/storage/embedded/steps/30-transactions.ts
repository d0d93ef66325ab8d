export const transactions = `
CREATE TABLE transacciones (
  id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, creador_id TEXT NOT NULL, tipo TEXT NOT NULL,
  monto INTEGER NOT NULL, moneda TEXT NOT NULL, fecha INTEGER NOT NULL, metodo_pago TEXT NOT NULL,
  estado TEXT NOT NULL, referencia_pago TEXT, confirmada_en INTEGER, confirmada_por TEXT, transmision_id TEXT,
  contenido_id TEXT, mensaje TEXT, nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
  orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX transacciones_de_usuario ON transacciones (usuario_id, orden);
CREATE INDEX transacciones_de_creador ON transacciones (creador_id, orden);
CREATE INDEX transacciones_sumas ON transacciones (moneda, estado, tipo, fecha, monto);
CREATE INDEX transacciones_mensuales ON transacciones (creador_id, confirmada_en, moneda, monto)
  WHERE estado = 'confirmada';
`
