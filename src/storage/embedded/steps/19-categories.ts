export const categories = `
CREATE TABLE categorias (
  codigo TEXT PRIMARY KEY, nombre TEXT NOT NULL, orden INTEGER NOT NULL, nodo_id TEXT, version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX categorias_en_orden ON categorias (orden, codigo);
`
