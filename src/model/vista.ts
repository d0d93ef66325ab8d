import Type, { type Static } from 'typebox'
import { DurationMs, Id, Nullable, strict, Whole } from './primitives.ts'

/** How many distinct ones there were, about: the bytes of a sketch (src/analytics/sketch.ts). */
export const Sketch = Type.Unsafe<Uint8Array>({ description: 'HyperLogLog of at most 1 KiB' })

/** A count that only grows. */
export const Count = Type.Integer({ minimum: 0 })

/** What every cell of a metric is of. Hours are counted since that boot: a wrong clock moves no cell. */
export const cellKey = {
  nodo_id: Id,
  epoca: Type.Integer({ minimum: 1 }),
  arranque: Type.Integer({ minimum: 1 }),
  contenido_id: Id,
  hora_arranque: Type.Integer({ minimum: 0, description: 'whole hours since that boot began' }),
}

export const CellKey = Type.Object(cellKey)
export type CellKey = Static<typeof CellKey>

/** Into so many equal stretches a content is parted to see how far it was heard. */
export const stretches = 20

/** One cell of views. Each part only grows, so that the greater of two copies is the newer. */
export const CeldaVistas = Type.Object({
  ...cellKey,
  region: Type.String({ description: 'of who saw it; empty where that is not known' }),
  vistas: Count,
  duracion_total_ms: Count,
  completadas: Count,
  interacciones: Count,
  unicos: Sketch,
  retencion: Type.Array(Count, { minItems: stretches, maxItems: stretches }),
  lamport: Type.Integer(),
})
export type CeldaVistas = Static<typeof CeldaVistas>

/** What a player's session was counted for, so that a report which comes twice counts once. */
export const SesionMedida = Type.Object({
  sesion: Type.String({ minLength: 1, maxLength: 100 }),
  n: Type.Integer({ minimum: 0, description: 'the last report that was counted' }),
  contenidos: Type.Array(
    Type.Object({
      contenido_id: Id,
      abierta_nodo_ms: Type.Integer(),
      contada_nodo_ms: Nullable(Type.Integer({ description: 'when it became a view' })),
      duracion_ms: DurationMs,
      tramos: Type.Integer({ description: 'a bit for each twentieth that was heard' }),
    }),
  ),
  vence_nodo_ms: Type.Integer(),
})
export type SesionMedida = Static<typeof SesionMedida>

/** A boot of a node on the wall clock, as far as that is known. */
export interface InicioArranque {
  nodo_id: Id
  epoca: number
  arranque: number
  desde_en: number
}

const Day = 24 * 3_600_000

/**
 * What a player tells of a content. `n` counts within `sesion`, a random text of the player's: what is not above the last
 * one that was counted is not counted again. `duracion_ms` is what was played since the last event.
 */
export const SucesoVista = Type.Object(
  {
    contenido_id: Id,
    tipo: Type.Union([Type.Literal('vista'), Type.Literal('progreso'), Type.Literal('interaccion')]),
    duracion_ms: Type.Optional(Type.Integer({ minimum: 0, maximum: Day })),
    posicion_ms: Type.Optional(DurationMs),
    region: Type.Optional(Type.String({ pattern: '^[A-Z]{2}(-[A-Z0-9]{1,3})?$', description: 'ISO 3166-2' })),
    sesion: Type.String({ minLength: 8, maxLength: 100 }),
    n: Whole(1),
    origen: Type.Optional(Type.String({ maxLength: 60 })),
    dispositivo: Type.Optional(Type.String({ maxLength: 60 })),
  },
  strict,
)
export type SucesoVista = Static<typeof SucesoVista>

/** What became of a batch: refused is what was counted before, and what is of no published content. */
export const RecuentoVistas = Type.Object({ aceptadas: Count, rechazadas: Count })
export type RecuentoVistas = Static<typeof RecuentoVistas>
