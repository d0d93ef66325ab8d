/** Stream keys that are no single live's: the list is of these, and the others are one for each live that ever was. */
export const permanentKeys = `
CREATE INDEX claves_permanentes ON claves_transmision (orden) WHERE transmision_id IS NULL;
`
