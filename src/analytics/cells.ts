import type { CeldaCalidad } from '../model/calidad.ts'
import { type CeldaVistas, type CellKey, stretches } from '../model/vista.ts'
import { emptySketch, unionOf } from './sketch.ts'

/** A cell of any metric. */
export type Cell = CellKey & { lamport: number }

/** What a metric's cells hold besides their key. Each part only grows. */
export interface CellSpec<C extends Cell, D extends keyof C & string> {
  tipo: string
  /** What else a cell is of. */
  dimension: D
  counters: readonly (keyof C & string)[]
  sketches: readonly (keyof C & string)[]
  /** Lists of counters, and how many each holds. */
  histograms: Readonly<Record<string, number>>
  /** True: the change log tells which contents have other cells now, so that they travel and rank. */
  told: boolean
}

/** What grows in a cell. */
export type Parts<C, D extends keyof C> = Omit<C, keyof Cell | D>

export const viewCells: CellSpec<CeldaVistas, 'region'> = {
  tipo: 'vistas',
  dimension: 'region',
  counters: ['vistas', 'duracion_total_ms', 'completadas', 'interacciones'],
  sketches: ['unicos'],
  histograms: { retencion: stretches },
  told: true,
}

export const qualityCells: CellSpec<CeldaCalidad, 'rendicion'> = {
  tipo: 'calidad',
  dimension: 'rendicion',
  counters: ['reportes', 'con_cortes', 'cortes', 'cortes_ms', 'arranque_total_ms', 'bytes'],
  sketches: ['oyentes', 'oyentes_con_cortes'],
  histograms: {},
  told: false,
}

/** How two values of a part become one: `added` what happened to what had happened, `highest` of two copies. */
export type Growth = 'added' | 'highest'
const grow = { added: (a: number, b: number) => a + b, highest: (a: number, b: number) => Math.max(a, b) }

type AnyParts = Record<string, unknown>

/** A cell in which nothing has happened. */
export const emptyParts = <C extends Cell, D extends keyof C & string>(spec: CellSpec<C, D>): Parts<C, D> =>
  ({
    ...Object.fromEntries(spec.counters.map((part) => [part, 0])),
    ...Object.fromEntries(spec.sketches.map((part) => [part, emptySketch])),
    ...Object.fromEntries(Object.entries(spec.histograms).map(([part, length]) => [part, Array(length).fill(0)])),
  }) as Parts<C, D>

/** @returns the parts of one and the other as one */
export const grown = <C extends Cell, D extends keyof C & string>(
  spec: CellSpec<C, D>,
  one: Parts<C, D>,
  other: Parts<C, D>,
  growth: Growth,
): Parts<C, D> => {
  const [a, b] = [one as AnyParts, other as AnyParts]
  const together: AnyParts = {}
  for (const part of spec.counters) together[part] = grow[growth](a[part] as number, b[part] as number)
  for (const part of spec.sketches) together[part] = unionOf(a[part] as Uint8Array, b[part] as Uint8Array)
  for (const part of Object.keys(spec.histograms)) {
    const added = b[part] as number[]
    together[part] = (a[part] as number[]).map((value, i) => grow[growth](value, added[i] ?? 0))
  }
  return together as Parts<C, D>
}

/** Which cells are one row of a sum, and under which key. */
export type SumBy<D extends string> = 'todo' | 'hora' | 'contenido' | D

/** What happened in all the cells of one key: an hour by its beginning in UTC ms, the others by their text. */
export type CellSum<C, D extends keyof C> = Parts<C, D> & { clave: string | number }

/** Sums up cells that come one by one. */
export const createSum = <C extends Cell, D extends keyof C & string>(spec: CellSpec<C, D>, by: SumBy<D>) => {
  const sums = new Map<string | number, Parts<C, D>>()
  const keyOf = (cell: C, hourMs: number): string | number => {
    if (by === 'todo') return ''
    if (by === 'hora') return hourMs
    return by === 'contenido' ? cell.contenido_id : String(cell[spec.dimension])
  }
  return {
    /** @param hourMs when the cell's hour began on the wall clock */
    take(cell: C, hourMs: number) {
      const key = keyOf(cell, hourMs)
      sums.set(key, grown(spec, sums.get(key) ?? emptyParts(spec), cell as unknown as Parts<C, D>, 'added'))
    },
    /** The sums in the order of their keys. */
    rows: (): CellSum<C, D>[] =>
      [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([clave, parts]) => ({ clave, ...parts })),
  }
}
