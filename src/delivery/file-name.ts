import { create } from 'content-disposition'

/** Controls, and marks that turn the direction of text around so that a name ends otherwise than it seems to. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
/** What some file system gives a meaning of its own. */
const reserved = /[\\/:*?"<>|%]/g

/**
 * A title as the name of a file: readable, of at most 80 characters, without what a browser or a file system could
 * take for a path, a device or another kind of file.
 */
export const fileNameOf = (title: string, extension: string): string => {
  const readable = title
    .normalize('NFC')
    .replace(unseen, '')
    .replace(reserved, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .~-]+/, '')
  const short = Array.from(readable)
    .slice(0, 80)
    .join('')
    .replace(/[ .]+$/, '')
  return `${short === '' ? 'comuniarte' : short}.${extension}`
}

/** `Content-Disposition` of a download (RFC 6266, RFC 8187): a plain name for old clients, the true one beside it. */
export const attachment = (title: string, extension: string): string => {
  const plain = title.normalize('NFD').replace(/[^\x20-\x7e]/g, '')
  return create(fileNameOf(title, extension), { fallback: fileNameOf(plain, extension) })
}
