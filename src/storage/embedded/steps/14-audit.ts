export const audit = `
CREATE TABLE auditoria (
  id TEXT NOT NULL UNIQUE, actor_id TEXT, accion TEXT NOT NULL, objeto TEXT NOT NULL, antes TEXT, despues TEXT,
  fecha INTEGER NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;
CREATE INDEX auditoria_de_actor ON auditoria (actor_id, orden);
CREATE INDEX auditoria_de_objeto ON auditoria (objeto, orden);
`
