import { sketchOf } from '../../src/analytics/sketch.ts'
import type { CellBatch } from '../../src/analytics/store.ts'
import { type AnalisisHistorico, analysisId } from '../../src/model/analisis-historico.ts'
import { type Colaboracion, collaborationId } from '../../src/model/colaboracion.ts'
import type { Colectivo } from '../../src/model/colectivo.ts'
import type { Comentario } from '../../src/model/comentario.ts'
import { type Compra, purchaseId } from '../../src/model/compra.ts'
import { type Denuncia, reportId } from '../../src/model/denuncia.ts'
import type { Dispositivo } from '../../src/model/dispositivo.ts'
import { naturalId, newId } from '../../src/model/ids.ts'
import type { ListaGuardada } from '../../src/model/lista.ts'
import { type Membresia, membershipId } from '../../src/model/membresia.ts'
import { type Moderacion, moderationId } from '../../src/model/moderacion.ts'
import type { Notificacion } from '../../src/model/notificacion.ts'
import type { Pregunta } from '../../src/model/pregunta.ts'
import { type Reaccion, reactionId } from '../../src/model/reaccion.ts'
import { followId, type Seguimiento } from '../../src/model/seguimiento.ts'
import type { Transaccion } from '../../src/model/transaccion.ts'
import { type CeldaVistas, stretches } from '../../src/model/vista.ts'
import type { Play } from '../../src/people/store.ts'
import { at } from './records.ts'

/** What people do with one another and with contents, as records. */

const synced = { nodo_id: naturalId('nodo', 'de prueba'), version: 1, lamport: 0 }

export const follow = (usuarioId: string, creadorId: string, given: Partial<Seguimiento> = {}): Seguimiento => ({
  id: followId(usuarioId, creadorId),
  usuario_id: usuarioId,
  creador_id: creadorId,
  fecha_inicio: at,
  activo: true,
  ...synced,
  ...given,
})

export const comment = (usuarioId: string, contenidoId: string, given: Partial<Comentario> = {}): Comentario => ({
  id: newId(at),
  contenido_id: contenidoId,
  usuario_id: usuarioId,
  texto: '¡Qué bueno!',
  fecha: at,
  es_live: false,
  transmision_id: null,
  minuto_ms: null,
  estado: 'visible',
  ...synced,
  ...given,
})

/** A content that was seen so often in one hour of a boot. */
export const views = (
  contenidoId: string,
  vistas: number,
  given: { region?: string; hora_arranque?: number } = {},
): CellBatch<CeldaVistas, 'region'> => ({
  arranque: 1,
  hora_arranque: given.hora_arranque ?? 0,
  nodo_ms: 1_000,
  sesiones: [],
  celdas: [
    {
      contenido_id: contenidoId,
      region: given.region ?? '',
      vistas,
      duracion_total_ms: 1_000,
      completadas: 0,
      interacciones: 1,
      unicos: sketchOf(['ana']),
      retencion: Array(stretches).fill(0),
    },
  ],
})

export const reaction = (usuarioId: string, contenidoId: string, given: Partial<Reaccion> = {}): Reaccion => ({
  id: reactionId(usuarioId, contenidoId),
  contenido_id: contenidoId,
  usuario_id: usuarioId,
  tipo: 'me_gusta',
  fecha: at,
  activo: true,
  ...synced,
  ...given,
})

export const report = (usuarioId: string, contenidoId: string, given: Partial<Denuncia> = {}): Denuncia => ({
  id: reportId(usuarioId, contenidoId),
  contenido_id: contenidoId,
  usuario_id: usuarioId,
  motivo: 'derechos',
  texto: null,
  fecha: at,
  estado: 'pendiente',
  decision: null,
  decidida_por: null,
  decidida_en: null,
  version: 1,
  lamport: 0,
  ...given,
})

export const question = (usuarioId: string, transmisionId: string, given: Partial<Pregunta> = {}): Pregunta => ({
  id: newId(at),
  transmision_id: transmisionId,
  usuario_id: usuarioId,
  texto: '¿Cuándo es el próximo fandango?',
  fecha: at,
  estado: 'pendiente',
  ...synced,
  ...given,
})

