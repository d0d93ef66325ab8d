export const search = `
CREATE VIRTUAL TABLE busqueda USING fts5 (
  claves, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '_'"
);
CREATE TABLE busqueda_lugares (
  lugar INTEGER PRIMARY KEY, contenido_id TEXT NOT NULL UNIQUE, orden_nodo_ms INTEGER NOT NULL
) STRICT;
`
