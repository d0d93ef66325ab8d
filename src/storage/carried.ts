import { createHash } from 'node:crypto'
import { AnalisisHistorico } from '../model/analisis-historico.ts'
import { Artista } from '../model/artista.ts'
import { Auditoria } from '../model/auditoria.ts'
import { RegistroBlob } from '../model/blob.ts'
import { Canal } from '../model/canal.ts'
import { Categoria } from '../model/categoria.ts'
import { Colaboracion } from '../model/colaboracion.ts'
import { Colectivo } from '../model/colectivo.ts'
import { Comentario } from '../model/comentario.ts'
import { Compra } from '../model/compra.ts'
import { Conflicto } from '../model/conflicto.ts'
import { Contenido } from '../model/contenido.ts'
import { Denuncia } from '../model/denuncia.ts'
import { Dicho } from '../model/dicho.ts'
import { Dispositivo } from '../model/dispositivo.ts'
import { Historial } from '../model/historial.ts'
import { ListaGuardada } from '../model/lista.ts'
import { Membresia } from '../model/membresia.ts'
import { Moderacion } from '../model/moderacion.ts'
import { Nodo } from '../model/nodo.ts'
import { Notificacion } from '../model/notificacion.ts'
import { Pregunta } from '../model/pregunta.ts'
import { Programacion } from '../model/programacion.ts'
import { Reaccion } from '../model/reaccion.ts'
import { Seguimiento } from '../model/seguimiento.ts'
import { Subida } from '../model/subida.ts'
import { Transaccion } from '../model/transaccion.ts'
import { Transmision } from '../model/transmision.ts'
import { Usuario } from '../model/usuario.ts'
import { stretches } from '../model/vista.ts'
import { type Kind, kindsOf } from './kinds.ts'

/**
 * What a base is made of and both families keep, so that it can be carried from one to the other and into a backup: the
 * rows of the embedded tables. What is derived from them (the graph, the search index, projections) is made anew where
 * they arrive.
 */

/** A row of an embedded table, by the names of its columns; `en` of a cell stands in its hour's table. */
export type Row = Record<string, string | number | null | Uint8Array>

export interface CarriedTable {
  /** How columns stand that do not hold what they say; a number: so many counts, as `histogram.ts` packs them. */
  kinds: Readonly<Record<string, Kind | number>>
  /** Columns that are no fields of the record but the adapters' own. */
  own: readonly string[]
  /** The column that is the record's key by itself; where there is none, what makes one of the columns. */
  key: string | ((row: Row) => string)
}

/** A collection of records with an id, listed in the order in which they were made. */
const records = (kinds: CarriedTable['kinds'], ...own: string[]): CarriedTable => ({
  kinds,
  own: ['orden', ...own],
  key: 'id',
})
const joined = (...columns: string[]): CarriedTable['key'] => {
  return (row) => columns.map((column) => row[column]).join(' ')
}
const cells = (dimension: string, kinds: CarriedTable['kinds'] = {}): CarriedTable => ({
  kinds,
  own: ['en'],
  key: joined('nodo_id', 'epoca', 'arranque', 'hora_arranque', 'contenido_id', dimension),
})

