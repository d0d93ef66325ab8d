import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import type { Upload as TusUpload } from '@tus/server'
import { NodoError } from '../errors.ts'
import { NuevoContenido } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { Subida } from '../model/subida.ts'
import { gather } from './gather.ts'
import { createLocker } from './tus-locker.ts'
import { saidIn, type Uploads } from './uploads.ts'

/** One request of the protocol. */
export interface TusRequest {
  raw: IncomingMessage
  reader: Lector
  check(schema: typeof NuevoContenido, value: unknown): void
}

export interface TusAnswer {
  status: number
  headers: Record<string, string>
}

export const tusPath = '/api/content/uploads'
const version = '1.0.0'
/** What browsers' clients add by themselves: it says nothing of the content. */
const ofClients = new Set(['filename', 'filetype', 'name', 'type', 'relativePath'])
const asked = /^(tus-|upload-|content-(type|length)$)/
/** Access from elsewhere is the whole API's to decide. */
const notOurs = /^(access-control-|content-|connection$|cache-control$)/
/** How long a request that was given up may still take once another comes for the same upload. */
const drainMs = 100
/** Half of it made uploads a fifth slower, and twice as much none faster. */
const mostWaiting = 512 * 1024
/** A sender that says nothing for so long is gone; what came is kept. */
const silentMs = 60_000

/** What the library answers as numbers, in the words of the error table. */
const failureOf = (status: number): NodoError => {
  if (status === 404 || status === 410) return new NodoError('subida_no_encontrada')
  if (status === 409) return new NodoError('subida_desfasada')
  if (status === 412) return new NodoError('precondicion_fallida')
  if (status === 413) return new NodoError('cuerpo_demasiado_grande')
  if (status >= 500 && status !== 501) return new NodoError('error_interno')
  return new NodoError('peticion_malformada')
}

/** Gives the memory of a whole buffer back at once: collected, it would go only once many more had come. */
const giveBack = ({ buffer, byteLength }: Buffer): void => {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

/**
 * What comes, until it ends, is cut or is asked to end: each is an end, so that what came goes all the way to the disk.
 * @throws NodoError cuerpo_demasiado_grande behind so many bytes
 */
async function* bodyOf(raw: IncomingMessage, mostBytes: number, until: AbortSignal): AsyncGenerator<Buffer[]> {
  let left = mostBytes
  raw.setTimeout(silentMs, () => raw.destroy())
  try {
    for await (const pieces of gather(raw, mostWaiting, until)) {
      for (const piece of pieces) left -= piece.length
      if (left < 0) throw new NodoError('cuerpo_demasiado_grande')
      yield pieces
      for (const piece of pieces) giveBack(piece)
    }
  } catch (error) {
    if (error instanceof NodoError) throw error
  } finally {
    raw.setTimeout(0)
    raw.resume()
  }
}

/** What the library takes for the body. The bytes go beside it, straight from the socket: through it they cost the most. */
const stillBody = () => {
  let bodyRead = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      bodyRead = () => controller.close()
    },
    cancel() {
      bodyRead = () => {}
    },
  })
  return { body, bodyRead: () => bodyRead() }
}

