import type { SegmentoVivo } from '../model/transmision.ts'
import type { Rendition } from '../packaging/live-command.ts'
import type { Air } from './air.ts'

/** How long the longest of the recorded renditions is: on a disk that was almost full the sound goes on without the picture. */
export const longestMs = (rows: readonly SegmentoVivo[]): number => {
  const lengths = new Map<string, number>()
  for (const { rendicion, relleno, duracion_ms } of rows)
    if (!relleno) lengths.set(rendicion, (lengths.get(rendicion) ?? 0) + duracion_ms)
  return Math.round(Math.max(0, ...lengths.values()))
}

/** Where a live ends, in its journal or on air: the highest stretch and sequence of each rendition, -1 where there is none. */
export const tail = (rows: readonly SegmentoVivo[], air: Air) => {
  const last = (rendition: Rendition) =>
    Math.max(
      air.newest(rendition)?.secuencia ?? -1,
      ...rows.filter((row) => row.rendicion === rendition).map((row) => row.secuencia),
    )
  return {
    tramo: Math.max(air.newest('main')?.tramo ?? -1, ...rows.map((row) => row.tramo)),
    secuencia: { main: last('main'), aac: last('aac'), opus: last('opus') },
  }
}
