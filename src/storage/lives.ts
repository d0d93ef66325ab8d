import { NodoError } from '../errors.ts'
import type { Contenido } from '../model/contenido.ts'
import type { PalabrasTransmision, TransmisionGuardada } from '../model/transmision.ts'

/** What each step of a live changes of its records, whichever family keeps them. */

type Change = Partial<TransmisionGuardada>

/** The outages with the open one, if any, ended at `at`. */
const closed = (cortes: TransmisionGuardada['cortes'], at: number) =>
  cortes.map((corte) => (corte.hasta === null ? { ...corte, hasta: at } : corte))

/** The words of a live that were given, for its record and its content's. */
export const wordsOf = ({ titulo, descripcion, categoria, etiquetas, region }: PalabrasTransmision) =>
  Object.fromEntries(
    Object.entries({ titulo, descripcion, categoria, etiquetas, region }).filter(([, value]) => value !== undefined),
  )

/** @throws NodoError transmision_finalizada */
export const unfinished = (live: TransmisionGuardada): TransmisionGuardada => {
  if (live.estado === 'finalizada') throw new NodoError('transmision_finalizada')
  return live
}

/** → `en_vivo` */
export const goneLive = (live: TransmisionGuardada, at: number): Change => ({
  estado: 'en_vivo',
  iniciada_en: live.iniciada_en ?? at,
  cortes: closed(live.cortes, at),
  vence_nodo_ms: null,
})

/** The content of a live that went on air: published from its first fragment. */
export const published = (content: Contenido, at: number): Partial<Contenido> =>
  content.estado === 'borrador' ? { estado: 'publicado', fecha_publicacion: content.fecha_publicacion ?? at } : {}

/** → `reconectando` */
export const interrupted = (live: TransmisionGuardada, at: number, graceEndsNodoMs: number): Change => ({
  estado: 'reconectando',
  cortes: live.estado === 'en_vivo' ? [...live.cortes, { desde: at, hasta: null }] : live.cortes,
  vence_nodo_ms: graceEndsNodoMs,
})

/** → `finalizada` */
export const finished = (live: TransmisionGuardada, at: number, viewersMost: number): Change => ({
  estado: 'finalizada',
  finalizada_en: at,
  cortes: closed(live.cortes, at),
  espectadores_max: Math.max(live.espectadores_max, viewersMost),
  vence_nodo_ms: null,
})
