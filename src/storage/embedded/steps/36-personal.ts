/** What is somebody's is found by whose it is, also what is past. */
export const personal = `
CREATE INDEX membresias_de_persona ON membresias (usuario_id);
CREATE INDEX colaboraciones_de_persona ON colaboraciones (usuario_id);
CREATE INDEX seguimientos_de_persona ON seguimientos (usuario_id);
CREATE INDEX seguimientos_a_persona ON seguimientos (creador_id);
CREATE INDEX reacciones_de_persona ON reacciones (usuario_id);
CREATE INDEX denuncias_de_persona ON denuncias (usuario_id);
CREATE INDEX preguntas_de_persona ON preguntas (usuario_id);
CREATE INDEX transmisiones_de_creador ON transmisiones (creador_id);
CREATE INDEX subidas_de_persona ON subidas (usuario_id);
`