/** tus 1.0 over uploads of ours: the protocol is the library's, bytes, offsets and lives are not. */
export const createTus = ({ uploads, wallOf }: { uploads: Uploads; wallOf(nodoMs: number): number }) => {
  const current = new AsyncLocalStorage<TusRequest & { failure?: unknown; bodyRead(): void }>()
  const request = () => {
    const found = current.getStore()
    if (!found) throw new Error('the library left the request that it answers')
    return found
  }

  const create = async ({ id, size, metadata = {} }: TusUpload): Promise<void> => {
    const { reader, check } = request()
    const metadatos = Object.fromEntries(
      Object.entries(metadata).flatMap(([key, value]) => (ofClients.has(key) ? [] : [[key, value ?? '']])),
    )
    const said = saidIn({ metadatos })
    check(NuevoContenido, said)
    await uploads.create({ id, metadatos, tamano_bytes: size ?? 0 }, said, reader!)
  }

  /** Loaded by the first upload: an idle box does without its memory. */
  const load = async () => {
    const { DataStore, Server, Upload } = await import('@tus/server')
    class Store extends DataStore {
      override extensions = ['creation', 'creation-with-upload', 'termination', 'expiration']
      override async getUpload(id: Id) {
        const { tamano_bytes, recibido_bytes, metadatos, creada_en } = await uploads.byId(id)
        const creation_date = new Date(creada_en).toISOString()
        return new Upload({ id, size: tamano_bytes, offset: recibido_bytes, metadata: metadatos, creation_date })
      }
      /** @param asked brings nothing, and ends where another request comes for the upload */
      override async write(asked: Readable, id: Id, offset: number) {
        const { raw, bodyRead } = request()
        const ended = new AbortController()
        asked.once('close', () => ended.abort()).resume()
        const { tamano_bytes } = await uploads.byId(id)
        return uploads.write(id, offset, bodyOf(raw, tamano_bytes - offset, ended.signal)).finally(bodyRead)
      }
      override async remove(id: Id) {
        await uploads.remove(id)
      }
    }
    return new Server({
      path: tusPath,
      datastore: new Store(),
      locker: createLocker(),
      lockDrainTimeout: drainMs,
      namingFunction: uploads.newId,
      generateUrl: (_request, { path, id }) => `${path}/${id}`,
      async onUploadCreate(_request, upload) {
        await create(upload)
        return {}
      },
      async onUploadFinish(_request, { id }) {
        await uploads.finish(id)
        return {}
      },
      onResponseError(_request, error) {
        request().failure = error
        return undefined
      },
    })
  }
  let loaded: ReturnType<typeof load> | undefined

  /** What the library cannot know: lives in node time, and what became of the upload. */
  const headersOf = (upload: Subida): Record<string, string> =>
    upload.contenido_id === null
      ? { 'upload-expires': new Date(wallOf(upload.vence_nodo_ms)).toUTCString() }
      : { 'upload-content': `/api/content/${upload.contenido_id}` }

  const idOf = (answer: Response, path: string): Id | undefined =>
    (answer.headers.get('location') ?? path).split('/').at(-1)

  return {
    /** Headers of every answer, whatever it is. */
    always: { 'tus-resumable': version, 'tus-version': version },
    /** @throws NodoError what the uploads throw; subida_desfasada, peticion_malformada, precondicion_fallida */
    async answer(given: TusRequest): Promise<TusAnswer> {
      const { raw } = given
      const { method = 'GET', url: path = '' } = raw
      const headers = Object.entries(raw.headers).filter(([name]) => asked.test(name)) as [string, string][]
      const { body, bodyRead } = stillBody()
      const withBody = method === 'PATCH' || method === 'POST' ? { body, duplex: 'half' as const } : {}
      const asWeb = new Request(`http://nodo${path.split('?', 1)[0]}`, { method, headers, ...withBody })
      loaded ??= load()
      const server = await loaded
      const state: ReturnType<typeof request> = { ...given, bodyRead }
      const answer = await current.run(state, () => server.handleWeb(asWeb))
      const { failure } = state
      if (failure instanceof NodoError) throw failure
      // What the library throws of its own is a status and a text; all else is a fault, and must not pass for one.
      if (failure instanceof Error && !('status_code' in failure)) throw failure
      if (answer.status >= 400) throw failureOf(answer.status)
      const told = [...answer.headers].filter(([name]) => !notOurs.test(name))
      const id = method === 'OPTIONS' || method === 'DELETE' ? undefined : idOf(answer, asWeb.url)
      const more = id === undefined ? {} : headersOf(await uploads.byId(id))
      return { status: answer.status, headers: { ...Object.fromEntries(told), ...more } }
    },
  }
}
export type Tus = ReturnType<typeof createTus>
