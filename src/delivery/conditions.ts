import type { IncomingHttpHeaders } from 'node:http'

/** What an answer says of itself, for who asks whether it is still so. */
export interface Validators {
  etag: string
  /** UTC ms */
  modifiedMs?: number
}

const opaque = (tag: string) => tag.trim().replace(/^W\//, '')

/**
 * Whether a client has what would be answered (RFC 9110 §13.1.2, §13.1.3, §13.2.2): by the tags that it names, and only
 * without any of them by its date.
 */
export const isKnown = (headers: IncomingHttpHeaders, { etag, modifiedMs }: Validators): boolean => {
  const { 'if-none-match': tags, 'if-modified-since': since } = headers
  if (tags !== undefined) return tags.trim() === '*' || tags.split(',').some((tag) => opaque(tag) === opaque(etag))
  const sinceMs = Date.parse(since ?? '')
  // A date of HTTP has no parts of a second.
  return modifiedMs !== undefined && Math.floor(modifiedMs / 1000) * 1000 <= sinceMs
}

/** What is left of a request once its tags were held against a file's. */
export type Judged = 'changed' | 'known' | IncomingHttpHeaders

const tagConditions = ['if-match', 'if-none-match', 'if-range']

/**
 * Holds the tags of a request against a strong one, in the order of RFC 9110 §13.2.2.
 * @returns `changed` (412), `known` (304), or the headers that are still to be looked at
 */
export const judgeTags = (headers: IncomingHttpHeaders, etag: string): Judged => {
  const { 'if-match': match, 'if-none-match': none, 'if-range': range } = headers
  const isOneOf = (tags: string) => tags.trim() === '*' || tags.split(',').some((tag) => tag.trim() === etag)
  if (match !== undefined && !isOneOf(match)) return 'changed'
  if (none !== undefined && isKnown({ 'if-none-match': none }, { etag })) return 'known'
  const decided = Array.isArray(range) ? range.join() : range
  const isTag = decided?.includes('"') ?? false
  const gone = [
    ...tagConditions.filter((name) => name !== 'if-range' || isTag),
    ...(match !== undefined ? ['if-unmodified-since'] : []),
    ...(none !== undefined ? ['if-modified-since'] : []),
    // What goes on with another file would be none: the whole of it then (§13.1.5).
    ...(isTag && decided?.trim() !== etag ? ['range'] : []),
  ]
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !gone.includes(name)))
}
