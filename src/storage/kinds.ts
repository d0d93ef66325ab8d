import { IsUnknown, type TObject, type TSchema } from 'typebox'

/** How a field stands in its column: as it is, as JSON text, or as 0 and 1. */
export type Kind = 'plain' | 'json' | 'flag'

const kindOf = (schema: TSchema & { type?: string; anyOf?: TSchema[] }): Kind => {
  if (schema.anyOf) return schema.anyOf.map(kindOf).find((kind) => kind !== 'plain') ?? 'plain'
  if (IsUnknown(schema)) return 'json'
  if (schema.type === 'boolean') return 'flag'
  return schema.type === 'array' || schema.type === 'object' ? 'json' : 'plain'
}

/** How each field of this schema stands in its column. */
export const kindsOf = (schema: TObject): Record<string, Kind> =>
  Object.fromEntries(Object.entries(schema.properties).map(([field, of]) => [field, kindOf(of)]))
