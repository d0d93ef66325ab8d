import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncToDisk } from '../../sync-to-disk.ts'
import type { BackedUpFile } from './file-list.ts'
import { placesOf } from './manifest.ts'

/** What of an order to copy is about single files. */
interface ObjectOrder {
  folder: string
  about: { nombre: string; nodo_ms: number }
  bytesPerS: number | undefined
}

type Found = Pick<BackedUpFile, 'sha256' | 'tamano_bytes'>

const dayMs = 86_400_000
const readAgainDays = 30
const chunkBytes = 1_048_576
const sleeper = new Int32Array(new SharedArrayBuffer(4))

/** Reads a file to its end, at the order's pace. @param take hears its bytes */
const readThrough = (file: number, { bytesPerS }: ObjectOrder, take: (bytes: Buffer) => void): Found => {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let tamano_bytes = 0
  for (let got = readSync(file, chunk); got > 0; got = readSync(file, chunk)) {
    const bytes = chunk.subarray(0, got)
    hash.update(bytes)
    take(bytes)
    tamano_bytes += got
    if (bytesPerS !== undefined) Atomics.wait(sleeper, 0, 0, (got / bytesPerS) * 1000)
  }
  return { sha256: hash.digest('hex'), tamano_bytes }
}

/** Each object has its day of thirty, so that a disk that rots is found out while the box still has the file. */
const isReadToday = (sha256: string, nodoMs: number): boolean =>
  Number.parseInt(sha256.slice(0, 4), 16) % readAgainDays === Math.floor(nodoMs / dayMs) % readAgainDays

const digestOf = (path: string, order: ObjectOrder): string => {
  const file = openSync(path, 'r')
  try {
    return readThrough(file, order, () => undefined).sha256
  } finally {
    closeSync(file)
  }
}

/** What the backup folder has of a file: by its size, and on the object's day by its bytes. */
export const stateOf = (order: ObjectOrder, { sha256, tamano_bytes }: Found): 'sound' | 'damaged' | 'missing' => {
  const object = placesOf(order.folder).object(sha256)
  const stats = statSync(object, { throwIfNoEntry: false })
  if (!stats) return 'missing'
  if (stats.size !== tamano_bytes) return 'damaged'
  return isReadToday(sha256, order.about.nodo_ms) && digestOf(object, order) !== sha256 ? 'damaged' : 'sound'
}

/**
 * Copies a file under the name of its hash, in the place of what was there.
 * @returns undefined where it went away meanwhile
 */
export const copyObject = (order: ObjectOrder, path: string): Found | undefined => {
  const places = placesOf(order.folder)
  const unfinished = places.unfinished(order.about.nombre)
  let from: number
  try {
    from = openSync(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const to = openSync(unfinished, 'w', 0o600)
  let found: Found
  try {
    // Unlike `writeSync`, which stops where a disk is just full, it writes all or throws.
    found = readThrough(from, order, (bytes) => writeFileSync(to, bytes))
    fsyncSync(to)
  } finally {
    closeSync(from)
    closeSync(to)
  }
  const object = places.object(found.sha256)
  mkdirSync(dirname(object), { recursive: true, mode: 0o700 })
  renameSync(unfinished, object)
  syncToDisk(dirname(object))
  return found
}
