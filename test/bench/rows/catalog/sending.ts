import { type IncomingMessage, type RequestOptions, request } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Sends a body as it comes, and reads what is answered. @throws where that is no success */
export const send = async (
  url: string,
  options: RequestOptions,
  body: Iterable<Buffer> | AsyncIterable<Buffer> = [],
): Promise<{ headers: IncomingMessage['headers']; text: string }> => {
  const sent = request(url, options)
  const answered = new Promise<IncomingMessage>((resolve, reject) => sent.on('response', resolve).on('error', reject))
  answered.catch(() => undefined)
  const sending = pipeline(Readable.from(body), sent)
  // A refusal comes before the body is over.
  const answer = await Promise.race([answered, sending.then(() => answered)])
  let text = ''
  for await (const piece of answer) text += piece
  if ((answer.statusCode ?? 500) >= 300) throw new Error(`${options.method} ${url}: ${answer.statusCode} ${text}`)
  return { headers: answer.headers, text }
}

/** Fields of a tus upload (tus 1.0, Upload-Metadata). */
const metadata = (fields: Record<string, string>): string =>
  Object.entries(fields)
    .map(([name, text]) => `${name} ${Buffer.from(text).toString('base64')}`)
    .join()

/** Uploads in one piece of the protocol tus. @returns the address of the content that it became */
export const sendByTus = async (
  url: string,
  token: string,
  body: { bytes: number; pieces(): Iterable<Buffer> | AsyncIterable<Buffer> },
  fields: Record<string, string>,
): Promise<string> => {
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' }
  const begun = await send(`${url}/api/content/uploads`, {
    method: 'POST',
    headers: { ...headers, 'upload-length': body.bytes, 'upload-metadata': metadata(fields) },
  })
  const ended = await send(
    url + begun.headers.location,
    {
      method: 'PATCH',
      headers: {
        ...headers,
        'upload-offset': 0,
        'content-type': 'application/offset+octet-stream',
        'content-length': body.bytes,
      },
    },
    body.pieces(),
  )
  return String(ended.headers['upload-content'])
}

const boundary = 'medida-de-una-subida'

/** Uploads through a form (RFC 7578). @returns the address of the content that it became */
export const sendByForm = async (
  url: string,
  token: string,
  body: { bytes: number; pieces(): Iterable<Buffer> | AsyncIterable<Buffer> },
  { filename, ...fields }: Record<string, string>,
): Promise<string> => {
  const words = Object.entries(fields).map(
    ([name, text]) => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`,
  )
  const file = `--${boundary}\r\ncontent-disposition: form-data; name="archivo"; filename="${filename}"\r\n`
  const before = Buffer.from(`${words.join('')}${file}content-type: video/mp4\r\n\r\n`)
  const after = Buffer.from(`\r\n--${boundary}--\r\n`)
  const whole = async function* () {
    yield before
    yield* body.pieces()
    yield after
  }
  const { text } = await send(
    `${url}/api/content/upload`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': before.length + body.bytes + after.length,
      },
    },
    whole(),
  )
  return `/api/content/${(JSON.parse(text) as { id: string }).id}`
}
