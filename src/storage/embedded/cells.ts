import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { type Cell, type CellSpec, createSum, type Growth, type Parts } from '../../analytics/cells.ts'
import { unionOf } from '../../analytics/sketch.ts'
import type { CellStore, ViewTotals } from '../../analytics/store.ts'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { SesionMedida } from '../../model/vista.ts'
import type { Play } from '../../people/store.ts'
import { bootIsNotKept } from '../boots.ts'
import {
  decodeCellCursor,
  encodeCellCursor,
  hourLengthMs,
  hourMsOf,
  hourOf,
  keyTextOf,
  keyValuesOf,
  tellingOf,
} from '../cells.ts'
import { addHistograms, higherHistogram, histogramOf, packHistogram } from '../histogram.ts'
import type { Diario } from './diario.ts'
import type { Row } from './shape.ts'

type Methods<C extends Cell, D extends keyof C & string, M extends keyof CellStore<C, D>> = {
  [K in M]: (...args: Parameters<CellStore<C, D>[K]>) => Awaited<ReturnType<CellStore<C, D>[K]>>
}
type Values = Record<string, unknown>

/** A cell's key, in the order of the table's. */
const keyColumns = ['nodo_id', 'epoca', 'arranque', 'hora_arranque', 'contenido_id'] as const

const partsOf = <C extends Cell, D extends keyof C & string>({ counters, sketches, histograms }: CellSpec<C, D>) => [
  ...counters,
  ...sketches,
  ...Object.keys(histograms),
]

const packed = <C extends Cell, D extends keyof C & string>(spec: CellSpec<C, D>, parts: Parts<C, D>) => {
  const values = parts as Values
  return partsOf(spec).map((part) =>
    part in spec.histograms ? packHistogram(values[part] as number[]) : (values[part] as SQLInputValue),
  )
}

const cellOf = <C extends Cell, D extends keyof C & string>(spec: CellSpec<C, D>, { en, ...row }: Row): C => {
  const cell: Values = row
  for (const [part, length] of Object.entries(spec.histograms))
    cell[part] = histogramOf(row[part] as Uint8Array, length)
  return cell as unknown as C
}

export const cellReads = <C extends Cell, D extends keyof C & string>(
  db: DatabaseSync,
  spec: CellSpec<C, D>,
): Methods<C, D, 'sessions' | 'sum' | 'ofHour' | 'all'> => {
  const columns = [...keyColumns, spec.dimension, ...partsOf(spec), 'lamport'].join(', ')
  const from = `SELECT ${columns} FROM ${spec.tipo}`
  const key = [...keyColumns, spec.dimension].join(', ')
  const sessions = db.prepare(
    `SELECT sesion, n, contenidos, vence_nodo_ms FROM sesiones_medidas
     WHERE metrica = ? AND sesion IN (SELECT value FROM json_each(?)) AND vence_nodo_ms > ?`,
  )
  const ofHour = db.prepare(
    `${from} WHERE contenido_id IN (SELECT value FROM json_each(?))
       AND nodo_id = ? AND epoca = ? AND arranque = ? AND hora_arranque = ?`,
  )
  const first = db.prepare(`${from} ORDER BY ${key} LIMIT ?`)
  const after = db.prepare(`${from} WHERE (${key}) > (?, ?, ?, ?, ?, ?) ORDER BY ${key} LIMIT ?`)

  return {
    sessions: (sesiones, nodoMs) =>
      sessions
        .all(spec.tipo, JSON.stringify(sesiones), nodoMs)
        .map((row) => ({ ...row, contenidos: JSON.parse(String(row.contenidos)) }) as unknown as SesionMedida),
    sum: (filter, by) => {
      const dimension = filter[spec.dimension]
      const conditions: [condition: string, value: SQLInputValue | undefined][] = [
        ['contenido_id = ?', filter.contenido_id],
        ['contenido_id IN (SELECT id FROM contenidos WHERE creador_id = ?)', filter.creador_id],
        [`${spec.dimension} = ?`, dimension as string | undefined],
        ['en >= ?', filter.desde],
        ['en < ?', filter.hasta],
      ]
      const given = conditions.filter(([, value]) => value !== undefined)
      const where = given.length > 0 ? `WHERE ${given.map(([condition]) => condition).join(' AND ')}` : ''
      const values = given.map(([, value]) => value as SQLInputValue)
      const sum = createSum(spec, by)
      for (const row of db
        .prepare(`SELECT ${columns}, en FROM ${spec.tipo} NATURAL JOIN horas_medidas ${where}`)
        .iterate(...values))
        sum.take(cellOf(spec, row), Number(row.en))
      return sum.rows()
    },
    ofHour: ({ nodo_id, epoca, arranque, hora_arranque }, contenidoIds) =>
      ofHour.all(JSON.stringify(contenidoIds), nodo_id, epoca, arranque, hora_arranque).map((row) => cellOf(spec, row)),
    all: (limit, cursor) => {
      const place = cursor === undefined ? [] : keyValuesOf(decodeCellCursor(cursor))
      const found = (place.length > 0 ? after : first).all(...place, limit + 1).map((row) => cellOf(spec, row))
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      const more = found.length > limit && last
      return { rows, next: more ? encodeCellCursor(keyTextOf(last, String(last[spec.dimension]))) : null }
    },
  }
}

