export const oneTimeCodes = `
ALTER TABLE usuarios ADD COLUMN codigo TEXT;
CREATE INDEX usuarios_por_codigo ON usuarios (json_extract(codigo, '$.hash')) WHERE codigo IS NOT NULL;
`
