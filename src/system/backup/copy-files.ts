import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, type Dirent, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { createZstdCompress } from 'node:zlib'
import { type BackedUpFile, createFileList, inOrder, knownFrom, readFileList } from './file-list.ts'
import { type Manifest, placesOf, prepareBackup, readBackups, writeManifest } from './manifest.ts'
import { copyObject, stateOf } from './objects.ts'
import { pruneBackups } from './prune.ts'

/** What the thread that copies is given. */
export interface CopyOrder {
  dataDir: string
  folder: string
  /** The database as it was copied, for the backup alone. */
  base: string
  about: Omit<Manifest, 'base' | 'lista'>
  /** So much is read a second at most, so that what is on air has the disk; without it as fast as it goes. */
  bytesPerS: number | undefined
  /** How many files have been taken away in this program, and how many had been before the database was copied. */
  removals: { count: Int32Array; before: number } | undefined
}

/**
 * What it tells: how far it is, and in the end what was made; or that files went away which the database still tells of,
 * and that no backup was made.
 */
export type CopyNews =
  | { kind: 'progress'; archivos: number; de: number; nuevos_bytes: number }
  | { kind: 'outdated'; nuevos_bytes: number }
  /** `reparados`: files whose object had been damaged in the backup folder, and that were copied again. */
  | { kind: 'done'; archivos: number; tamano_bytes: number; nuevos_bytes: number; reparados: number }

const tellEvery = 200

/**
 * What of a data folder is the community's, in the order of a list: blobs, recordings and its settings. Not what is being
 * written just now (an open segment, an unfinished blob), which the database of the backup does not tell of.
 */
function* filesOf(dataDir: string): Generator<string> {
  for (const room of ['blobs', 'grabaciones']) yield* filesBelow(dataDir, room)
  if (existsSync(join(dataDir, 'nodo.json'))) yield 'nodo.json'
}

function* filesBelow(dataDir: string, folder: string): Generator<string> {
  for (const entry of entriesOf(join(dataDir, folder))) {
    const ruta = `${folder}/${entry.name}`
    if (entry.isDirectory() && ruta !== 'blobs/tmp') yield* filesBelow(dataDir, ruta)
    if (entry.isFile() && !ruta.endsWith('.open')) yield ruta
  }
}

/** None where the folder is not there, or went away meanwhile. */
const entriesOf = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => inOrder(a.name, b.name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

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

const countOf = (files: Iterable<string>): number => {
  let count = 0
  for (const _ of files) count++
  return count
}

/** Copies a file, unless `same`, which is what the backup before has of it, is what it is. */
const takeIn = (order: CopyOrder, ruta: string, same: BackedUpFile | undefined) => {
  const path = join(order.dataDir, ruta)
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats) return undefined
  const escrito_ms = Math.floor(stats.mtimeMs)
  const asItWas = same?.tamano_bytes === stats.size && same.escrito_ms === escrito_ms ? same : undefined
  const held = asItWas && stateOf(order, asItWas)
  if (asItWas && held === 'sound') return { file: asItWas, fresh: 0, mended: 0 }
  const copied = copyObject(order, path)
  const mended = held === 'damaged' ? 1 : 0
  return copied && { file: { ruta, ...copied, escrito_ms }, fresh: copied.tamano_bytes, mended }
}

const copyAll = async (order: CopyOrder, tell: (news: CopyNews) => void) => {
  const { dataDir, folder, about, removals } = order
  const places = placesOf(folder)
  const before = (await readBackups(folder)).find(({ nodo_id }) => nodo_id === about.nodo_id)
  const known = knownFrom(
    before ? readFileList(places.list(before.nombre), before.lista.sha256) : [][Symbol.iterator](),
  )
  prepareBackup(folder, about.nombre)
  const base = await compressBase(order)
  const de = countOf(filesOf(dataDir))
  const list = createFileList(places.list(about.nombre))
  let [done, nuevos_bytes, reparados] = [0, 0, 0]
  for (const ruta of filesOf(dataDir)) {
    if (done++ % tellEvery === 0) tell({ kind: 'progress', archivos: done, de, nuevos_bytes })
    const taken = takeIn(order, ruta, known(ruta))
    if (!taken) continue
    list.add(taken.file)
    nuevos_bytes += taken.fresh
    reparados += taken.mended
  }
  const lista = list.end()
  if (removals && Atomics.load(removals.count, 0) !== removals.before) return tell({ kind: 'outdated', nuevos_bytes })
  const manifest: Manifest = { ...about, base, lista }
  writeManifest(folder, manifest)
  await pruneBackups(folder, manifest)
  const tamano_bytes = base.tamano_bytes + lista.tamano_bytes
  tell({ kind: 'done', archivos: lista.archivos, tamano_bytes, nuevos_bytes, reparados })
}

await copyAll(workerData as CopyOrder, (news) => parentPort?.postMessage(news))
