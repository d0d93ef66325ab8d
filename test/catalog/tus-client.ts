import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Upload, type UploadOptions } from 'tus-js-client'

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** `Upload-Metadata` of fields. */
export const metadata = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, text]) => `${name} ${Buffer.from(text).toString('base64')}`)
    .join()

export const film = { titulo: 'Fandango «del sábado»', tipo: 'video', filename: 'IMG_2041.mp4' }

/** A request of the protocol, as a client of one's own would write it. */
export const createProtocol = (base: string, token: string) => {
  const ask = async (
    method: string,
    address: string,
    headers: Record<string, string> = {},
    body?: Uint8Array<ArrayBuffer>,
  ) => {
    const answer = await fetch(address.startsWith('http') ? address : base + address, {
      method,
      headers: { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', ...headers },
      ...(body && { body }),
    })
    const text = await answer.text()
    // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
    const json: any = text.startsWith('{') ? JSON.parse(text) : text
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: json }
  }
  const bytes = { 'content-type': 'application/offset+octet-stream' }
  return {
    ask,
    create: (length: number, fields: Record<string, string> = film, body?: Uint8Array<ArrayBuffer>) =>
      ask(
        'POST',
        '/api/content/uploads',
        { 'upload-length': String(length), 'upload-metadata': metadata(fields), ...(body && bytes) },
        body,
      ),
    patch: (address: string, offset: number, body: Uint8Array<ArrayBuffer>, headers = {}) =>
      ask('PATCH', address, { ...bytes, 'upload-offset': String(offset), ...headers }, body),
    head: (address: string) => ask('HEAD', address),
  }
}

/** tus-js-client as a page uses it, with a hand on it. @returns what it ended with */
export const sendWithClient = (
  bytes: Buffer,
  given: Partial<UploadOptions> & { base: string; token: string; begun?: (upload: Upload) => void },
): Promise<{ url: string; content: string | undefined }> =>
  new Promise((resolve, reject) => {
    const { base, token, begun, ...options } = given
    let content: string | undefined
    const upload = new Upload(bytes, {
      endpoint: `${base}/api/content/uploads`,
      headers: { authorization: `Bearer ${token}` },
      metadata: film,
      retryDelays: [0, 100, 200, 500, 500],
      onAfterResponse: (_request, answer) => {
        content = answer.getHeader('Upload-Content') ?? content
      },
      onSuccess: () => resolve({ url: upload.url ?? '', content }),
      onError: reject,
      ...options,
    })
    upload.start()
    begun?.(upload)
  })

/** What of uploads is on the disk of a data folder. */
export const leftIn = (dataDir: string) => readdir(join(dataDir, 'subidas'))

/** A blob by its name. */
export const blobIn = (dataDir: string, hash: string) => readFile(join(dataDir, 'blobs', hash.slice(0, 2), hash))