/** Every table that is carried, by its name in both families; `origen` is carried apart (`Origin`). */
export const carriedTables: Readonly<Record<string, CarriedTable>> = {
  secretos: { kinds: {}, own: [], key: 'nombre' },
  configuracion: { kinds: { valor: 'json' }, own: [], key: joined('origen', 'clave') },
  arranques: {
    kinds: { limpio: 'flag' },
    own: [],
    key: ({ numero }) => String(numero).padStart(12, '0'),
  },
  fechas_baja: { kinds: {}, own: [], key: joined('tipo', 'id_registro', 'campo') },
  usuarios: records({ ...kindsOf(Usuario), totp: 'json', codigo: 'json', imagenes: 'json' }),
  artistas: records(kindsOf(Artista)),
  auditoria: records(kindsOf(Auditoria)),
  sesiones: records({}, 'sucesora'),
  historial: records(kindsOf(Historial)),
  listas: records(kindsOf(ListaGuardada)),
  notificaciones: records(kindsOf(Notificacion)),
  dispositivos: records(kindsOf(Dispositivo)),
  compras: records(kindsOf(Compra)),
  contenidos: records(kindsOf(Contenido)),
  dichos: records(kindsOf(Dicho)),
  categorias: { kinds: kindsOf(Categoria), own: [], key: joined('codigo') },
  subidas: { kinds: kindsOf(Subida), own: [], key: 'id' },
  seguimientos: records(kindsOf(Seguimiento)),
  comentarios: records(kindsOf(Comentario)),
  reacciones: records(kindsOf(Reaccion)),
  denuncias: records(kindsOf(Denuncia)),
  preguntas: records(kindsOf(Pregunta)),
  transacciones: records(kindsOf(Transaccion)),
  colectivos: records(kindsOf(Colectivo)),
  membresias: records(kindsOf(Membresia)),
  colaboraciones: records(kindsOf(Colaboracion)),
  conflictos: records(kindsOf(Conflicto)),
  moderaciones: records(kindsOf(Moderacion)),
  nodos: records(kindsOf(Nodo)),
  canales: records(kindsOf(Canal)),
  programacion: records(kindsOf(Programacion)),
  vistas: cells('region', { retencion: stretches }),
  calidad: cells('rendicion'),
  mediciones: { kinds: {}, own: [], key: joined('paso', 'arranque', 'numero') },
  analisis_historico: records(kindsOf(AnalisisHistorico)),
  sesiones_medidas: { kinds: { contenidos: 'json' }, own: ['metrica'], key: joined('metrica', 'sesion') },
  blobs: { kinds: kindsOf(RegistroBlob), own: [], key: 'sha256' },
  transmisiones: records(kindsOf(Transmision)),
  claves_transmision: records({}),
  segmentos_vivo: {
    kinds: { discontinuidad: 'flag', relleno: 'flag' },
    own: [],
    key: joined('transmision_id', 'rendicion', 'secuencia'),
  },
  trabajos: records({}, 'caidas'),
  idempotencia: {
    kinds: {},
    own: [],
    key: ({ cuenta, ruta, clave }) => JSON.stringify([cuenta, ruta, clave]),
  },
  diario: { kinds: { reloj: 'json', datos: 'json' }, own: [], key: joined('nodo_id', 'epoca', 'seq') },
}

/** Who a base is, and where its change log stands. */
export interface Origin {
  nodo_id: string
  epoca: number
  seq: number
  /** Up to which row the log is forgotten. */
  podado: number
  lamport: number
  /** The ceiling of node time: every boot raises it, so that it tells whether a base was used meanwhile. */
  techo_nodo_ms: number
}

/** How many rows a table has, and a digest of them in whatever order they come. */
export interface Tally {
  filas: number
  huella: string
}

/**
 * Counts rows and sums their SHA-256 modulo 2^256: the digest of a set (the additive hash of Bellare and Micciancio,
 * EUROCRYPT '97), since each family reads in an order of its own. It tells a copy that lacks or changed a row; it is no
 * proof against somebody who wants to deceive.
 */
export const createTally = () => {
  let rows = 0
  let sum = 0n
  return {
    add(row: Row): void {
      // Where one family keeps null, the other may keep nothing.
      const columns = Object.keys(row)
        .filter((column) => row[column] != null)
        .sort()
      const values = columns.map((column) => {
        const value = row[column]
        return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
      })
      const hash = createHash('sha256')
        .update(JSON.stringify([columns, values]))
        .digest('hex')
      sum = BigInt.asUintN(256, sum + BigInt(`0x${hash}`))
      rows++
    },
    result: (): Tally => ({ filas: rows, huella: sum.toString(16).padStart(64, '0') }),
  }
}
