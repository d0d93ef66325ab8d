import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import t, { type Test } from 'tap'
import type { Reply } from '../../src/model/api.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import type { Copia } from '../../src/model/copia.ts'
import { readFileList } from '../../src/system/backup/file-list.ts'
import { placesOf, readManifest } from '../../src/system/backup/manifest.ts'
import { untilPlayable } from '../bench/on-air.ts'
import { nodo } from '../cli/run-nodo.ts'
import { until } from '../e2e/box.ts'
import { publish, stretchesOf } from '../e2e/encoder.ts'
import { watch } from '../e2e/viewer.ts'
import { ffprobe } from '../packaging/real-media.ts'
import { serversOf } from '../servers.ts'
import { newFolder } from '../storage/base.ts'
import { start } from './live-under-fault.ts'
import { logOf } from './node-under-fault.ts'
import { nodeOn } from './own-server.ts'

t.setTimeout(300_000)
const servers = serversOf(t)
type Env = Record<string, string>
type Node = Awaited<ReturnType<typeof start>>

const contentOf = async (node: Node, id: string) =>
  (await node.call<Reply<'GET /api/content/:id'>>(`GET /api/content/${id}`)).body
const statusOf = async (node: Node) => (await node.call<Reply<'GET /api/system/status'>>('GET /api/system/status')).body
const untilDownload = (node: Node, id: string) =>
  until(
    'the download',
    () => contentOf(node, id),
    ({ url_descarga }) => url_descarga,
  )
const sum = (seconds: number[]) => seconds.reduce((all, one) => all + one, 0)

/** A live of which a viewer saw so much. */
const onAir = async (t: Test, node: Node, titulo: string, seconds: number) => {
  const live = await node.prepare({ titulo })
  const encoder = publish(t, live.rtmp)
  await node.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('media', viewer.aired, (aired) => aired >= seconds)
  return { ...live, encoder, viewer }
}

/** Decodes what was recorded, which is to be one stretch without a complaint. @returns its seconds */
const decoded = async (t: Test, media: string): Promise<number> => {
  const stretches = await stretchesOf(media.replace('index', 'main/index'))
  t.match(stretches, [{ code: 0, complaints: [] }])
  t.equal(stretches.length, 1)
  const [one] = stretches
  const seconds = one?.seconds ?? 0
  t.ok(Math.abs((one?.video ?? 0) / 25 - seconds) < 0.3, `${one?.video} pictures in ${seconds} s`)
  t.ok((one?.audio ?? 0) > 0)
  return seconds
}

/** Fetches the files of a content whole and holds them against what the catalog says of them. */
const checkFiles = async (t: Test, node: Node, { medios, duracion_ms }: Pick<Contenido, 'medios' | 'duracion_ms'>) => {
  t.same(medios.map(({ formato }) => formato).sort(), ['jpg', 'm4a', 'mp4'])
  for (const { formato, url, sha256, tamano_bytes } of medios) {
    const answer = await fetch(node.base + url)
    const bytes = Buffer.from(await answer.arrayBuffer())
    t.same([answer.status, bytes.length], [200, tamano_bytes], url)
    t.equal(createHash('sha256').update(bytes).digest('hex'), sha256, url)
    if (formato === 'jpg') continue
    const { format } = await ffprobe<{ format: { duration: string } }>(node.base + url, '-show_format')
    t.ok(Math.abs(Number(format.duration) - (duracion_ms ?? 0) / 1000) < 0.2, `${format.duration} s of ${duracion_ms}`)
  }
}

/** What of a data folder is the community's, each file with its digest; and whatever a restore would add. */
const keptIn = (dataDir: string): string[] =>
  readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) =>
      /^(?:nodo\.db|base\.json|blobs|grabaciones|restaurada|anterior|cambio)/.test(relative(dataDir, file)),
    )
    .map((file) => `${file} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`)
    .sort()

const backUp = async (t: Test, folder: string, env: Env): Promise<Copia> => {
  const { code, out, err } = await nodo(t, ['backup', folder, '--json'], env)
  t.equal(code, 0, err)
  return JSON.parse(out) as Copia
}

const filesOf = async (folder: string, { nombre }: Copia) => [
  ...readFileList(placesOf(folder).list(nombre), (await readManifest(folder, nombre)).lista.sha256),
]

