import { PlaylistError } from './playlist.ts'

const attribute = /([A-Z0-9-]+)=(?:"([^"\r\n]*)"|([^",\s]*))(?:, *|$)/y

/**
 * Reads an attribute list (4.2): names once each, values with their quotes taken off.
 * @throws PlaylistError
 */
export const parseAttributes = (text: string): ReadonlyMap<string, string> => {
  const attributes = new Map<string, string>()
  for (let at = 0; at < text.length; at = attribute.lastIndex) {
    attribute.lastIndex = at
    const found = attribute.exec(text)
    const name = found?.[1]
    if (!found || name === undefined) throw new PlaylistError(`4.2: no attribute list: ${text.slice(0, 80)}`)
    if (attributes.has(name)) throw new PlaylistError(`4.2: the attribute ${name} stands twice`)
    attributes.set(name, found[2] ?? found[3] ?? '')
  }
  return attributes
}

/** An attribute that must be there. @throws PlaylistError */
export const required = (attributes: ReadonlyMap<string, string>, name: string): string => {
  const value = attributes.get(name)
  if (value === undefined) throw new PlaylistError(`the attribute ${name} is missing`)
  return value
}

/** A decimal-integer (4.2). @throws PlaylistError */
export const integer = (text: string): number => {
  const value = Number(text)
  if (!/^\d{1,20}$/.test(text) || !Number.isSafeInteger(value))
    throw new PlaylistError(`${text.slice(0, 40)} is no integer`)
  return value
}

/** A decimal-floating-point (4.2). @throws PlaylistError */
export const float = (text: string): number => {
  if (!/^\d{1,20}(\.\d{0,20})?$/.test(text)) throw new PlaylistError(`${text.slice(0, 40)} is no decimal number`)
  return Number(text)
}

/** `parse` of an attribute that may be missing. */
export const optional = <T>(
  attributes: ReadonlyMap<string, string>,
  name: string,
  parse: (text: string) => T,
): T | undefined => {
  const value = attributes.get(name)
  return value === undefined ? undefined : parse(value)
}
