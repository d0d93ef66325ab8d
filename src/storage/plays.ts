import { type Historial, playId } from '../model/historial.ts'
import type { Play } from '../people/store.ts'

/** From here on a content is seen: credits and farewells are often left. */
const completeAtPercent = 95

/**
 * The history of a person and a content with one more play, whichever family keeps it.
 * @param lengthMs of the content; null where it is not known, as of a live that is on
 */
export const withPlay = (before: Historial | undefined, play: Play, lengthMs: number | null): Historial => {
  const { usuario_id, contenido_id, posicion_ms, vista_ms, abre, dispositivo, fecha } = play
  const reached = lengthMs ? Math.min(100, Math.round((1_000 * posicion_ms) / lengthMs) / 10) : 0
  const porcentaje = Math.max(before?.porcentaje ?? 0, reached)
  return {
    id: playId(usuario_id, contenido_id),
    usuario_id,
    contenido_id,
    posicion_ms,
    duracion_vista_ms: (before?.duracion_vista_ms ?? 0) + vista_ms,
    porcentaje,
    completado: porcentaje >= completeAtPercent,
    veces: before ? before.veces + (abre ? 1 : 0) : 1,
    fecha_ultima_vista: fecha,
    dispositivo,
    version: before?.version ?? 1,
    lamport: before?.lamport ?? 0,
  }
}
