import type { Document, IndexDescription } from 'mongodb'
import Type, { type TSchema } from 'typebox'
import { AnalisisHistorico } from '../../model/analisis-historico.ts'
import { Artista } from '../../model/artista.ts'
import { Auditoria } from '../../model/auditoria.ts'
import { RegistroBlob } from '../../model/blob.ts'
import { CeldaCalidad } from '../../model/calidad.ts'
import { Canal } from '../../model/canal.ts'
import { Categoria } from '../../model/categoria.ts'
import { Colaboracion } from '../../model/colaboracion.ts'
import { Colectivo } from '../../model/colectivo.ts'
import { Comentario } from '../../model/comentario.ts'
import { Compra } from '../../model/compra.ts'
import { Configuracion } from '../../model/configuracion.ts'
import { Conflicto } from '../../model/conflicto.ts'
import { Contenido } from '../../model/contenido.ts'
import { Denuncia } from '../../model/denuncia.ts'
import { Dicho } from '../../model/dicho.ts'
import { Dispositivo } from '../../model/dispositivo.ts'
import { Historial } from '../../model/historial.ts'
import { ListaGuardada } from '../../model/lista.ts'
import { Medicion } from '../../model/medicion.ts'
import { Membresia } from '../../model/membresia.ts'
import { Moderacion } from '../../model/moderacion.ts'
import { Nodo } from '../../model/nodo.ts'
import { Notificacion } from '../../model/notificacion.ts'
import { Pregunta } from '../../model/pregunta.ts'
import { Programacion } from '../../model/programacion.ts'
import { Reaccion } from '../../model/reaccion.ts'
import { Seguimiento } from '../../model/seguimiento.ts'
import { Subida } from '../../model/subida.ts'
import { Transaccion } from '../../model/transaccion.ts'
import { Transmision } from '../../model/transmision.ts'
import { Usuario } from '../../model/usuario.ts'
import { CeldaVistas } from '../../model/vista.ts'
import { validatorOf } from './validator.ts'

export interface CollectionRules {
  /** `$jsonSchema` of its documents. */
  validator?: Document
  /** What fields that came later say in a document from before. */
  later?: Document
  indexes: readonly (IndexDescription & { name: string })[]
}

const index = (name: string, key: Record<string, 1 | -1>, more: Partial<IndexDescription> = {}) => ({
  name,
  key,
  ...more,
})
const unique = (name: string, key: Record<string, 1 | -1>, more: Partial<IndexDescription> = {}) =>
  index(name, key, { unique: true, ...more })

const kept = (schema: TSchema, ...indexes: CollectionRules['indexes']): CollectionRules => ({
  validator: validatorOf(schema),
  indexes,
})

/** Of what is found by its name (`names.ts`). */
const names = index('palabras', { 'propio.palabras': 1, _id: 1 })

const cellIndexes = [
  index('de_contenido', { contenido_id: 1, 'propio.en': 1 }),
  index('de_hora', { 'propio.en': 1 }),
  index('de_arranque', { nodo_id: 1, epoca: 1, arranque: 1 }),
]

/**
 * Every collection of this database with its indexes: each query of the ports has the one it goes by. Names are those of
 * the data dictionary; what it doesn't know (`origen`, `secretos`, `fechas_baja`, `sesiones_medidas`, `vocabulario`) is this adapter's own.
 */
