import type { Document } from 'mongodb'
import type { TSchema } from 'typebox'

const bsonTypes: Readonly<Record<string, readonly string[]>> = {
  string: ['string'],
  boolean: ['bool'],
  null: ['null'],
  array: ['array'],
  object: ['object'],
  // The driver writes whole numbers as 32 bits where they fit and as doubles where not.
  integer: ['int', 'long', 'double'],
  number: ['int', 'long', 'double'],
}

interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  minimum?: number
  maximum?: number
}

/** What of a JSON schema MongoDB's `$jsonSchema` also says (it has neither `const` nor `integer`). */
const rulesOf = (schema: JsonSchema): Document => {
  if (schema.anyOf) return { anyOf: schema.anyOf.map(rulesOf) }
  if (schema.const !== undefined) return { enum: [schema.const] }
  if (schema.enum) return { enum: schema.enum }
  const types = schema.type === undefined ? undefined : bsonTypes[schema.type]
  return {
    ...(types && { bsonType: types }),
    ...(schema.minimum !== undefined && { minimum: schema.minimum }),
    ...(schema.maximum !== undefined && { maximum: schema.maximum }),
    ...(schema.items && { items: rulesOf(schema.items) }),
    ...(schema.properties && { properties: mapped(schema.properties, (field) => field) }),
    ...(schema.required && { required: schema.required }),
  }
}

const mapped = (properties: Record<string, JsonSchema>, nameOf: (field: string) => string): Document =>
  Object.fromEntries(Object.entries(properties).map(([field, schema]) => [nameOf(field), rulesOf(schema)]))

/**
 * The validator of a collection, from the schema of its records: the last net under the ports, so that no program can
 * leave a document that another cannot read. Patterns and lengths stay with the routes, where a person is told.
 */
export const validatorOf = (schema: TSchema): Document => {
  const { properties = {}, required = [] } = schema as JsonSchema
  const inDocument = (field: string) => (field === 'id' ? '_id' : field)
  return { bsonType: 'object', properties: mapped(properties, inDocument), required: required.map(inDocument) }
}
