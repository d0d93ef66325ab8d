export const names = `
CREATE TABLE busqueda_nombres (
  clase TEXT NOT NULL, palabra TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (clase, palabra, id)
) STRICT, WITHOUT ROWID;
`
