import type { ContenidoVista } from '../../src/model/contenido.ts'
import type { Portada } from '../../src/model/portada.ts'
import type { EstadoSistema } from '../../src/model/sistema.ts'
import type { Senal, Transmision, TransmisionVista } from '../../src/model/transmision.ts'
import { type Credenciales, firstPreferences, type Usuario } from '../../src/model/usuario.ts'

const nodo_id = '01900000-0000-7000-8000-0000000000aa'
export const id = (n: number) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`

export const aUser = (given: Partial<Usuario> = {}): Usuario => ({
  id: id(1),
  nombre: 'Radio del Valle',
  email: 'radio@example.org',
  tipo_usuario: 'creador',
  region: null,
  idioma: 'es',
  intereses: [],
  perfil_redes: {},
  imagen: null,
  bio: '',
  preferencias: firstPreferences,
  creado_en: Date.now() - 86_400_000,
  ultimo_acceso_en: null,
  activo: true,
  nodo_id,
  version: 1,
  ...given,
})

export const credentials = (usuario: Usuario, n: number): Credenciales => ({
  usuario,
  token: `token-${n}`,
  refresh: `refresh-${n}`,
  vence_en: Date.now() + 900_000,
})

export const aLive = (given: Partial<TransmisionVista> = {}): TransmisionVista => ({
  id: id(10),
  codigo: 'k7mp2',
  grabar: true,
  region: null,
  titulo: 'Asamblea del domingo',
  descripcion: 'Desde la casa comunal: acuerdos del agua, la milpa y la fiesta.',
  categoria: null,
  etiquetas: ['asamblea', 'agua'],
  creador_id: id(1),
  estado: 'en_vivo',
  iniciada_en: Date.now() - 1_500_000,
  finalizada_en: null,
  cortes: [],
  contenido_id: id(20),
  espectadores_max: 31,
  nodo_id,
  version: 3,
  creador: { id: id(1), nombre: 'Radio del Valle' },
  espectadores: 23,
  url_hls: `/hls/${id(10)}/index.m3u8`,
  url_audio: `/hls/${id(10)}/audio.m3u8`,
  url_evento: '/v/k7mp2',
  ...given,
})

/** The live as it is kept, without what a view adds. */
export const kept = (view: TransmisionVista): Transmision => {
  const { creador, espectadores, url_hls, url_audio, url_evento, senal, gracia_vence_en, ...rest } = view
  return rest
}

export const aContent = (given: Partial<ContenidoVista> = {}): ContenidoVista => ({
  id: id(20),
  titulo: 'Música de la fiesta patronal',
  descripcion: '',
  tipo: 'live',
  url_archivo: null,
  creador_id: id(1),
  metadatos_enriquecidos: {},
  categoria: null,
  etiquetas: [],
  region: null,
  idioma: null,
  licencia: null,
  estado: 'publicado',
  creado_en: Date.now() - 7_200_000,
  fecha_publicacion: Date.now() - 7_200_000,
  orden_nodo_ms: 1,
  autor: null,
  subido_por: id(1),
  duracion_ms: 3_725_000,
  miniatura: null,
  medios: [],
  subtitulos: [],
  cuerpo: null,
  precio: null,
  oculto_por: null,
  nodo_id,
  version: 1,
  creador: { id: id(1), nombre: 'Radio del Valle' },
  transmision_id: id(11),
  disponible: 'completo',
  progreso: null,
  url_hls: null,
  url_dash: null,
  url_audio: null,
  url_vistazo: null,
  url_descarga: null,
  estadisticas: { vistas: 0, me_gusta: 0, comentarios: 0, duracion_media_ms: 0 },
  mio: null,
  colaboradores: [],
  cuerpo_html: null,
  ...given,
})

export const aFrontPage = (given: Partial<Portada> = {}): Portada => ({
  region: null,
  en_vivo: [],
  continuar: [],
  siguiendo: [],
  de_la_region: [],
  recientes: [],
  populares: [],
  ...given,
})

export const aStatus = (given: Partial<EstadoSistema> = {}): EstadoSistema => ({
  estado: 'ok',
  nombre: 'Radio del Valle',
  version: '0.1.0',
  rol: 'nodo',
  nodo_id,
  en_vivo: 1,
  registro_abierto: true,
  primer_inicio: false,
  reloj: { pared_en: Date.now(), confianza: 'ntp' },
  ...given,
})

export const aSignal = (given: Partial<Senal> = {}): Senal => ({
  origen: 'obs-output module (libobs version 30.2.3)',
  video: { codec: 'avc1.64001f', ancho: 1280, alto: 720, cuadros_s: 30, kbps: 2210, intervalo_clave_ms: 2000 },
  audio: { codec: 'mp4a.40.2', canales: 2, muestreo_hz: 48000, kbps: 128 },
  huecos: 0,
  desde: Date.now() - 1_500_000,
  baja_latencia: true,
  consejos: [],
  ...given,
})
