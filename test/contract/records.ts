import { createHash, randomBytes } from 'node:crypto'
import type { Categoria } from '../../src/model/categoria.ts'
import type { ClaveGuardada } from '../../src/model/clave-transmision.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import type { RespuestaGuardada } from '../../src/model/idempotencia.ts'
import { naturalId, newId } from '../../src/model/ids.ts'
import type { Sesion } from '../../src/model/sesion.ts'
import type { TrabajoGuardado } from '../../src/model/trabajo.ts'
import type { SegmentoVivo, TransmisionGuardada } from '../../src/model/transmision.ts'
import { type CuentaUsuario, firstPreferences } from '../../src/model/usuario.ts'

/** UTC ms that records of tests bear. */
export const at = Date.UTC(2026, 11, 24, 20)
const nodoId = naturalId('nodo', 'de prueba')
const id = () => newId(at)
const token = () => createHash('sha256').update(randomBytes(16)).digest('hex')

export const account = (given: Partial<CuentaUsuario> = {}): CuentaUsuario => {
  const own = id()
  return {
    id: own,
    nombre: 'Radio Jacaranda',
    email: `${own}@radio.example`,
    tipo_usuario: 'creador',
    region: 'MX-OAX',
    idioma: 'es',
    intereses: ['son jarocho'],
    perfil_redes: {},
    imagen: null,
    bio: '',
    preferencias: firstPreferences,
    creado_en: at,
    ultimo_acceso_en: null,
    activo: true,
    nodo_id: nodoId,
    version: 1,
    lamport: 0,
    clave_hash: 'hash',
    totp: null,
    codigo: null,
    imagenes: [],
    ...given,
  }
}

export const session = (usuarioId: string, given: Partial<Sesion> = {}): Sesion => ({
  id: id(),
  usuario_id: usuarioId,
  refresh_hash: token(),
  familia: id(),
  ip: '192.0.2.7',
  agente: 'prueba',
  dispositivo: 'teléfono',
  creada_en: at,
  usada_en: at,
  vence_nodo_ms: 1_000_000,
  revocada_en: null,
  ...given,
})

export const content = (creadorId: string, given: Partial<Contenido> = {}): Contenido => ({
  id: id(),
  titulo: 'Fandango del sábado',
  descripcion: '',
  tipo: 'live',
  url_archivo: null,
  creador_id: creadorId,
  metadatos_enriquecidos: {},
  categoria: null,
  etiquetas: [],
  region: null,
  idioma: null,
  licencia: null,
  estado: 'borrador',
  creado_en: at,
  fecha_publicacion: null,
  orden_nodo_ms: 1_000,
  autor: null,
  subido_por: creadorId,
  duracion_ms: null,
  miniatura: null,
  medios: [],
  subtitulos: [],
  cuerpo: null,
  precio: null,
  oculto_por: null,
  nodo_id: nodoId,
  version: 1,
  lamport: 0,
  ...given,
})

export const category = (codigo: string, given: Partial<Categoria> = {}): Categoria => ({
  codigo,
  nombre: { es: codigo, pt: codigo, en: codigo },
  orden: 0,
  nodo_id: nodoId,
  version: 1,
  ...given,
})

export const live = (of: Contenido, given: Partial<TransmisionGuardada> = {}): TransmisionGuardada => ({
  id: id(),
  codigo: randomBytes(4).toString('hex'),
  grabar: true,
  region: null,
  titulo: of.titulo,
  descripcion: of.descripcion,
  categoria: null,
  etiquetas: [],
  creador_id: of.creador_id,
  estado: 'preparada',
  iniciada_en: null,
  finalizada_en: null,
  cortes: [],
  contenido_id: of.id,
  espectadores_max: 0,
  nodo_id: nodoId,
  version: 1,
  lamport: 0,
  creada_nodo_ms: 1_000,
  vence_nodo_ms: null,
  ...given,
})

export const streamKey = (creadorId: string, given: Partial<ClaveGuardada> = {}): ClaveGuardada => ({
  id: id(),
  creador_id: creadorId,
  nombre: 'OBS de la cabina',
  prefijo: 'abcd',
  creada_en: at,
  usada_en: null,
  revocada_en: null,
  clave_hash: token(),
  transmision_id: null,
  ...given,
})

export const job = (objetoId: string, given: Partial<TrabajoGuardado> = {}): TrabajoGuardado => ({
  id: id(),
  tipo: 'grabacion',
  estado: 'pendiente',
  progreso: 0,
  error: null,
  objeto_id: objetoId,
  pedido_por: naturalId('usuario', 'de prueba'),
  intentos: 0,
  creado_en: at,
  terminado_en: null,
  arriendo: null,
  vence_nodo_ms: null,
  disponible_nodo_ms: 0,
  ...given,
})

export const segment = (transmisionId: string, given: Partial<SegmentoVivo> = {}): SegmentoVivo => ({
  transmision_id: transmisionId,
  rendicion: 'main',
  tramo: 0,
  secuencia: 0,
  duracion_ms: 2_000,
  tamano_bytes: 500_000,
  archivo: 'main/0-0.mp4',
  discontinuidad: false,
  relleno: false,
  ...given,
})

export const keptAnswer = (cuenta: string, given: Partial<RespuestaGuardada> = {}): RespuestaGuardada => ({
  cuenta,
  ruta: 'POST /api/live/start',
  clave: 'una-clave',
  huella: token(),
  estado: 201,
  cuerpo: '{"codigo":"abcde"}',
  vence_nodo_ms: 86_400_000,
  ...given,
})
