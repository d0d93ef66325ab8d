import Type, { type Static } from 'typebox'

/** How long a measurement is of: a whole minute of a boot, or an hour of one. */
export const PasoMedicion = Type.Union([Type.Literal('minuto'), Type.Literal('hora')])
export type PasoMedicion = Static<typeof PasoMedicion>

export const stepMs: Readonly<Record<PasoMedicion, number>> = { minuto: 60_000, hora: 3_600_000 }

const Figure = (description: string) => Type.Integer({ minimum: 0, description })

/** How the box fared. A boot's minutes and hours are counted since it began, so that a wrong clock moves none. */
export const Medicion = Type.Object({
  paso: PasoMedicion,
  arranque: Type.Integer({ minimum: 1 }),
  numero: Type.Integer({ minimum: 0, description: 'whole steps since that boot began' }),
  minutos: Figure('how many minutes were measured: 1 in a minute'),
  cpu_ms: Figure('processor time of the program'),
  memoria_max_bytes: Figure('resident'),
  retraso_max_ms: Figure('of the main loop'),
  disco_libre_min_bytes: Figure('of the data disk'),
  disco_total_bytes: Figure('of the data disk'),
  recibidos_bytes: Figure('over the network'),
  enviados_bytes: Figure('over the network'),
  transmisiones_max: Figure('lives with media at once'),
  espectadores_max: Figure('of all lives at once'),
  partes: Figure('parts and segments of lives answered'),
  reinicios: Figure('media children started again'),
  trabajos_max: Figure('jobs that waited or ran at once'),
  guardados: Figure('commits of the database'),
  guardado_max_ms: Figure('the slowest of them'),
})
export type Medicion = Static<typeof Medicion>

/** A measurement's figures, and how those of some minutes become one. */
export const figures = {
  minutos: 'sum',
  cpu_ms: 'sum',
  memoria_max_bytes: 'most',
  retraso_max_ms: 'most',
  disco_libre_min_bytes: 'least',
  disco_total_bytes: 'most',
  recibidos_bytes: 'sum',
  enviados_bytes: 'sum',
  transmisiones_max: 'most',
  espectadores_max: 'most',
  partes: 'sum',
  reinicios: 'sum',
  trabajos_max: 'most',
  guardados: 'sum',
  guardado_max_ms: 'most',
} as const satisfies Record<Exclude<keyof Medicion, 'paso' | 'arranque' | 'numero'>, 'sum' | 'most' | 'least'>

/** A measurement of a minute, as it is given to be kept. */
export type MedicionMinuto = Omit<Medicion, 'paso'>

/** A measurement with when its step began on the wall clock, as is believed now (UTC ms). */
export type MedicionFechada = Medicion & { en: number }
