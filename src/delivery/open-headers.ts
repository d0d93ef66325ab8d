/** Anybody's page may read it (Fetch § 3.2). */
export const openToAll = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Content-Length, Content-Range, ETag, Last-Modified',
}

/**
 * Whatever a file holds, opened by itself it is no page of ours: nothing in it runs, nor is anything fetched for it; and
 * it is what its type says.
 */
export const asItIs = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
}
