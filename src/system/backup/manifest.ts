import { createHash } from 'node:crypto'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { access, readdir, readFile } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { NodoError } from '../../errors.ts'
import { syncToDisk } from '../../sync-to-disk.ts'
import type { FileList } from './file-list.ts'

/**
 * A backup folder: `objetos/ab/abcd…` are files by their SHA-256, each once however many backups have it; each folder of
 * `copias` is one backup, with the database (`base.db.zst`), the list of its files, and the manifest, which is written
 * last and is small: without a whole one there is no backup, and which ones there are is known without their lists.
 */
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
  lista: FileList
}

const manifestName = 'manifiesto.json'
/** What the name of an object begins with that is still being copied. */
export const unfinishedName = 'en-curso-'
export const placesOf = (folder: string) => ({
  backups: join(folder, 'copias'),
  objects: join(folder, 'objetos'),
  backup: (nombre: string) => join(folder, 'copias', nombre),
  base: (nombre: string) => join(folder, 'copias', nombre, 'base.db.zst'),
  list: (nombre: string) => join(folder, 'copias', nombre, 'archivos.jsonl'),
  manifest: (nombre: string) => join(folder, 'copias', nombre, manifestName),
  unfinished: (nombre: string) => join(folder, 'objetos', unfinishedName + nombre),
  object: (sha256: string) => join(folder, 'objetos', sha256.slice(0, 2), sha256),
})

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

/** Writes it beside and gives it its name once it is on the disk: from then on the backup is one. */
export const writeManifest = (folder: string, manifest: Manifest): void => {
  const places = placesOf(folder)
  const text = JSON.stringify(manifest)
  const file = places.manifest(manifest.nombre)
  writeFileSync(`${file}.nuevo`, `${text}\n${digest(text)}\n`, { mode: 0o600, flush: true })
  renameSync(`${file}.nuevo`, file)
  syncToDisk(places.backup(manifest.nombre))
  syncToDisk(places.backups)
}

/** @throws NodoError copia_danada where it is not what was written */
export const readManifest = async (folder: string, nombre: string): Promise<Manifest> => {
  const [text = '', sum] = (await readFile(placesOf(folder).manifest(nombre), 'utf8')).split('\n')
  if (digest(text) !== sum) throw new NodoError('copia_danada', { values: { archivo: `${nombre}/${manifestName}` } })
  return JSON.parse(text) as Manifest
}

/** Whether backups there would be copied by the next, and lost with the data. */
export const isWithin = (folder: string, dataDir: string): boolean =>
  `${resolve(folder)}${sep}`.startsWith(`${resolve(dataDir)}${sep}`)

export const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The names of the backups that were ended, whether they can be read or not. */
export const backupNames = async (folder: string): Promise<string[]> => {
  const { backups, manifest } = placesOf(folder)
  if (!(await isThere(backups))) return []
  const names: string[] = []
  for (const nombre of await readdir(backups)) if (await isThere(manifest(nombre))) names.push(nombre)
  return names
}

/** The backups of a folder whose manifests can be read, the latest of each node first. */
export const readBackups = async (folder: string): Promise<Manifest[]> => {
  const found: Manifest[] = []
  for (const nombre of await backupNames(folder)) {
    try {
      found.push(await readManifest(folder, nombre))
    } catch (error) {
      if (!(error instanceof NodoError)) throw error
    }
  }
  return found.sort((a, b) => b.nodo_ms - a.nodo_ms)
}

/** Makes the folders of a backup that begins, and takes away what one of the same name left. */
export const prepareBackup = (folder: string, nombre: string): void => {
  const { backup, objects } = placesOf(folder)
  rmSync(backup(nombre), { recursive: true, force: true })
  mkdirSync(backup(nombre), { recursive: true, mode: 0o700 })
  mkdirSync(objects, { recursive: true, mode: 0o700 })
}

/** What the names of a node's backups end in. */
export const suffixOf = (nodoId: string) => nodoId.slice(-12)

/** A name that sorts by the wall clock and that no other box gives. */
export const nameOfBackup = (wallMs: number, nodoId: string): string =>
  `${new Date(wallMs).toISOString().slice(0, 19).replaceAll(':', '-')}-${suffixOf(nodoId)}`