export const transaction = (usuarioId: string, creadorId: string, given: Partial<Transaccion> = {}): Transaccion => ({
  id: newId(at),
  usuario_id: usuarioId,
  creador_id: creadorId,
  tipo: 'donacion',
  monto: 5_000,
  moneda: 'MXN',
  fecha: at,
  metodo_pago: 'efectivo',
  estado: 'prometida',
  referencia_pago: null,
  confirmada_en: null,
  confirmada_por: null,
  transmision_id: null,
  contenido_id: null,
  mensaje: null,
  ...synced,
  ...given,
})

export const collective = (given: Partial<Colectivo> = {}): Colectivo => ({
  id: newId(at),
  nombre: 'Taller de la loma',
  enfoque: 'memoria oral',
  region: null,
  creado_en: at,
  ...synced,
  ...given,
})

export const membership = (usuarioId: string, colectivoId: string, given: Partial<Membresia> = {}): Membresia => ({
  id: membershipId(usuarioId, colectivoId),
  usuario_id: usuarioId,
  colectivo_id: colectivoId,
  rol: 'integrante',
  estado: 'propuesta',
  fecha_ingreso: null,
  activo: true,
  ...synced,
  ...given,
})

export const collaboration = (
  usuarioId: string,
  contenidoId: string,
  given: Partial<Colaboracion> = {},
): Colaboracion => ({
  id: collaborationId(usuarioId, contenidoId),
  usuario_id: usuarioId,
  contenido_id: contenidoId,
  rol: 'voz',
  estado: 'propuesta',
  activo: true,
  ...synced,
  ...given,
})

export const play = (usuarioId: string, contenidoId: string, given: Partial<Play> = {}): Play => ({
  usuario_id: usuarioId,
  contenido_id: contenidoId,
  posicion_ms: 10_000,
  vista_ms: 10_000,
  abre: true,
  dispositivo: 'teléfono',
  fecha: at,
  ...given,
})

export const list = (usuarioId: string, given: Partial<ListaGuardada> = {}): ListaGuardada => ({
  id: newId(at),
  usuario_id: usuarioId,
  nombre: 'Para el domingo',
  descripcion: '',
  contenidos: [],
  publica: false,
  colaboradores: [],
  etiquetas: {},
  version: 1,
  lamport: 0,
  ...given,
})

export const notice = (usuarioId: string, given: Partial<Notificacion> = {}): Notificacion => ({
  id: newId(at),
  usuario_id: usuarioId,
  tipo: 'seguidor',
  datos: {},
  creada_en: at,
  leida_en: null,
  version: 1,
  lamport: 0,
  ...given,
})

export const device = (usuarioId: string, given: Partial<Dispositivo> = {}): Dispositivo => ({
  id: newId(at),
  usuario_id: usuarioId,
  nombre: 'El teléfono de la cocina',
  tipo: 'telefono',
  capacidad_bytes: null,
  descargas: [],
  creado_en: at,
  sincronizado_en: null,
  version: 1,
  lamport: 0,
  ...given,
})

export const purchase = (usuarioId: string, contenidoId: string, given: Partial<Compra> = {}): Compra => ({
  id: purchaseId(usuarioId, contenidoId),
  usuario_id: usuarioId,
  contenido_id: contenidoId,
  transaccion_id: null,
  fecha: at,
  version: 1,
  lamport: 0,
  ...given,
})

export const moderation = (
  idRegistro: string,
  accion: Moderacion['accion'],
  given: Partial<Omit<Moderacion, 'id'>> = {},
): Moderacion => {
  const said = { tipo: 'contenidos', id_registro: idRegistro, accion, ...given }
  return {
    valor: null,
    motivo: 'lo pidió su autora',
    fecha: at,
    ...synced,
    nodo_id: naturalId('nodo', 'central'),
    ...said,
    id: moderationId(said),
  }
}

export const weekMs = 7 * 24 * 3_600_000

/** What a week was like, the one before `at` where no other is given. */
export const analysis = (given: Partial<Omit<AnalisisHistorico, 'id'>> = {}): AnalisisHistorico => {
  const of = {
    region: null,
    fecha_analisis: at,
    periodo: { desde: at - weekMs, hasta: at },
    metricas_resumidas: { alcance: 40, participacion: 0.25, idiomas: 3 },
    preferencias_culturales_detectadas: [
      { dimension: 'tema' as const, valor: 'agua', puntaje: 0.6 },
      { dimension: 'idioma' as const, valor: 'zap', puntaje: 0.125 },
    ],
    ...synced,
    ...given,
  }
  return { ...of, id: analysisId(of) }
}
