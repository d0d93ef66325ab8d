import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'

/**
 * The steps from an empty file to the present tables; `user_version` counts those that were taken. A step that was
 * released never changes: a change is a new step. Tables and columns bear the names of the data dictionary; those that
 * it doesn't know (`origen`, `secretos`, `fechas_baja`, `horas_medidas`, `sesiones_medidas`, the links of `listas`) are
 * this adapter's own.
 */
const steps: readonly string[] = [
  `
  CREATE TABLE origen (
    unico INTEGER PRIMARY KEY CHECK (unico = 1),
    nodo_id TEXT NOT NULL, epoca INTEGER NOT NULL, seq INTEGER NOT NULL, lamport INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE secretos (nombre TEXT PRIMARY KEY, valor TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE configuracion (
    clave TEXT PRIMARY KEY, valor TEXT NOT NULL, origen TEXT NOT NULL, cambiado_por TEXT, version INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE diario (
    nodo_id TEXT NOT NULL, epoca INTEGER NOT NULL, seq INTEGER NOT NULL, tx INTEGER NOT NULL, tipo TEXT NOT NULL,
    id_registro TEXT NOT NULL, accion TEXT NOT NULL, base INTEGER NOT NULL, lamport INTEGER NOT NULL,
    reloj TEXT NOT NULL, esquema INTEGER NOT NULL, datos TEXT,
    PRIMARY KEY (nodo_id, epoca, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE arranques (
    numero INTEGER PRIMARY KEY, desde_nodo_ms INTEGER NOT NULL, techo_nodo_ms INTEGER NOT NULL,
    correccion_ms INTEGER NOT NULL, confianza TEXT NOT NULL, limpio INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE fechas_baja (
    tipo TEXT NOT NULL, id_registro TEXT NOT NULL, campo TEXT NOT NULL, PRIMARY KEY (tipo, id_registro, campo)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE usuarios (
    id TEXT NOT NULL UNIQUE, nombre TEXT NOT NULL, email TEXT, tipo_usuario TEXT NOT NULL, region TEXT, idioma TEXT,
    intereses TEXT NOT NULL, creado_en INTEGER NOT NULL, ultimo_acceso_en INTEGER, activo INTEGER NOT NULL,
    nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL, clave_hash TEXT,
    email_comparable TEXT UNIQUE, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX usuarios_por_rol ON usuarios (tipo_usuario, activo);

  CREATE TABLE sesiones (
    id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, refresh_hash TEXT NOT NULL UNIQUE, familia TEXT NOT NULL,
    ip TEXT NOT NULL, agente TEXT NOT NULL, dispositivo TEXT NOT NULL, creada_en INTEGER NOT NULL,
    usada_en INTEGER NOT NULL, vence_nodo_ms INTEGER NOT NULL, revocada_en INTEGER,
    sucesora TEXT, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX sesiones_por_usuario ON sesiones (usuario_id);
  CREATE INDEX sesiones_por_familia ON sesiones (familia);
  CREATE INDEX sesiones_por_vencimiento ON sesiones (vence_nodo_ms);

  CREATE TABLE contenidos (
    id TEXT NOT NULL UNIQUE, titulo TEXT NOT NULL, descripcion TEXT NOT NULL, tipo TEXT NOT NULL, url_archivo TEXT,
    creador_id TEXT NOT NULL, metadatos_enriquecidos TEXT NOT NULL, categoria TEXT, etiquetas TEXT NOT NULL,
    region TEXT, idioma TEXT, licencia TEXT, estado TEXT NOT NULL, creado_en INTEGER NOT NULL,
    fecha_publicacion INTEGER, orden_nodo_ms INTEGER NOT NULL, autor TEXT, subido_por TEXT NOT NULL,
    duracion_ms INTEGER, miniatura TEXT, medios TEXT NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL,
    lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX contenidos_recientes ON contenidos (estado, orden_nodo_ms, id);
  CREATE INDEX contenidos_de_creador ON contenidos (creador_id, orden_nodo_ms, id);
  CREATE INDEX contenidos_todos ON contenidos (orden_nodo_ms, id);

  CREATE TABLE blobs (
    sha256 TEXT PRIMARY KEY, tamano_bytes INTEGER NOT NULL, refs INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE transmisiones (
    id TEXT NOT NULL UNIQUE, codigo TEXT NOT NULL COLLATE NOCASE UNIQUE, grabar INTEGER NOT NULL, region TEXT,
    titulo TEXT NOT NULL, descripcion TEXT NOT NULL, categoria TEXT, etiquetas TEXT NOT NULL,
    creador_id TEXT NOT NULL, estado TEXT NOT NULL, iniciada_en INTEGER, finalizada_en INTEGER, cortes TEXT NOT NULL,
    contenido_id TEXT NOT NULL, espectadores_max INTEGER NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL,
    lamport INTEGER NOT NULL, creada_nodo_ms INTEGER NOT NULL, vence_nodo_ms INTEGER,
    orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX transmisiones_abiertas ON transmisiones (creada_nodo_ms) WHERE estado <> 'finalizada';
  CREATE INDEX transmisiones_por_contenido ON transmisiones (contenido_id);

  CREATE TABLE claves_transmision (
    id TEXT NOT NULL UNIQUE, creador_id TEXT NOT NULL, nombre TEXT NOT NULL, prefijo TEXT NOT NULL,
    creada_en INTEGER NOT NULL, usada_en INTEGER, revocada_en INTEGER, clave_hash TEXT NOT NULL,
    transmision_id TEXT, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX claves_vigentes ON claves_transmision (orden) WHERE revocada_en IS NULL;
  CREATE INDEX claves_de_creador ON claves_transmision (creador_id);
  CREATE INDEX claves_de_transmision ON claves_transmision (transmision_id) WHERE transmision_id IS NOT NULL;

  CREATE TABLE segmentos_vivo (
    transmision_id TEXT NOT NULL, rendicion TEXT NOT NULL, tramo INTEGER NOT NULL, secuencia INTEGER NOT NULL,
    duracion_ms REAL NOT NULL, tamano_bytes INTEGER NOT NULL, archivo TEXT NOT NULL, discontinuidad INTEGER NOT NULL,
    relleno INTEGER NOT NULL, PRIMARY KEY (transmision_id, rendicion, secuencia)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE trabajos (
    id TEXT NOT NULL UNIQUE, tipo TEXT NOT NULL, estado TEXT NOT NULL, progreso REAL NOT NULL, error TEXT,
    objeto_id TEXT NOT NULL, pedido_por TEXT NOT NULL, intentos INTEGER NOT NULL, creado_en INTEGER NOT NULL,
    terminado_en INTEGER, arriendo TEXT, vence_nodo_ms INTEGER, disponible_nodo_ms INTEGER NOT NULL,
    caidas INTEGER NOT NULL DEFAULT 0, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX trabajos_abiertos ON trabajos (orden) WHERE estado IN ('pendiente', 'en_curso');
  CREATE INDEX trabajos_de_objeto ON trabajos (objeto_id);

  CREATE TABLE idempotencia (
    cuenta TEXT NOT NULL, ruta TEXT NOT NULL, clave TEXT NOT NULL, huella TEXT NOT NULL, estado INTEGER NOT NULL,
    cuerpo TEXT NOT NULL, vence_nodo_ms INTEGER NOT NULL, PRIMARY KEY (cuenta, ruta, clave)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX idempotencia_por_vencimiento ON idempotencia (vence_nodo_ms);
  `,
  `
  CREATE TABLE seguimientos (
    id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, creador_id TEXT NOT NULL, fecha_inicio INTEGER NOT NULL,
    activo INTEGER NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
    orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX seguimientos_a_creador ON seguimientos (creador_id, fecha_inicio, id) WHERE activo = 1;
  CREATE INDEX seguimientos_de_usuario ON seguimientos (usuario_id, fecha_inicio, id) WHERE activo = 1;

  CREATE TABLE reacciones (
    id TEXT NOT NULL UNIQUE, contenido_id TEXT NOT NULL, usuario_id TEXT NOT NULL, tipo TEXT NOT NULL,
    fecha INTEGER NOT NULL, activo INTEGER NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL,
    lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX reacciones_de_contenido ON reacciones (contenido_id, activo, tipo);
  CREATE INDEX reacciones_de_usuario ON reacciones (usuario_id, fecha, id) WHERE activo = 1;

  CREATE TABLE colectivos (
    id TEXT NOT NULL UNIQUE, nombre TEXT NOT NULL, enfoque TEXT NOT NULL, region TEXT, creado_en INTEGER NOT NULL,
    nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX colectivos_de_region ON colectivos (region, orden);

  CREATE TABLE membresias (
    id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, colectivo_id TEXT NOT NULL, rol TEXT NOT NULL,
    estado TEXT NOT NULL, fecha_ingreso INTEGER, activo INTEGER NOT NULL, nodo_id TEXT NOT NULL,
    version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX membresias_de_colectivo ON membresias (colectivo_id, orden) WHERE activo = 1;
  CREATE INDEX membresias_de_usuario ON membresias (usuario_id, orden) WHERE activo = 1;

  CREATE TABLE colaboraciones (
    id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, contenido_id TEXT NOT NULL, rol TEXT NOT NULL,
    estado TEXT NOT NULL, activo INTEGER NOT NULL, nodo_id TEXT NOT NULL, version INTEGER NOT NULL,
    lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX colaboraciones_de_contenido ON colaboraciones (contenido_id, activo, orden);
  CREATE INDEX colaboraciones_de_usuario ON colaboraciones (usuario_id, estado, orden) WHERE activo = 1;
  `,
  `
  CREATE TABLE comentarios (
    id TEXT NOT NULL UNIQUE, contenido_id TEXT NOT NULL, usuario_id TEXT NOT NULL, texto TEXT NOT NULL,
    fecha INTEGER NOT NULL, es_live INTEGER NOT NULL, transmision_id TEXT, minuto_ms INTEGER, estado TEXT NOT NULL,
    nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX comentarios_de_contenido ON comentarios (contenido_id, orden, estado);
  CREATE INDEX comentarios_de_usuario ON comentarios (usuario_id, orden);
  `,
  `
  CREATE TABLE denuncias (
    id TEXT NOT NULL UNIQUE, contenido_id TEXT NOT NULL, usuario_id TEXT NOT NULL, motivo TEXT NOT NULL, texto TEXT,
    fecha INTEGER NOT NULL, estado TEXT NOT NULL, decision TEXT, decidida_por TEXT, decidida_en INTEGER,
    version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX denuncias_por_estado ON denuncias (estado, orden);
  CREATE INDEX denuncias_de_contenido ON denuncias (contenido_id, estado);
  `,
  `
  ALTER TABLE usuarios ADD COLUMN perfil_redes TEXT NOT NULL DEFAULT '{}';
  ALTER TABLE usuarios ADD COLUMN imagen TEXT;
  ALTER TABLE usuarios ADD COLUMN bio TEXT NOT NULL DEFAULT '';
  ALTER TABLE usuarios ADD COLUMN preferencias TEXT NOT NULL
    DEFAULT '{"ahorro_datos":false,"calidad_max":null,"subtitulos":null,"notificaciones":{},"pausar_historial":false}';
  ALTER TABLE usuarios ADD COLUMN totp TEXT;

  CREATE TABLE artistas (
    id TEXT NOT NULL UNIQUE, trayectoria TEXT NOT NULL, bio TEXT NOT NULL, enfoque_social TEXT NOT NULL,
    colectivo_id TEXT, nodo_id TEXT NOT NULL, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
    orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  `,
  `
  CREATE TABLE historial (
    id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, contenido_id TEXT NOT NULL, posicion_ms INTEGER NOT NULL,
    duracion_vista_ms INTEGER NOT NULL, porcentaje REAL NOT NULL, completado INTEGER NOT NULL, veces INTEGER NOT NULL,
    fecha_ultima_vista INTEGER NOT NULL, dispositivo TEXT, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
    orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX historial_de_usuario ON historial (usuario_id, lamport);
  CREATE INDEX historial_de_contenido ON historial (contenido_id);
  `,
  `
  CREATE TABLE listas (
    id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, nombre TEXT NOT NULL, descripcion TEXT NOT NULL,
    contenidos TEXT NOT NULL, publica INTEGER NOT NULL, colaboradores TEXT NOT NULL, etiquetas TEXT NOT NULL,
    version INTEGER NOT NULL, lamport INTEGER NOT NULL, orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX listas_de_usuario ON listas (usuario_id, orden);
  CREATE TABLE listas_contenidos (
    contenido_id TEXT NOT NULL, lista_id TEXT NOT NULL, PRIMARY KEY (contenido_id, lista_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE listas_colaboradores (
    usuario_id TEXT NOT NULL, lista_id TEXT NOT NULL, PRIMARY KEY (usuario_id, lista_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE notificaciones (
    id TEXT NOT NULL UNIQUE, usuario_id TEXT NOT NULL, tipo TEXT NOT NULL, datos TEXT NOT NULL,
    creada_en INTEGER NOT NULL, leida_en INTEGER, version INTEGER NOT NULL, lamport INTEGER NOT NULL,
    orden INTEGER PRIMARY KEY AUTOINCREMENT
  ) STRICT;
  CREATE INDEX notificaciones_de_usuario ON notificaciones (usuario_id, orden);
  CREATE INDEX notificaciones_sin_leer ON notificaciones (usuario_id) WHERE leida_en IS NULL;
  CREATE INDEX notificaciones_de_contenido ON notificaciones (datos ->> 'contenido_id');
  `,
  `
  CREATE TABLE proyecciones (
    nombre TEXT PRIMARY KEY, version INTEGER NOT NULL, lugar TEXT, hechos INTEGER NOT NULL, total INTEGER NOT NULL,
    motivo TEXT
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE grafo_usuarios (
    n INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, region TEXT, activo INTEGER NOT NULL DEFAULT 0,
    seguidores INTEGER NOT NULL DEFAULT 0, obras INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX grafo_creadores ON grafo_usuarios (seguidores, user_id) WHERE obras > 0 AND activo = 1;
  CREATE INDEX grafo_creadores_de_region ON grafo_usuarios (region, seguidores, user_id) WHERE obras > 0 AND activo = 1;

  CREATE TABLE grafo_contenidos (
    n INTEGER PRIMARY KEY, contenido_id TEXT NOT NULL UNIQUE, tipo TEXT, categoria TEXT, region TEXT, temas TEXT,
    duracion_ms INTEGER, orden INTEGER, popularidad INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX grafo_populares ON grafo_contenidos (popularidad, orden, contenido_id) WHERE orden IS NOT NULL;
  CREATE INDEX grafo_recientes_de_region ON grafo_contenidos (region, orden, contenido_id) WHERE orden IS NOT NULL;
  CREATE TABLE grafo_temas (
    tema TEXT NOT NULL, orden INTEGER NOT NULL, contenido INTEGER NOT NULL, PRIMARY KEY (tema, orden, contenido)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE grafo_colectivos (
    n INTEGER PRIMARY KEY, colectivo_id TEXT NOT NULL UNIQUE, nombre TEXT, enfoque TEXT, region TEXT
  ) STRICT;

  CREATE TABLE grafo_sigue (
    desde INTEGER NOT NULL, hasta INTEGER NOT NULL, fecha_inicio INTEGER NOT NULL, PRIMARY KEY (desde, hasta)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX grafo_sigue_recientes ON grafo_sigue (desde, fecha_inicio);
  CREATE INDEX grafo_seguidores ON grafo_sigue (hasta);
  CREATE TABLE grafo_creo (
    hasta INTEGER PRIMARY KEY, desde INTEGER NOT NULL, fecha_creacion INTEGER NOT NULL, orden INTEGER
  ) STRICT;
  CREATE INDEX grafo_creo_recientes ON grafo_creo (desde, orden) WHERE orden IS NOT NULL;
  CREATE TABLE grafo_vio (
    desde INTEGER NOT NULL, hasta INTEGER NOT NULL, duracion_ms INTEGER NOT NULL, fecha_ultima_vista INTEGER NOT NULL,
    completado INTEGER NOT NULL, PRIMARY KEY (desde, hasta)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX grafo_vio_recientes ON grafo_vio (desde, fecha_ultima_vista);
  CREATE INDEX grafo_vio_a ON grafo_vio (hasta);
  CREATE TABLE grafo_gusta (
    desde INTEGER NOT NULL, hasta INTEGER NOT NULL, fecha INTEGER NOT NULL, PRIMARY KEY (desde, hasta)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX grafo_gusta_recientes ON grafo_gusta (desde, fecha);
  CREATE INDEX grafo_gusta_a ON grafo_gusta (hasta);
  CREATE TABLE grafo_colabora_en (
    desde INTEGER NOT NULL, hasta INTEGER NOT NULL, rol TEXT NOT NULL, PRIMARY KEY (desde, hasta)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX grafo_colaboradores ON grafo_colabora_en (hasta);
  CREATE TABLE grafo_es_miembro_de (
    desde INTEGER NOT NULL, hasta INTEGER NOT NULL, fecha_ingreso INTEGER, PRIMARY KEY (desde, hasta)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX grafo_miembros ON grafo_es_miembro_de (hasta);
  `,
  `
  CREATE VIRTUAL TABLE busqueda USING fts5 (
    claves, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '_'"
  );
  CREATE TABLE busqueda_lugares (
    lugar INTEGER PRIMARY KEY, contenido_id TEXT NOT NULL UNIQUE, orden_nodo_ms INTEGER NOT NULL
  ) STRICT;
  `,
  `
  ALTER TABLE arranques ADD COLUMN desde_en INTEGER NOT NULL DEFAULT 0;

  CREATE TABLE vistas (
    nodo_id TEXT NOT NULL, epoca INTEGER NOT NULL, arranque INTEGER NOT NULL, hora_arranque INTEGER NOT NULL,
    contenido_id TEXT NOT NULL, region TEXT NOT NULL, vistas INTEGER NOT NULL, duracion_total_ms INTEGER NOT NULL,
    completadas INTEGER NOT NULL, interacciones INTEGER NOT NULL, unicos BLOB NOT NULL, retencion BLOB NOT NULL,
    lamport INTEGER NOT NULL,
    PRIMARY KEY (nodo_id, epoca, arranque, hora_arranque, contenido_id, region)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX vistas_de_contenido ON vistas (contenido_id);

  CREATE TABLE calidad (
    nodo_id TEXT NOT NULL, epoca INTEGER NOT NULL, arranque INTEGER NOT NULL, hora_arranque INTEGER NOT NULL,
    contenido_id TEXT NOT NULL, rendicion TEXT NOT NULL, reportes INTEGER NOT NULL, con_cortes INTEGER NOT NULL,
    cortes INTEGER NOT NULL, cortes_ms INTEGER NOT NULL, arranque_total_ms INTEGER NOT NULL, bytes INTEGER NOT NULL,
    oyentes BLOB NOT NULL, oyentes_con_cortes BLOB NOT NULL, lamport INTEGER NOT NULL,
    PRIMARY KEY (nodo_id, epoca, arranque, hora_arranque, contenido_id, rendicion)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX calidad_de_contenido ON calidad (contenido_id);

  CREATE TABLE horas_medidas (
    nodo_id TEXT NOT NULL, epoca INTEGER NOT NULL, arranque INTEGER NOT NULL, hora_arranque INTEGER NOT NULL,
    en INTEGER NOT NULL, PRIMARY KEY (nodo_id, epoca, arranque, hora_arranque)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX horas_medidas_por_momento ON horas_medidas (en);

  CREATE TABLE sesiones_medidas (
    metrica TEXT NOT NULL, sesion TEXT NOT NULL, n INTEGER NOT NULL, contenidos TEXT NOT NULL,
    vence_nodo_ms INTEGER NOT NULL, PRIMARY KEY (metrica, sesion)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sesiones_medidas_por_vencimiento ON sesiones_medidas (vence_nodo_ms);
  `,
]

/**
 * Brings an open file up to the present tables, in one transaction.
 * @throws NodoError version_de_datos where the file comes from a newer program
 */
export const migrate = (db: DatabaseSync): void => {
  const taken = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (taken > steps.length) throw new NodoError('version_de_datos')
  if (taken === steps.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of steps.slice(taken)) db.exec(step)
    db.exec(`PRAGMA user_version = ${steps.length}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
