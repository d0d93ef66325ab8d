export const contentFields = `
ALTER TABLE contenidos ADD COLUMN subtitulos TEXT NOT NULL DEFAULT '[]';
ALTER TABLE contenidos ADD COLUMN cuerpo TEXT;
ALTER TABLE contenidos ADD COLUMN precio TEXT;
`