for (const [family, settings] of [
  ['embedded', (): Env => ({})],
  ...(servers ? [['servers', () => nodeOn(servers)] as const] : []),
] as const)
  t.test(`a backup that is made while a live is on the air is a whole node again, ${family}`, async (t) => {
    const [dataDir, folder, newDir] = [newFolder(t), newFolder(t), newFolder(t)]
    const env = settings()
    const node = await start(t, dataDir, env)
    const recorded = await onAir(t, node, 'La terminada', 5)
    await recorded.encoder.stop()
    await node.end(recorded.id)
    const before = await untilDownload(node, recorded.contenido)

    const live = await onAir(t, node, 'La de ahora', 8)
    // The file of the last one may be getting its name just now.
    const closed = live.viewer.segments().slice(0, -1)
    const first = await backUp(t, folder, { ...env, NODO_DATA_DIR: dataDir })
    const aired = live.viewer.aired()
    await until('more of it', live.viewer.aired, (now) => now >= aired + 4)
    const second = await backUp(t, folder, { ...env, NODO_DATA_DIR: dataDir })
    await until('more segments', live.viewer.segments, (segments) => segments.length > closed.length + 3)
    t.strictSame([live.viewer.found(), live.viewer.statuses(), live.viewer.stretches()], [[], [200], [0]])
    t.same(
      live.viewer.segments().map(({ msn }) => msn),
      live.viewer.segments().map((_, n) => n),
      'the viewer has every segment of it',
    )

    const [one, two] = [await filesOf(folder, first), await filesOf(folder, second)]
    const had = new Set(one.map(({ ruta }) => ruta))
    const fresh = two.filter(({ ruta }) => !had.has(ruta))
    t.ok(fresh.length > 0 && fresh.every(({ ruta }) => ruta.startsWith(`grabaciones/${live.id}/`)))
    t.equal(second.nuevos_bytes, sum(fresh.map(({ tamano_bytes }) => tamano_bytes)), 'only what is new is copied')
    t.same(
      two.filter(({ ruta }) => had.has(ruta)),
      one,
    )
    await node.box.stop()

    const film = before.medios.find(({ formato }) => formato === 'mp4')
    const object = placesOf(folder).object(String(film?.sha256))
    const [good, asItWas] = [readFileSync(object), keptIn(dataDir)]
    writeFileSync(object, Buffer.from(good).fill('x', good.length >> 1, (good.length >> 1) + 8))
    const refused = await nodo(t, ['restore', folder], { ...env, NODO_DATA_DIR: dataDir })
    t.equal(refused.code, 1)
    t.match(refused.err, `La copia está dañada (blobs/${film?.sha256?.slice(0, 2)}/${film?.sha256})`)
    t.same(keptIn(dataDir), asItWas, 'what the node has is as it was, and nothing is left of the attempt')
    writeFileSync(object, good)

    const there = { ...settings(), NODO_DATA_DIR: newDir }
    const done = await nodo(t, ['restore', folder, '--at', first.nombre, '--json'], there)
    t.equal(done.code, 0, done.err)
    const again = await start(t, newDir, { ...there, NODO_BACKUP_DIR: folder })
    const { partes, copia } = await until(
      'the backups',
      () => statusOf(again),
      (status) => status.copia,
    )
    t.match(copia, { nombre: second.nombre, carpeta: folder, archivos: second.archivos })
    t.match(partes?.copia, { estado: 'ok', motivo: null })
    const after = await contentOf(again, recorded.contenido)
    t.same([after.medios, after.duracion_ms, after.estado], [before.medios, before.duracion_ms, 'publicado'])
    await checkFiles(t, again, after)
    const played = await decoded(t, recorded.media.replace(node.base, again.base))
    t.ok(Math.abs(played - (after.duracion_ms ?? 0) / 1000) < 0.1)

    t.match(await again.is(live.id, 'reconectando'), { cortes: [{ hasta: null }] })
    await untilPlayable(live.hls.replace(node.base, again.base), 50, 60_000)
    const { contenido } = await again.end(live.id)
    const seconds = await decoded(t, live.media.replace(node.base, again.base))
    t.ok(seconds >= sum(closed.map((each) => each.seconds)) - 0.1 && seconds <= aired + 1, `${seconds} s of ${aired} s`)
    t.ok(Math.abs(seconds - (contenido.duracion_ms ?? 0) / 1000) < 0.1)
    await checkFiles(t, again, await untilDownload(again, live.contenido))
    const found = await again.call<Reply<'GET /api/content/list'>>('GET /api/content/list?q=terminada')
    t.match(found.body, { total: 1, datos: [{ id: recorded.contenido }] })
    t.match(await statusOf(again), { estado: 'ok', en_vivo: 0, avisos: [] })
    t.same(
      logOf(newDir).filter(({ level }) => level >= 50),
      [],
    )
    await again.box.stop()
  })
