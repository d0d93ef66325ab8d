import type { CellHour } from '../analytics/store.ts'
import { NodoError } from '../errors.ts'
import { naturalId } from '../model/ids.ts'
import type { CellKey } from '../model/vista.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'

/** What both families do alike with the cells of a metric. */

export const hourLengthMs = 3_600_000

/** When an hour of a boot began, UTC ms. */
export const hourMsOf = (bootMs: number, { hora_arranque }: Pick<CellKey, 'hora_arranque'>): number =>
  bootMs + hora_arranque * hourLengthMs

export const hourOf = ({ nodo_id, epoca, arranque, hora_arranque }: CellHour): CellHour => ({
  nodo_id,
  epoca,
  arranque,
  hora_arranque,
})

/**
 * The row that tells which contents (in their order) have other cells of an hour now. The cells are not in it: who sends them reads them as
 * they are then, so that what was told a hundred times travels once.
 */
export const tellingOf = (tipo: string, hour: CellHour, contenidos: readonly string[]) => ({
  tipo,
  id_registro: naturalId(tipo, Object.values(hourOf(hour)).join(' ')),
  accion: 'patch' as const,
  base: 0,
  datos: { ...hourOf(hour), contenidos: contenidos.filter((id, i) => id !== contenidos[i - 1]) },
})

/** Which records a row of the log is about: one of views tells contents. */
export const toldOf = (tipo: string, id: string, datos: unknown): string[] =>
  tipo === 'vistas' ? (datos as ReturnType<typeof tellingOf>['datos']).contenidos : [id]

/** The key of a cell as one text, for whoever needs one. */
export const keyTextOf = (cell: CellKey, dimension: string): string =>
  `${cell.nodo_id} ${cell.epoca} ${cell.arranque} ${cell.hora_arranque} ${cell.contenido_id} ${dimension}`

const keyText = /^(\S+) (\d+) (\d+) (\d+) (\S+) (.*)$/s

/** The values of such a text, in its order. @throws NodoError cursor_invalido */
export const keyValuesOf = (text: string): (string | number)[] => {
  const [, nodoId, epoca, arranque, hora, contenidoId, dimension] = keyText.exec(text) ?? []
  if (contenidoId === undefined || nodoId === undefined || dimension === undefined)
    throw new NodoError('cursor_invalido')
  return [nodoId, Number(epoca), Number(arranque), Number(hora), contenidoId, dimension]
}

export const encodeCellCursor = (key: string): string => encodeCursor({ order: 0, id: key })
/** @throws NodoError cursor_invalido */
export const decodeCellCursor = (cursor: string): string => decodeCursor(cursor).id
