// A program that sends one file with tus-js-client, and, started anew, goes on with what it had begun. It tells in lines
// where it begins (`from <bytes>`) and what came of it (`became <address>`).
import { createReadStream, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { Upload } from 'tus-js-client'

const [, , endpoint = '', file = '', begunFile = '', tokenFile = '', titulo = ''] = process.argv
/** A node that is away, does not know the caller any more, or has a request that it has not given up. */
const passes = (status: number) => [0, 401, 409, 423, 500, 502, 503].includes(status)

let content: string | undefined
const upload = new Upload(createReadStream(file), {
  endpoint,
  metadata: { titulo, tipo: 'video', filename: 'caminata.mp4' },
  retryDelays: new Array(600).fill(100),
  ...(existsSync(begunFile) && { uploadUrl: readFileSync(begunFile, 'utf8') }),
  onUploadUrlAvailable: () => writeFileSync(begunFile, upload.url ?? ''),
  onBeforeRequest(request) {
    request.setHeader('Authorization', `Bearer ${readFileSync(tokenFile, 'utf8')}`)
  },
  onAfterResponse(request, answer) {
    if (answer.getStatus() >= 300) return
    if (request.getMethod() === 'POST') console.log('from 0')
    if (request.getMethod() === 'HEAD') console.log(`from ${answer.getHeader('Upload-Offset')}`)
    content = answer.getHeader('Upload-Content') ?? content
  },
  onShouldRetry: (error) => passes(error.originalResponse?.getStatus() ?? 0),
  onSuccess: () => console.log(`became ${content}`),
  onError: (error) => {
    throw error
  },
})
upload.start()
