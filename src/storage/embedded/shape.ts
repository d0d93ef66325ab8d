import type { SQLInputValue, SQLOutputValue } from 'node:sqlite'
import type { Static, TObject } from 'typebox'
import { type Kind, kindsOf } from '../kinds.ts'

export type Row = Record<string, SQLOutputValue>

/** A table's columns that are fields of its record; the type makes sure that none is forgotten. */
export interface Shape<T> {
  table: string
  columns: { readonly [K in keyof T & string]-?: Kind }
}

/** The shape of a table whose columns are the fields of this schema. */
export const shapeOf = <S extends TObject>(table: string, schema: S): Shape<Static<S>> => ({
  table,
  columns: kindsOf(schema) as Shape<Static<S>>['columns'],
})

const encode = (kind: Kind | undefined, value: unknown): SQLInputValue => {
  if (value === undefined || value === null) return null
  if (kind === 'json') return JSON.stringify(value)
  return kind === 'flag' ? Number(value) : (value as SQLInputValue)
}

const decode = (kind: Kind, value: SQLOutputValue | undefined): unknown => {
  if (value === undefined || value === null) return null
  if (kind === 'json') return JSON.parse(String(value))
  return kind === 'flag' ? value === 1 : value
}

/** The values of a record's named fields, ready to bind, in the order of `fields`. */
export const valuesOf = <T extends object>(shape: Shape<T>, record: Partial<T>, fields: readonly string[]) =>
  fields.map((field) =>
    encode((shape.columns as Record<string, Kind>)[field], (record as Record<string, unknown>)[field]),
  )

/** A row as its record; columns that are no fields are left out. */
export const recordOf = <T extends object>(shape: Shape<T>, row: Row): T =>
  Object.fromEntries(
    Object.entries(shape.columns as Record<string, Kind>).map(([field, kind]) => [field, decode(kind, row[field])]),
  ) as T

/** `INSERT` of every field and the `extra` columns. */
export const insertSql = <T extends object>(shape: Shape<T>, extra: readonly string[] = []): string => {
  const columns = [...Object.keys(shape.columns), ...extra]
  return `INSERT INTO ${shape.table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`
}

/** The values for `insertSql` without its extra columns. */
export const insertValues = <T extends object>(shape: Shape<T>, record: T) =>
  valuesOf(shape, record, Object.keys(shape.columns))
