import type { ErrorCode } from '../errors.ts'
import type { Contenido } from '../model/contenido.ts'
import { naturalId } from '../model/ids.ts'
import type { Notificacion } from '../model/notificacion.ts'

/**
 * What its creator, and whoever uploaded it for them, is told when an upload is ready or has failed; of one end nobody is
 * told twice.
 * @param at UTC ms
 * @param codigo why it failed
 */
export const endNotices = (
  { id, titulo, creador_id, subido_por, version }: Contenido,
  tipo: 'contenido_listo' | 'contenido_error',
  at: number,
  codigo?: ErrorCode,
): Notificacion[] =>
  [...new Set([creador_id, subido_por])].map((usuario_id) => ({
    // It is ready once; it may fail again when it is tried again.
    id: naturalId('notificaciones', `${tipo} ${id} ${codigo === undefined ? '' : version} ${usuario_id}`),
    usuario_id,
    tipo,
    datos: { contenido_id: id, titulo, ...(codigo !== undefined && { codigo }) },
    creada_en: at,
    leida_en: null,
    version: 1,
    lamport: 0,
  }))
