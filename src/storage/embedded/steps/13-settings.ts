// One value an origin: what the dashboard set and what the centre set stand beside one another.
export const settings = `
DROP TABLE configuracion;
CREATE TABLE configuracion (
  clave TEXT NOT NULL, valor TEXT, origen TEXT NOT NULL, cambiado_por TEXT, version INTEGER NOT NULL,
  PRIMARY KEY (origen, clave)
) STRICT, WITHOUT ROWID;
`
