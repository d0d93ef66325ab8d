import type { FilaDiario } from '../model/diario.ts'
import type { LogPage } from '../sync/store.ts'

/**
 * A page of the change log as it fills row by row, in whichever family the rows are kept.
 * @param hasta the last row that there is
 */
export const createLogPage = (hasta: number, limits: { rows: number; bytes: number }) => {
  const rows: FilaDiario[] = []
  let bytes = 0
  let left: FilaDiario | undefined

  return {
    /** Takes the next row. @returns false where it finds no room any more: the page is done */
    add(row: FilaDiario): boolean {
      bytes += Buffer.byteLength(JSON.stringify(row))
      if (rows.length > 0 && (rows.length >= limits.rows || bytes > limits.bytes)) left = row
      else rows.push(row)
      return left === undefined
    },
    page(): LogPage {
      if (!left) return { rows, upTo: hasta, whole: true }
      const { tx } = left
      const complete = rows.findLastIndex((row) => row.tx !== tx) + 1
      const given = complete > 0 ? rows.slice(0, complete) : rows
      return { rows: given, upTo: given.at(-1)?.seq ?? hasta, whole: given.at(-1)?.tx !== tx }
    },
  }
}
