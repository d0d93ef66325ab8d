import type { Contenido } from '../model/contenido.ts'
import { type SesionMedida, stretches } from '../model/vista.ts'

/** What a session has open of one content. */
export type Opened = SesionMedida['contenidos'][number]

/** A view counts from here on, or from this part of a short content. */
const countsFromMs = 10_000
const countsFromPart = 0.3
/** A content that is opened again within this time is the same view. */
const againAfterMs = 30 * 60_000

type Length = Pick<Contenido, 'id' | 'duracion_ms'>

/** @returns a content that a session has just opened */
export const opened = ({ id }: Pick<Contenido, 'id'>, nodoMs: number): Opened => ({
  contenido_id: id,
  abierta_nodo_ms: nodoMs,
  contada_nodo_ms: null,
  duracion_ms: 0,
  tramos: 0,
})

/** Whether opening it now is another view than the one that was counted. */
export const isAnother = ({ contada_nodo_ms }: Opened, nodoMs: number): boolean =>
  contada_nodo_ms !== null && nodoMs - contada_nodo_ms >= againAfterMs

/** Whether so much was heard of it that it is a view. */
export const isView = ({ duracion_ms }: Opened, { duracion_ms: length }: Length): boolean =>
  duracion_ms >= countsFromMs || (length !== null && length > 0 && duracion_ms >= length * countsFromPart)

/** The stretches, a bit each, that lie between two places of a content; none where its length is not known. */
export const stretchesBetween = (fromMs: number, toMs: number, { duracion_ms: length }: Length): number => {
  if (!length || toMs <= fromMs) return 0
  const place = (ms: number) => Math.min(stretches, Math.max(0, (ms / length) * stretches))
  let bits = 0
  for (let i = Math.floor(place(fromMs)); i < Math.ceil(place(toMs)); i++) bits |= 1 << i
  return bits
}

/** A count for each stretch: 1 where its bit is set. */
export const countsOf = (bits: number): number[] => Array.from({ length: stretches }, (_, i) => (bits >> i) & 1)

const lastStretch = 1 << (stretches - 1)
/** Whether the end of the content is among the stretches. */
export const reachesEnd = (bits: number): boolean => (bits & lastStretch) !== 0
