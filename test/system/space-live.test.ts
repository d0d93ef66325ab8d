import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { loadConfig } from '../../src/load-config.ts'
import type { SegmentoVivo } from '../../src/model/transmision.ts'
import { createNode } from '../../src/node.ts'
import { wholeFragments } from '../../src/packaging/fragment-reader.ts'
import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import { openForReading } from '../../src/storage/embedded/database.ts'
import { filesOf } from '../../src/storage/embedded/files.ts'
import { createLog } from '../../src/system/log.ts'
import { noSmallDisk, smallDisk } from './small-disk.ts'

const until = async <T>(look: () => T | Promise<T>, is: (found: T) => boolean): Promise<T> => {
  for (;;) {
    const found = await look()
    if (is(found)) return found
    await sleep(100)
  }
}

const publish = (url: string): ChildProcess => {
  const source = ['-re', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25', '-re', '-f', 'lavfi', '-i', 'sine=r=48000']
  const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-pix_fmt', 'yuv420p', '-g', '25']
  return spawn('ffmpeg', ['-v', 'error', '-nostdin', ...source, ...video, '-c:a', 'aac', '-f', 'flv', url], {
    stdio: 'ignore',
  })
}

t.test(
  'a live on a disk that fills goes on, and its recording comes back when there is room',
  noSmallDisk,
  async (t) => {
    const { dir, leave } = await smallDisk(t, 96)
    const lines: string[] = []
    const log = createLog({ level: 'info', format: 'json', console: { write: (line) => void lines.push(line) } })
    const env = {
      NODO_DATA_DIR: dir,
      NODO_HTTP_HOST: '127.0.0.1',
      NODO_HTTP_PORT: '0',
      NODO_RTMP_HOST: '127.0.0.1',
      NODO_RTMP_PORT: '0',
      NODO_ADMIN_EMAIL: 'radio@example.org',
      NODO_ADMIN_PASSWORD: 'una clave de prueba',
    }
    const node = await createNode({ ...loadConfig({ flags: {}, env, idioma: 'es' }), log })
    await node.start()
    t.teardown(async () => {
      await node.stop()
      await log.close()
    })
    const base = `http://127.0.0.1:${node.addresses().http.port}`
    let token = ''
    const call = async (key: string, body?: unknown) => {
      const [method = '', path = ''] = key.split(' ')
      const answer = await fetch(base + path, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever was answered
      const read: any = /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text
      return { status: answer.status, body: read }
    }
    ;({ token } = (
      await call('POST /api/users/login', { email: 'radio@example.org', clave: 'una clave de prueba' })
    ).body)
    const journal = (live: string): SegmentoVivo[] => {
      const db = openForReading(filesOf(dir).database)
      const rows = db
        .prepare('SELECT * FROM segmentos_vivo WHERE transmision_id = ? ORDER BY rendicion, secuencia')
        .all(live)
      db.close()
      return rows as unknown as SegmentoVivo[]
    }
    const last = (live: string, rendicion: string) =>
      journal(live)
        .filter((row) => row.rendicion === rendicion)
        .at(-1)

    const { transmision, contenido, ingesta } = (await call('POST /api/live/start', { titulo: 'Fandango' })).body
    const live: string = transmision.id
    const encoder = publish(`${ingesta.rtmp_url}/${ingesta.clave}`)
    t.teardown(async () => {
      if (encoder.exitCode === null && encoder.kill('SIGKILL')) await once(encoder, 'exit')
    })
    const newest = async () => {
      const { status, body } = await call(`GET /hls/${live}/main/index.m3u8`)
      const playlist = status === 200 ? parseMedia(body) : undefined
      return playlist ? playlist.mediaSequence + playlist.segments.length : 0
    }
    /** The live still moves. */
    const moves = async () => {
      const before = await newest()
      await until(newest, (now) => now > before)
    }
    const kept = (rendicion: string, is: boolean) =>
      until(
        () => last(live, rendicion),
        (row) => row !== undefined && Boolean(row.relleno) !== is,
      )
    const reach = async (share: number, nivel: string) => {
      leave(share)
      return until(
        async () => (await call('GET /api/system/status')).body,
        ({ disco }) => disco.nivel === nivel,
      )
    }
    await kept('main', true)

    t.match(await reach(0.08, 'poco'), { estado: 'degraded', avisos: [{ codigo: 'disco_poco' }] })
    await reach(0.04, 'solo_audio')
    await kept('main', false)
    await kept('aac', true)
    t.match(await reach(0.015, 'sin_grabar'), {
      partes: { disco: { estado: 'degraded', motivo: /ya no se graban/ } },
    })
    await kept('aac', false)
    await moves()
    t.match(await call('POST /api/live/start', { titulo: 'Otra' }), { status: 201 })

    await reach(0.5, 'normal')
    await kept('main', true)
    await kept('aac', true)

    // Somebody else fills the disk at once, faster than it is looked at.
    leave(0)
    await until(
      () => lines.join(''),
      (text) => text.includes('a live is no longer recorded'),
    )
    await moves()
    leave(0.09)
    await until(
      () => lines.join(''),
      (text) => text.includes('a live is recorded again'),
    )
    t.equal((await call(`GET /api/live/${live}`)).body.estado, 'en_vivo')

    const { status } = await call(`POST /api/live/${live}/end`)
    t.equal(status, 200)
    const rows = journal(live).filter((row) => !row.relleno)
    for (const { archivo, tamano_bytes } of rows) {
      const bytes = readFileSync(join(dir, 'grabaciones', live, archivo))
      if (bytes.length !== tamano_bytes || wholeFragments(bytes).end !== bytes.length) t.fail(`${archivo} is not whole`)
    }
    const recording = parseMedia((await call(`GET /media/${contenido.id}/main/index.m3u8`)).body)
    t.ok(recording.endList)
    t.ok(recording.segments.filter(({ discontinuity }) => discontinuity).length >= 2)

    const read = async () => (await call(`GET /api/content/${contenido.id}`)).body
    const jobOf = () => {
      const db = openForReading(filesOf(dir).database)
      const row = db.prepare('SELECT * FROM trabajos WHERE objeto_id = ?').get(live)
      db.close()
      return row
    }
    const waits = await until(jobOf, (job) => job?.error !== null)
    t.match(waits, { estado: 'pendiente', error: 'descarga_sin_espacio', intentos: 0 })
    t.match(await read(), { url_descarga: null, progreso: 0 })

    leave(0.5)
    const made = await until(read, ({ url_descarga }) => url_descarga !== null)
    t.ok(made.miniatura)
    t.match(made.medios, [{ formato: 'mp4' }, { formato: 'm4a' }, { formato: 'jpg' }])

    leave(0.095)
    const dropped = await until(read, ({ url_descarga }) => url_descarga === null)
    t.match(dropped, { url_archivo: null, miniatura: made.miniatura, progreso: null, disponible: 'completo' })
    t.same(
      dropped.medios.map(({ formato }: { formato: string }) => formato),
      ['jpg'],
    )
    t.equal((await call(`GET ${made.url_descarga}`)).status, 404)
    t.equal((await call(`GET ${made.miniatura}`)).status, 200)
    const again = parseMedia((await call(`GET /media/${contenido.id}/main/index.m3u8`)).body)
    t.same(again, recording)
    t.equal((await call(`GET /media/${contenido.id}/main/${again.segments[0]?.uri}`)).status, 200)
  },
)
