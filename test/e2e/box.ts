import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import { loadConfig } from '../../src/load-config.ts'
import type { Reply } from '../../src/model/api.ts'
import { createNode } from '../../src/node.ts'
import { prepareFolder } from '../../src/storage/folder.ts'
import { createLog } from '../../src/system/log.ts'

export type View = Reply<'GET /api/live/:id'>

const email = 'operadora@radio.example'
const clave = 'una clave de prueba'
export const admin = { NODO_ADMIN_EMAIL: email, NODO_ADMIN_PASSWORD: clave }

/** Asks again until `is` says yes of what was found, for half a minute at most. @throws with what was found last */
export const until = async <T>(what: string, ask: () => Promise<T> | T, is: (found: T) => unknown): Promise<T> => {
  let found = await ask()
  for (const deadline = performance.now() + 60_000; !is(found); found = await ask()) {
    if (performance.now() > deadline) throw new Error(`never came: ${what}; last ${JSON.stringify(found)}`)
    await sleep(25)
  }
  return found
}

/** Calls of the API of a node, as its admin. */
export const callsOf = (base: string) => {
  let token: string | undefined
  const call = async <T = unknown>(key: string, body?: unknown): Promise<{ status: number; body: T }> => {
    const [method = 'GET', path = '/'] = key.split(' ')
    const send = () =>
      fetch(base + path, {
        method,
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
    const signIn = async () => {
      token = (await call<Reply<'POST /api/users/login'>>('POST /api/users/login', { email, clave })).body.token
    }
    if (token === undefined && path !== '/api/users/login') await signIn()
    let answer = await send()
    if (answer.status === 401 && path !== '/api/users/login') {
      await signIn()
      answer = await send()
    }
    const text = await answer.text()
    return {
      status: answer.status,
      body: (/json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text) as T,
    }
  }
  const live = async (id: string) => (await call<View>(`GET /api/live/${id}`)).body
  return {
    base,
    call,
    live,
    async prepare(fields: { titulo?: string; grabar?: boolean } = {}) {
      const { status, body } = await call<Reply<'POST /api/live/start'>>('POST /api/live/start', {
        titulo: 'Prueba',
        ...fields,
      })
      if (status !== 201) throw new Error(`a live could not be prepared: ${JSON.stringify(body)}`)
      const { transmision, contenido, ingesta, url_hls } = body
      return {
        id: transmision.id,
        contenido: contenido.id,
        key: ingesta.clave,
        rtmp: `${ingesta.rtmp_url}/${ingesta.clave}`,
        hls: base + url_hls,
        media: `${base}/media/${contenido.id}/index.m3u8`,
      }
    },
    async end(id: string) {
      const { status, body } = await call<Reply<'POST /api/live/:id/end'>>(`POST /api/live/${id}/end`)
      if (status !== 200) throw new Error(`a live could not end: ${JSON.stringify(body)}`)
      return body
    },
    /** Resolves when the live is in this state. */
    is: (id: string, estado: View['estado']) =>
      until(
        estado,
        () => live(id),
        (found) => found.estado === estado,
      ),
  }
}

/** A whole node in this process, on free ports, in a folder of its own; stopped when the test ends. */
export const startBox = async (t: Test, env: Record<string, string> = {}, folder?: string) => {
  const dataDir = folder ?? (await mkdtemp(join(tmpdir(), 'nodo-e2e-')))
  const { config, settings } = loadConfig({
    flags: {},
    idioma: 'es',
    env: {
      NODO_DATA_DIR: dataDir,
      NODO_HTTP_HOST: '127.0.0.1',
      NODO_HTTP_PORT: '0',
      NODO_RTMP_HOST: '127.0.0.1',
      NODO_RTMP_PORT: '0',
      NODO_LOG_LEVEL: 'warn',
      NODO_WRITES_PER_MINUTE: '10000',
      ...admin,
      ...env,
    },
  })
  const lines: string[] = []
  const log = createLog({ level: config.log_level, format: 'json', console: { write: (line) => lines.push(line) } })
  await prepareFolder(dataDir)
  const node = await createNode({ config, settings, log })
  await node.start()
  let running = true
  const stop = async () => {
    if (!running) return
    running = false
    await node.stop()
    await log.close()
  }
  t.teardown(async () => {
    await stop()
    if (folder === undefined) await rm(dataDir, { recursive: true, force: true })
  })
  const { http, rtmp } = node.addresses()
  return { ...callsOf(`http://127.0.0.1:${http.port}`), rtmpPort: rtmp.port, dataDir, lines, stop }
}
export type Box = Awaited<ReturnType<typeof startBox>>
