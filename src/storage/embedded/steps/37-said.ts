export const said = `
CREATE TABLE dichos (
  id TEXT NOT NULL UNIQUE, contenido_id TEXT NOT NULL, idioma TEXT NOT NULL, url TEXT NOT NULL, frases TEXT NOT NULL,
  version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX dichos_de_contenido ON dichos (contenido_id);
CREATE VIRTUAL TABLE busqueda_dichos USING fts5 (
  palabras, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '_'"
);
CREATE TABLE busqueda_dichos_lugares (id TEXT PRIMARY KEY, lugar INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`
