export const portraits = `
ALTER TABLE usuarios ADD COLUMN imagenes TEXT NOT NULL DEFAULT '[]';
`
