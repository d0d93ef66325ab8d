import type { Document } from 'mongodb'
import type { RowPlace } from '../cursor.ts'

/**
 * A record as it stands in MongoDB: `id` is `_id`, and what is this adapter's own (an order of insertion, a form to
 * compare by) stands apart under `propio`, so that no reader of a record meets it.
 */
export const documentOf = (record: object, own: Document = {}): Document => {
  const { id, ...fields } = record as { id: string }
  return { _id: id, ...fields, propio: own }
}

/** The record of a document. */
export const recordOf = <T>(document: Document): T => {
  const { _id, propio, ...fields } = document
  return { id: _id, ...fields } as T
}

/** The record of a document whose key is no field of its own. */
export const fieldsOf = <T>(document: Document): T => {
  const { _id, propio, ...fields } = document
  return fields as T
}

/** The documents behind a place in an order by `field` and then by id; `$lt` where the order falls. */
export const behind = (field: string, { order, id }: RowPlace, less: '$lt' | '$gt'): Document => ({
  $or: [{ [field]: { [less]: order } }, { [field]: order, _id: { [less]: id } }],
})

/** What a boot is kept under: its number, padded so that keys sort as numbers do. */
export const keyOfBoot = (numero: number): string => String(numero).padStart(12, '0')