export const viewTotals = (db: DatabaseSync): ((contenidoIds: readonly Id[]) => ViewTotals[]) => {
  const sums = db.prepare(
    `SELECT contenido_id, sum(vistas) AS vistas, sum(duracion_total_ms) AS duracion_total_ms FROM vistas
     WHERE contenido_id IN (SELECT value FROM json_each(?)) GROUP BY contenido_id`,
  )
  return (contenidoIds) => sums.all(JSON.stringify(contenidoIds)).map((row) => ({ ...row }) as unknown as ViewTotals)
}

/** Moves the hours of a boot of this base with what is now known of when it began. */
export const redateHours = (db: DatabaseSync): ((numero: number, shiftMs: number) => void) => {
  const move = db.prepare(
    `UPDATE horas_medidas SET en = en + ?
     WHERE arranque = ? AND (nodo_id, epoca) = (SELECT nodo_id, epoca FROM origen)`,
  )
  return (numero, shiftMs) => {
    move.run(shiftMs, numero)
  }
}

/**
 * @param grew is told which contents have other cells, and by how much where that is known
 * @param record keeps what known people played
 */
export const cellWrites = <C extends Cell, D extends keyof C & string>(
  db: DatabaseSync,
  diario: Diario,
  spec: CellSpec<C, D>,
  grew: (contenidoId: Id, by: Parts<C, D> | undefined) => void = () => undefined,
  record: (plays: readonly Play[]) => void = () => undefined,
): Methods<C, D, 'add' | 'merge'> => {
  const { tipo, dimension } = spec
  // Functions of SQL, so that a cell is one statement whether it is there or not.
  db.function(`${tipo}_union`, { deterministic: true }, (a, b) => unionOf(a as Uint8Array, b as Uint8Array))
  db.function(`${tipo}_added`, { deterministic: true }, (a, b) => addHistograms(a as Uint8Array, b as Uint8Array))
  db.function(`${tipo}_highest`, { deterministic: true }, (a, b) => higherHistogram(a as Uint8Array, b as Uint8Array))

  const upsert = (growth: Growth) => {
    const grow = (part: string) => {
      if (part in spec.histograms)
        return `iif(excluded.${part} = x'', ${part}, ${tipo}_${growth}(${part}, excluded.${part}))`
      if ((spec.sketches as readonly string[]).includes(part))
        return `iif(excluded.${part} = x'', ${part}, ${tipo}_union(${part}, excluded.${part}))`
      return growth === 'added' ? `${part} + excluded.${part}` : `max(${part}, excluded.${part})`
    }
    const parts = partsOf(spec)
    const columns = [...keyColumns, dimension, ...parts, 'lamport']
    return db.prepare(
      `INSERT INTO ${tipo} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
       ON CONFLICT DO UPDATE SET ${parts.map((part) => `${part} = ${grow(part)}`).join(', ')},
         lamport = max(lamport, excluded.lamport)`,
    )
  }
  const add = upsert('added')
  const raise = upsert('highest')
  const origin = db.prepare('SELECT nodo_id, epoca FROM origen')
  const bootStart = db.prepare('SELECT desde_en FROM arranques WHERE numero = ?')
  const noteHour = db.prepare(
    'INSERT OR IGNORE INTO horas_medidas (nodo_id, epoca, arranque, hora_arranque, en) VALUES (?, ?, ?, ?, ?)',
  )
  const correct = db.prepare(
    `UPDATE horas_medidas SET en = ? + hora_arranque * ${hourLengthMs} WHERE nodo_id = ? AND epoca = ? AND arranque = ?`,
  )
  const forgetExpired = db.prepare('DELETE FROM sesiones_medidas WHERE vence_nodo_ms <= ?')
  const count = db.prepare(
    `INSERT INTO sesiones_medidas (metrica, sesion, n, contenidos, vence_nodo_ms) VALUES (?1, ?2, ?3, ?4, ?5)
     ON CONFLICT DO UPDATE SET n = ?3, contenidos = ?4, vence_nodo_ms = ?5 WHERE n = ?6`,
  )

  return {
    add: ({ arranque, hora_arranque, nodo_ms, sesiones, celdas, reproducciones = [] }) => {
      const boot = bootStart.get(arranque)
      if (!boot) throw bootIsNotKept()
      forgetExpired.run(nodo_ms)
      for (const { sesion, antes, n, contenidos, vence_nodo_ms } of sesiones) {
        const { changes } = count.run(tipo, sesion, n, JSON.stringify(contenidos), vence_nodo_ms, antes)
        if (changes === 0) throw new NodoError('version_distinta')
      }
      record(reproducciones)
      if (celdas.length === 0) return
      const { nodo_id, epoca } = origin.get() as { nodo_id: string; epoca: number }
      const hour = { nodo_id, epoca, arranque, hora_arranque }
      noteHour.run(nodo_id, epoca, arranque, hora_arranque, hourMsOf(Number(boot.desde_en), hour))
      const lamport = diario.tick()
      // In the order of the table: what is written together stands together, and costs fewer pages.
      const sorted = celdas.toSorted((a, b) => (a.contenido_id < b.contenido_id ? -1 : 1))
      for (const cell of sorted) {
        const key = [nodo_id, epoca, arranque, hora_arranque, cell.contenido_id, cell[dimension] as string]
        add.run(...key, ...packed(spec, cell), lamport)
        grew(cell.contenido_id, cell)
      }
      if (spec.told)
        diario.write(
          tellingOf(
            tipo,
            hour,
            sorted.map(({ contenido_id }) => contenido_id),
          ),
          lamport,
        )
    },
    merge: ({ arranques, celdas }) => {
      const starts = new Map<string, number>()
      for (const { nodo_id, epoca, arranque, desde_en } of arranques) {
        starts.set(`${nodo_id} ${epoca} ${arranque}`, desde_en)
        correct.run(desde_en, nodo_id, epoca, arranque)
      }
      const byHour = Map.groupBy(celdas, (cell) => Object.values(hourOf(cell)).join(' '))
      for (const cells of byHour.values()) {
        const [one] = cells
        if (!one) continue
        const start = starts.get(`${one.nodo_id} ${one.epoca} ${one.arranque}`)
        if (start === undefined) throw new Error(`the copy does not say when boot ${one.arranque} began`)
        noteHour.run(one.nodo_id, one.epoca, one.arranque, one.hora_arranque, hourMsOf(start, one))
        for (const cell of cells) {
          const key = [...keyColumns.map((column) => cell[column]), cell[dimension] as string]
          raise.run(...key, ...packed(spec, cell as unknown as Parts<C, D>), cell.lamport)
          grew(cell.contenido_id, undefined)
        }
        if (!spec.told) continue
        const contents = cells.map(({ contenido_id }) => contenido_id).sort()
        diario.write(tellingOf(tipo, hourOf(one), contents), diario.tick())
      }
    },
  }
}
