export const vocabulary = `
CREATE TABLE vocabulario (
  campo TEXT NOT NULL, valor TEXT NOT NULL, cuantos INTEGER NOT NULL, PRIMARY KEY (campo, valor)
) STRICT, WITHOUT ROWID;
CREATE INDEX vocabulario_mas_dichos ON vocabulario (campo, cuantos DESC, valor);
CREATE TABLE vocabulario_comienzos (
  comienzo TEXT NOT NULL, campo TEXT NOT NULL, valor TEXT NOT NULL, PRIMARY KEY (comienzo, campo, valor)
) STRICT, WITHOUT ROWID;
CREATE TABLE vocabulario_de (contenido_id TEXT PRIMARY KEY, terminos TEXT NOT NULL) STRICT, WITHOUT ROWID;
`
