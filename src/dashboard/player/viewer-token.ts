/** The token of a look that is none of a viewer's: the studio's preview. */
export const uncounted = '-'

/**
 * Puts the viewer's token on a playlist's address, by which the box counts one viewer once. Segments stay as they are:
 * their addresses are what caches know them by.
 */
export const withViewer = (url: string, viewer: string): string => {
  const address = new URL(url, document.baseURI)
  if (!address.pathname.endsWith('.m3u8')) return url
  address.searchParams.set('s', viewer)
  return address.href
}
