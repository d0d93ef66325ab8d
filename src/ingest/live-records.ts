import { randomInt } from 'node:crypto'
import type { Contenido } from '../model/contenido.ts'
import { newId } from '../model/ids.ts'
import type { Id } from '../model/primitives.ts'
import type { TrabajoGuardado } from '../model/trabajo.ts'
import type { NuevaTransmision, Transmision, TransmisionGuardada } from '../model/transmision.ts'

/** Letters and digits that sound and look like no other. */
const SPOKEN = 'acdefhjkmnprtuvwxy34679'

/** Five characters that can be said on air. */
export const newCode = (): string => Array.from({ length: 5 }, () => SPOKEN[randomInt(SPOKEN.length)]).join('')

/** A live and the content that is one with it from the first second to the recording. @param now wall and node time, ms */
export const newLive = (input: NuevaTransmision, creador: Id, nodoId: Id, now: { wall: number; node: number }) => {
  const contentId = newId(now.wall)
  const common = {
    titulo: input.titulo,
    descripcion: input.descripcion ?? '',
    categoria: input.categoria ?? null,
    etiquetas: input.etiquetas ?? [],
    region: input.region ?? null,
    creador_id: creador,
    nodo_id: nodoId,
    version: 1,
    lamport: 0,
  }
  const live: TransmisionGuardada = {
    ...common,
    id: newId(now.wall),
    codigo: newCode(),
    grabar: input.grabar ?? true,
    estado: 'preparada',
    iniciada_en: null,
    finalizada_en: null,
    cortes: [],
    contenido_id: contentId,
    espectadores_max: 0,
    creada_nodo_ms: now.node,
    vence_nodo_ms: null,
  }
  const content: Contenido = {
    ...common,
    id: contentId,
    tipo: 'live',
    url_archivo: null,
    metadatos_enriquecidos: {},
    idioma: null,
    licencia: null,
    estado: 'borrador',
    creado_en: now.wall,
    fecha_publicacion: null,
    orden_nodo_ms: now.node,
    autor: null,
    subido_por: creador,
    duracion_ms: null,
    miniatura: null,
    medios: [],
    subtitulos: [],
    cuerpo: null,
    precio: null,
    oculto_por: null,
  }
  return { live, content }
}

/** A prepared live whose encoder never came ends after this. */
const PREPARED_MS = 24 * 3600 * 1000

export const isForgotten = (live: TransmisionGuardada, nodoMs: number): boolean =>
  live.estado === 'preparada' && nodoMs - live.creada_nodo_ms > PREPARED_MS

/** The job that makes a recording's download. */
export const recordingJob = (live: TransmisionGuardada, now: { wall: number; node: number }): TrabajoGuardado => ({
  id: newId(now.wall),
  tipo: 'grabacion',
  estado: 'pendiente',
  progreso: 0,
  error: null,
  objeto_id: live.id,
  pedido_por: live.creador_id,
  intentos: 0,
  creado_en: now.wall,
  terminado_en: null,
  arriendo: null,
  vence_nodo_ms: null,
  disponible_nodo_ms: now.node,
})

/** Without what is only for the program itself. */
export const shownLive = ({ lamport, creada_nodo_ms, vence_nodo_ms, ...live }: TransmisionGuardada): Transmision => live
