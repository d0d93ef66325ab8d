import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import type { Body, Params, Query, Reply, RouteKey } from '../../src/model/api.ts'
import type { RespuestaError } from '../../src/model/sistema.ts'

/** What a faked call may look at, and what it answers: a status and the contract's own answer, or an error. */
export interface FakeCall<K extends RouteKey> {
  params: Params<K>
  query: Record<keyof NonNullable<Query<K>>, string | undefined>
  body: Body<K>
  bearer: string | undefined
  language: string
}
export type Faked = { [K in RouteKey]?: (call: FakeCall<K>) => { status: number; answer: Reply<K> | RespuestaError } }

export const ok = <T>(answer: T, status = 200) => ({ status, answer })
export const refuse = (status: number, codigo: string, mensaje: string, campos: Record<string, string> = {}) => ({
  status,
  answer: {
    error: {
      codigo,
      mensaje,
      detalles: Object.entries(campos).map(([campo, problema]) => ({ campo, problema })),
    },
  },
})

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.m4s': 'video/mp4',
  '.mp4': 'video/mp4',
}
const csp = "default-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; connect-src 'self' ws: wss:"

/**
 * A node of paper: the built dashboard under the node's own CSP, calls answered by `calls`, media from `media`.
 * A call that is not in the table is a 404 of the contract's shape; `seen` keeps every call in order.
 */
export const createFakeNode = async (site: string, calls: Faked, media?: string) => {
  const seen: { key: string; query: URLSearchParams; body: unknown; bearer: string | undefined }[] = []
  const keys = Object.keys(calls) as RouteKey[]

  const api = async (req: IncomingMessage, res: ServerResponse, url: URL) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const body = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString()) : undefined
    const found = keys
      .map((key) => ({ key, params: paramsOf(key, req.method ?? '', url.pathname) }))
      .filter((row) => row.params !== undefined)
      .toSorted((a, b) => Object.keys(a.params ?? {}).length - Object.keys(b.params ?? {}).length)[0]
    const bearer = req.headers.authorization?.replace('Bearer ', '')
    seen.push({ key: found?.key ?? `${req.method} ${url.pathname}`, query: url.searchParams, body, bearer })
    const call = found && (calls[found.key] as ((given: unknown) => { status: number; answer: unknown }) | undefined)
    const { status, answer } =
      call?.({
        params: found?.params,
        query: Object.fromEntries(url.searchParams),
        body,
        bearer,
        language: req.headers['accept-language'] ?? '',
      }) ?? refuse(404, 'ruta_no_encontrada', 'Esta dirección no existe.')
    res.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
    res.end(status === 204 ? undefined : JSON.stringify(answer))
  }

  const file = async (res: ServerResponse, path: string): Promise<boolean> => {
    const found = await stat(path).catch(() => undefined)
    if (!found?.isFile()) return false
    res.writeHead(200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'content-length': found.size,
      'content-security-policy': csp,
    })
    createReadStream(path).pipe(res)
    return true
  }

  const server = createServer(async (req, res) => {
    const url = new URL(req.url ?? '/', 'http://fake')
    if (url.pathname.startsWith('/api/')) return api(req, res, url)
    const path = normalize(url.pathname)
    const ofMedia = /^\/(hls|media)\//.test(path)
    if (ofMedia && media && (await file(res, join(media, path)))) return
    if (!ofMedia && (await file(res, join(site, path)))) return
    if (!ofMedia && extname(path) === '' && (await file(res, join(site, 'index.html')))) return
    res.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    /** Refuses connections until the function that it answers is called, as a node that is off does. */
    async close(): Promise<void> {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const paramsOf = (key: RouteKey, method: string, path: string): Record<string, string> | undefined => {
  const [wanted, pattern = ''] = key.split(' ')
  if (wanted !== method) return undefined
  const names: string[] = []
  const shape = pattern.replace(/:(\w+)/g, (_, name: string) => {
    names.push(name)
    return '([^/]+)'
  })
  const found = new RegExp(`^${shape}$`).exec(path)
  if (!found) return undefined
  return Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(found[i + 1] ?? '')]))
}
