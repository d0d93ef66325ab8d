export const firstTables = `
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
`
