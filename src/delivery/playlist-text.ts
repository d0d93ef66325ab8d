import { createHash } from 'node:crypto'

/** A playlist with its strong validator. */
export interface PlaylistText {
  text: string
  etag: string
}

export const withTag = (text: string): PlaylistText => ({
  text,
  etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`,
})
