export const hiddenBy = `
ALTER TABLE contenidos ADD COLUMN oculto_por TEXT;
`
