import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, statfs } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { NodoError } from '../../errors.ts'
import { syncToDisk } from '../../sync-to-disk.ts'
import { readFileList } from './file-list.ts'
import { backupNames, isThere, type Manifest, placesOf, readBackups, readManifest } from './manifest.ts'

/**
 * The backup that is meant: by its name, or the latest.
 * @throws NodoError copia_no_encontrada, copia_ambigua (of several nodes), copia_danada
 */
export const chooseBackup = async (folder: string, nombre: string | undefined): Promise<Manifest> => {
  const names = await backupNames(folder)
  const said = { carpeta: folder, nombres: names.sort().join(', ') || '–' }
  if (names.length === 0 || (nombre !== undefined && !names.includes(nombre)))
    throw new NodoError('copia_no_encontrada', { values: said })
  if (nombre !== undefined) return readManifest(folder, nombre)
  const readable = await readBackups(folder)
  if (new Set(readable.map(({ nodo_id }) => nodo_id)).size > 1) throw new NodoError('copia_ambigua', { values: said })
  const [latest] = readable
  if (!latest) throw new NodoError('copia_danada', { values: { archivo: folder } })
  return latest
}

const measured = () => {
  const hash = createHash('sha256')
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
  return { through, sha256: () => hash.digest('hex') }
}

/** A manifest may have been written by anybody: what it names stays below the folder. */
const placeIn = (into: string, ruta: string): string => {
  const place = normalize(join(into, ruta))
  if (!place.startsWith(into + sep)) throw new NodoError('copia_danada', { values: { archivo: ruta } })
  return place
}

/**
 * Puts a backup together in a new folder: its files, each compared with its SHA-256, and the database as `nodo.db`.
 * @param told hears how many files are there
 * @throws NodoError copia_danada, sin_espacio
 */
export const restoreFiles = async (
  folder: string,
  { nombre, base, lista }: Manifest,
  into: string,
  told: (done: number, of: number) => void,
): Promise<void> => {
  const places = placesOf(folder)
  const damaged = (archivo: string, cause?: unknown) => new NodoError('copia_danada', { values: { archivo }, cause })
  await mkdir(into, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(into)
  const needed = base.tamano_bytes + lista.tamano_bytes
  if (bavail * bsize < needed) throw new NodoError('sin_espacio')
  const folders = new Set<string>([into])

  let done = 0
  for (const { ruta, sha256 } of readFileList(places.list(nombre), lista.sha256)) {
    told(done++, lista.archivos)
    const [from, to] = [places.object(sha256), placeIn(into, ruta)]
    if (!(await isThere(from))) throw damaged(ruta)
    const folderOfIt = dirname(to)
    if (!folders.has(folderOfIt)) await mkdir(folderOfIt, { recursive: true, mode: 0o700 })
    folders.add(folderOfIt)
    const { through, sha256: found } = measured()
    await pipeline(createReadStream(from), through, createWriteStream(to, { mode: 0o600, flush: true }))
    if (found() !== sha256) throw damaged(ruta)
  }
  const { through, sha256 } = measured()
  const file = join(into, 'nodo.db')
  try {
    const written = createWriteStream(file, { mode: 0o600, flush: true })
    await pipeline(createReadStream(places.base(nombre)), createZstdDecompress(), through, written)
  } catch (cause) {
    throw damaged('base.db.zst', cause)
  }
  if (sha256() !== base.sha256) throw damaged('base.db.zst')
  for (const one of folders) syncToDisk(one)
}
