import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { NodoError } from '../../errors.ts'
import { syncToDisk } from '../../sync-to-disk.ts'

/**
 * A backup folder: `objetos/ab/abcd…` are files by their SHA-256, each once however many backups have it; each folder of
 * `copias` is one backup, with the database (`base.db.zst`) and the manifest, which is written last: without a whole one
 * there is no backup.
 */

export interface BackedUpFile {
  /** In the data folder. */
  ruta: string
  sha256: string
  tamano_bytes: number
  /** When it was last written: with its size it tells a file that need not be read again. */
  escrito_ms: number
}

export interface Manifest {
  formato: 1
  nombre: string
  nodo_id: string
  nodo_nombre: string
  version: string
  familia: 'embedded' | 'servers'
  creada_en: number
  /** Node time at which the database was copied: of two backups of a node it tells the later one. */
  nodo_ms: number
  base: { sha256: string; tamano_bytes: number }
  archivos: BackedUpFile[]
}

const manifestName = 'manifiesto.json'
export const placesOf = (folder: string) => ({
  backups: join(folder, 'copias'),
  objects: join(folder, 'objetos'),
  backup: (nombre: string) => join(folder, 'copias', nombre),
  base: (nombre: string) => join(folder, 'copias', nombre, 'base.db.zst'),
  object: (sha256: string) => join(folder, 'objetos', sha256.slice(0, 2), sha256),
})

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

/** Writes it beside and gives it its name once it is on the disk: from then on the backup is one. */
export const writeManifest = (folder: string, manifest: Manifest): void => {
  const { backup, backups } = placesOf(folder)
  const text = JSON.stringify(manifest)
  const file = join(backup(manifest.nombre), manifestName)
  writeFileSync(`${file}.nuevo`, `${text}\n${digest(text)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.nuevo`, file)
  syncToDisk(backup(manifest.nombre))
  syncToDisk(backups)
}

/** @throws NodoError copia_danada where it is not what was written */
export const readManifest = (folder: string, nombre: string): Manifest => {
  const [text = '', sum] = readFileSync(join(placesOf(folder).backup(nombre), manifestName), 'utf8').split('\n')
  if (digest(text) !== sum) throw new NodoError('copia_danada', { values: { archivo: `${nombre}/${manifestName}` } })
  return JSON.parse(text) as Manifest
}

/** The names of the backups that were ended, whether they can be read or not. */
export const backupNames = (folder: string): string[] => {
  const { backups, backup } = placesOf(folder)
  if (!existsSync(backups)) return []
  return readdirSync(backups).filter((nombre) => existsSync(join(backup(nombre), manifestName)))
}

/** The backups of a folder that can be read, the latest of each node first. */
export const readBackups = (folder: string): Manifest[] =>
  backupNames(folder)
    .flatMap((nombre) => {
      try {
        return [readManifest(folder, nombre)]
      } catch (error) {
        if (error instanceof NodoError) return []
        throw error
      }
    })
    .sort((a, b) => b.nodo_ms - a.nodo_ms)

/** Makes the folders of a backup that begins, and takes away what one of the same name left. */
export const prepareBackup = (folder: string, nombre: string): void => {
  const { backup, objects } = placesOf(folder)
  rmSync(backup(nombre), { recursive: true, force: true })
  mkdirSync(backup(nombre), { recursive: true, mode: 0o700 })
  mkdirSync(objects, { recursive: true, mode: 0o700 })
}

const suffixOf = (nodoId: string) => nodoId.slice(-12)

/** A name that sorts by the wall clock and that no other box gives. */
export const nameOfBackup = (wallMs: number, nodoId: string): string =>
  `${new Date(wallMs).toISOString().slice(0, 19).replaceAll(':', '-')}-${suffixOf(nodoId)}`

const keptMs = 30 * 86_400_000

/**
 * Takes away this node's backups that are older than thirty days of node time, but for its latest, what backups that
 * were never ended left, and the objects that no backup has any more. Where a manifest cannot be read, every object
 * stays.
 */
export const pruneBackups = (folder: string, latest: Pick<Manifest, 'nombre' | 'nodo_id' | 'nodo_ms'>): void => {
  const { backups, backup, objects } = placesOf(folder)
  const unfinished = () => {
    const ended = new Set(backupNames(folder))
    return readdirSync(backups).filter((nombre) => !ended.has(nombre))
  }
  for (const nombre of unfinished())
    if (nombre.endsWith(suffixOf(latest.nodo_id))) rmSync(backup(nombre), { recursive: true })
  for (const one of readBackups(folder)) {
    const mine = one.nodo_id === latest.nodo_id && one.nombre !== latest.nombre
    if (!mine || latest.nodo_ms - one.nodo_ms < keptMs) continue
    // First what makes it one, so that a cut leaves no backup that lacks objects.
    rmSync(join(backup(one.nombre), manifestName))
    rmSync(backup(one.nombre), { recursive: true })
  }
  const left = readBackups(folder)
  // One that another box is making has objects that no manifest tells yet.
  if (left.length !== backupNames(folder).length || unfinished().length > 0) return
  const needed = new Set(left.flatMap(({ archivos }) => archivos.map(({ sha256 }) => sha256)))
  for (const part of readdirSync(objects))
    for (const name of readdirSync(join(objects, part))) if (!needed.has(name)) rmSync(join(objects, part, name))
}
