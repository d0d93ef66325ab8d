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