export const collectionTable: Readonly<Record<string, CollectionRules>> = {
  origen: { indexes: [] },
  secretos: { indexes: [] },
  configuracion: kept(Configuracion, index('por_origen', { origen: 1, clave: 1 })),
  diario: {
    indexes: [
      unique('identidad', { nodo_id: 1, epoca: 1, seq: 1 }),
      index('locales', { nodo_id: 1, epoca: 1, seq: 1 }, { partialFilterExpression: { local: true } }),
    ],
  },
  arranques: { indexes: [] },
  proyecciones: { indexes: [] },
  fechas_baja: { indexes: [index('por_tipo', { tipo: 1 })] },
  usuarios: {
    ...kept(
      Usuario,
      // Every text that is an address; a filter by type would keep a question for one from using the index.
      unique('email_dado', { 'propio.email': 1 }, { partialFilterExpression: { 'propio.email': { $gt: '' } } }),
      index('codigo', { 'codigo.hash': 1 }, { partialFilterExpression: { 'codigo.hash': { $gt: '' } } }),
      index('orden', { 'propio.orden': 1 }),
      index('rol', { tipo_usuario: 1, activo: 1 }),
      names,
    ),
    later: { codigo: null, imagenes: [] },
  },
  artistas: kept(Artista),
  auditoria: kept(
    Auditoria,
    index('orden', { 'propio.orden': -1 }),
    index('de_actor', { actor_id: 1, 'propio.orden': -1 }),
    index('de_objeto', { objeto: 1, 'propio.orden': -1 }),
  ),
  sesiones: {
    indexes: [
      unique('refresh', { refresh_hash: 1 }),
      index('de_usuario', { usuario_id: 1, 'propio.orden': -1 }),
      index('familia', { familia: 1 }),
      index('vencimiento', { vence_nodo_ms: 1 }),
    ],
  },
  historial: kept(
    Historial,
    index('de_usuario', { usuario_id: 1, lamport: -1 }),
    index('de_contenido', { contenido_id: 1 }),
  ),
  listas: kept(
    ListaGuardada,
    index('de_usuario', { usuario_id: 1, 'propio.orden': -1 }),
    index('con_contenido', { 'contenidos.contenido_id': 1 }),
    index('con_persona', { 'colaboradores.usuario_id': 1, 'propio.orden': -1 }),
    names,
  ),
  notificaciones: kept(
    Notificacion,
    index('de_usuario', { usuario_id: 1, 'propio.orden': -1 }),
    index('sin_leer', { usuario_id: 1, leida_en: 1 }),
    index('de_contenido', { 'datos.contenido_id': 1 }, { sparse: true }),
  ),
  dispositivos: kept(Dispositivo, index('de_usuario', { usuario_id: 1, 'propio.orden': 1 })),
  compras: kept(
    Compra,
    index('de_usuario', { usuario_id: 1, 'propio.orden': -1 }),
    index('de_contenido', { contenido_id: 1 }),
  ),
  contenidos: {
    ...kept(
      Contenido,
      index('todos', { orden_nodo_ms: -1, _id: -1 }),
      index('recientes', { estado: 1, orden_nodo_ms: -1, _id: -1 }),
      index('de_creador', { creador_id: 1, orden_nodo_ms: -1, _id: -1 }),
      index('claves', { 'propio.claves': 1, orden_nodo_ms: -1 }),
    ),
    later: { subtitulos: [], cuerpo: null, precio: null, oculto_por: null },
  },
  dichos: kept(
    Dicho,
    index('de_contenido', { contenido_id: 1 }),
    index('palabras', { 'propio.palabras': 1, 'propio.orden': -1 }),
  ),
  categorias: kept(Categoria, index('en_orden', { orden: 1, _id: 1 }), index('de_nodo', { nodo_id: 1 })),
  subidas: kept(Subida, index('vencimiento', { vence_nodo_ms: 1 }), index('de_usuario', { usuario_id: 1 })),
  seguimientos: kept(
    Seguimiento,
    index('de_creador', { creador_id: 1, activo: 1, fecha_inicio: -1, _id: -1 }),
    index('de_usuario', { usuario_id: 1, activo: 1, fecha_inicio: -1, _id: -1 }),
  ),
  comentarios: kept(
    Comentario,
    index('de_contenido', { contenido_id: 1, 'propio.orden': -1, estado: 1 }),
    index('de_usuario', { usuario_id: 1, 'propio.orden': -1 }),
  ),
  reacciones: kept(
    Reaccion,
    index('de_contenido', { contenido_id: 1, activo: 1, tipo: 1 }),
    index('de_usuario', { usuario_id: 1, activo: 1, fecha: -1, _id: -1 }),
  ),
  denuncias: kept(
    Denuncia,
    index('de_usuario', { usuario_id: 1 }),
    index('estado', { estado: 1, 'propio.orden': 1 }),
    index('de_contenido', { contenido_id: 1, estado: 1 }),
  ),
  preguntas: kept(
    Pregunta,
    index('de_usuario', { usuario_id: 1 }),
    index('de_transmision', { transmision_id: 1, 'propio.orden': 1 }),
    index('estado', { transmision_id: 1, estado: 1, 'propio.orden': 1 }),
  ),
  transacciones: kept(
    Transaccion,
    index('orden', { 'propio.orden': -1 }),
    index('de_usuario', { usuario_id: 1, 'propio.orden': -1 }),
    index('de_creador', { creador_id: 1, 'propio.orden': -1 }),
    index('sumas', { moneda: 1, estado: 1, tipo: 1, fecha: 1, monto: 1 }),
    index('mensuales', { estado: 1, creador_id: 1, confirmada_en: 1, moneda: 1, monto: 1 }),
  ),
  colectivos: kept(
    Colectivo,
    index('orden', { 'propio.orden': -1 }),
    index('de_region', { region: 1, 'propio.orden': -1 }),
  ),
  membresias: kept(
    Membresia,
    index('de_colectivo', { colectivo_id: 1, activo: 1, 'propio.orden': 1 }),
    index('de_usuario', { usuario_id: 1, activo: 1, 'propio.orden': 1 }),
  ),
  colaboraciones: kept(
    Colaboracion,
    index('de_contenido', { contenido_id: 1, activo: 1, 'propio.orden': 1 }),
    index('de_usuario', { usuario_id: 1, activo: 1, estado: 1, 'propio.orden': -1 }),
  ),
  vistas: kept(CeldaVistas, ...cellIndexes, index('sumas', { contenido_id: 1, vistas: 1 })),
  calidad: kept(CeldaCalidad, ...cellIndexes),
  analisis_historico: kept(AnalisisHistorico, index('en_orden', { nodo_id: 1, region: 1, 'periodo.desde': -1 })),
  sesiones_medidas: { indexes: [index('vencimiento', { vence_nodo_ms: 1 })] },
  moderaciones: kept(
    Moderacion,
    index('de_registro', { tipo: 1, id_registro: 1, _id: 1 }),
    index('recientes', { lamport: -1 }),
  ),
  mediciones: kept(Medicion, unique('lugar', { paso: 1, arranque: 1, numero: 1 })),
  nodos: kept(Nodo, index('orden', { 'propio.orden': 1 }), index('estado', { estado: 1, 'propio.orden': 1 })),
  canales: kept(Canal, index('orden', { 'propio.orden': 1 })),
  programacion: kept(Programacion, index('de_canal', { canal_id: 1, repeticion: 1, dia: 1 }), names),
  conflictos: kept(
    Conflicto,
    index('estado', { estado: 1, 'propio.orden': 1 }),
    unique('pendiente', { tipo: 1, id_registro: 1 }, { partialFilterExpression: { estado: 'pendiente' } }),
  ),
  // Until it was written down, every blob that a content referred to was a file that had been synced to this disk.
  blobs: {
    ...kept(Type.Omit(RegistroBlob, ['sha256']), index('sin_uso', { refs: 1 })),
    later: { durable: true, recibo: null, retenciones: [] },
  },
  transmisiones: kept(
    Transmision,
    index('de_creador', { creador_id: 1 }),
    unique('codigo', { 'propio.codigo': 1 }),
    index('estado', { estado: 1, creada_nodo_ms: -1, _id: -1 }),
    index('de_contenido', { contenido_id: 1 }),
  ),
  claves_transmision: {
    indexes: [
      index('vigentes', { revocada_en: 1, 'propio.orden': 1 }),
      index('permanentes', { transmision_id: 1, 'propio.orden': -1 }),
      index('de_creador', { creador_id: 1, 'propio.orden': -1 }),
    ],
  },
  segmentos_vivo: { indexes: [unique('lugar', { transmision_id: 1, rendicion: 1, secuencia: 1 })] },
  trabajos: {
    indexes: [
      index('estado', { estado: 1, 'propio.orden': 1 }),
      index('de_objeto', { objeto_id: 1, 'propio.orden': -1 }),
      index('orden', { 'propio.orden': -1 }),
    ],
  },
  idempotencia: { indexes: [index('vencimiento', { vence_nodo_ms: 1 }), index('de_cuenta', { cuenta: 1 })] },
  vocabulario: {
    indexes: [
      index('mas_dichos', { campo: 1, cuantos: -1, valor: 1 }),
      index('comienzos', { comienzos: 1, campo: 1, valor: 1 }),
    ],
  },
  vocabulario_de: { indexes: [] },
}
