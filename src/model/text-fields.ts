import type { TObject, TSchema } from 'typebox'

const typeOf = (schema: TSchema | undefined): unknown => (schema && 'type' in schema ? schema.type : undefined)

/** JSON where it is some; what it is not stays a text, so that the schema says what must stand there. */
const parsed = (text: string): unknown => {
  try {
    // A key that would be an object's prototype is nobody's field.
    return JSON.parse(text, (key, value) => (key === '__proto__' ? undefined : value))
  } catch {
    return text
  }
}

const readAs = (schema: TSchema | undefined, texts: readonly string[]): unknown => {
  const [text = '', ...more] = texts
  if (typeOf(schema) === 'array') {
    if (more.length > 0) return texts
    if (/^\s*\[/.test(text)) return parsed(text)
    const items = schema && 'items' in schema ? (schema.items as TSchema) : undefined
    return typeOf(items) === 'string' ? text.split(',').map((one) => one.trim()) : text
  }
  if (more.length > 0) return texts
  const isText = typeOf(schema) === undefined || typeOf(schema) === 'string'
  return isText ? text : parsed(text)
}

/**
 * What a form, or the metadata of an upload, says in texts, as a JSON body would say it: a list is a field that comes
 * more than once, JSON, or words between commas; a group is JSON. A field that is left empty is none.
 * @param given each field with its texts, in the order in which they came
 */
export const fromTexts = (schema: TObject, given: Iterable<readonly [string, readonly string[]]>) => {
  const fields: [string, unknown][] = []
  for (const [name, texts] of given) {
    const written = texts.filter((text) => text !== '')
    const known = Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined
    if (written.length > 0) fields.push([name, readAs(known, written)])
  }
  return Object.fromEntries(fields)
}
