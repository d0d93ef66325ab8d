import { createHash } from 'node:crypto'
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createZstdCompress } from 'node:zlib'
import { syncToDisk } from '../../sync-to-disk.ts'
import {
  type BackedUpFile,
  type Manifest,
  placesOf,
  prepareBackup,
  pruneBackups,
  readBackups,
  writeManifest,
} from './manifest.ts'

/** What the thread that copies is given. */
export interface CopyOrder {
  dataDir: string
  folder: string
  /** The database as it was copied, for the backup alone. */
  base: string
  about: Omit<Manifest, 'base' | 'archivos'>
  /** So much is read a second at most, so that what is on air has the disk; without it as fast as it goes. */
  bytesPerS: number | undefined
}

/** What it tells: how far it is, and in the end what was made. */
export type CopyNews =
  | { kind: 'progress'; archivos: number; de: number; nuevos_bytes: number }
  | { kind: 'done'; archivos: number; tamano_bytes: number; nuevos_bytes: number }

const chunkBytes = 1_048_576
const tellEvery = 200
const sleeper = new Int32Array(new SharedArrayBuffer(4))

/**
 * What of a data folder is the community's: blobs, recordings and its settings. Not what is being written just now (an
 * open segment, an unfinished blob), which the database of the backup does not tell of.
 */
function* filesOf(dataDir: string): Generator<string> {
  if (existsSync(join(dataDir, 'nodo.json'))) yield 'nodo.json'
  for (const room of ['blobs', 'grabaciones']) {
    if (!existsSync(join(dataDir, room))) continue
    for (const entry of readdirSync(join(dataDir, room), { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(dataDir.length + 1)
      if (entry.isFile() && !path.startsWith(join('blobs', 'tmp')) && !path.endsWith('.open')) yield path
    }
  }
}

const statsOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false })

const compressBase = async (order: CopyOrder): Promise<Manifest['base']> => {
  const hash = createHash('sha256')
  let bytes = 0
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const file = placesOf(order.folder).base(order.about.nombre)
  const written = createWriteStream(file, { mode: 0o600, flush: true })
  await pipeline(createReadStream(order.base), measure, createZstdCompress(), written)
  return { sha256: hash.digest('hex'), tamano_bytes: bytes }
}

/** Copies a file under the name of its hash. @returns undefined where it went away meanwhile */
const copyFile = (order: CopyOrder, path: string): Pick<BackedUpFile, 'sha256' | 'tamano_bytes'> | undefined => {
  const { objects, object } = placesOf(order.folder)
  const unfinished = join(objects, `en-curso-${process.pid}`)
  let from: number
  try {
    from = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const to = openSync(unfinished, 'w', 0o600)
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let bytes = 0
  try {
    for (;;) {
      const got = readSync(from, chunk, 0, chunkBytes, null)
      if (got === 0) break
      hash.update(chunk.subarray(0, got))
      writeSync(to, chunk, 0, got)
      bytes += got
      if (order.bytesPerS !== undefined) Atomics.wait(sleeper, 0, 0, (got / order.bytesPerS) * 1000)
    }
    fsyncSync(to)
  } finally {
    closeSync(from)
    closeSync(to)
  }
  const sha256 = hash.digest('hex')
  const kept = object(sha256)
  if (existsSync(kept)) rmSync(unfinished)
  else {
    mkdirSync(dirname(kept), { recursive: true, mode: 0o700 })
    renameSync(unfinished, kept)
    syncToDisk(dirname(kept))
  }
  return { sha256, tamano_bytes: bytes }
}

const copyAll = async (order: CopyOrder, tell: (news: CopyNews) => void) => {
  const { dataDir, folder, about } = order
  const { object } = placesOf(folder)
  const before = readBackups(folder).find(({ nodo_id }) => nodo_id === about.nodo_id)
  const known = new Map(before?.archivos.map((file) => [file.ruta, file]))
  prepareBackup(folder, about.nombre)
  const base = await compressBase(order)
  const paths = [...filesOf(dataDir)]
  const archivos: BackedUpFile[] = []
  let fresh = 0
  for (const [done, ruta] of paths.entries()) {
    if (done % tellEvery === 0) tell({ kind: 'progress', archivos: done, de: paths.length, nuevos_bytes: fresh })
    const stats = statsOf(join(dataDir, ruta))
    if (!stats) continue
    const place = { ruta, escrito_ms: Math.floor(stats.mtimeMs) }
    const same = known.get(ruta)
    if (
      same?.tamano_bytes === stats.size &&
      same.escrito_ms === place.escrito_ms &&
      statsOf(object(same.sha256))?.size === stats.size
    ) {
      archivos.push(same)
      continue
    }
    const copied = copyFile(order, join(dataDir, ruta))
    if (!copied) continue
    archivos.push({ ...place, ...copied })
    fresh += copied.tamano_bytes
  }
  const manifest: Manifest = { ...about, base, archivos }
  writeManifest(folder, manifest)
  pruneBackups(folder, manifest)
  const tamano_bytes = archivos.reduce((sum, file) => sum + file.tamano_bytes, base.tamano_bytes)
  tell({ kind: 'done', archivos: archivos.length, tamano_bytes, nuevos_bytes: fresh })
}

await copyAll(workerData as CopyOrder, (news) => parentPort?.postMessage(news))
