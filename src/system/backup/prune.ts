import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { NodoError } from '../../errors.ts'
import { readFileList } from './file-list.ts'
import { backupNames, type Manifest, placesOf, readBackups, suffixOf, unfinishedName } from './manifest.ts'

const keptMs = 30 * 86_400_000

/** As many bits as a number holds: a million files in little memory, and two that share them only keep an object too long. */
const shortOf = (sha256: string) => Number.parseInt(sha256.slice(0, 12), 16)

/** @returns undefined where a list cannot be read */
const neededBy = (folder: string, backups: readonly Manifest[]): Set<number> | undefined => {
  const needed = new Set<number>()
  try {
    for (const { nombre, lista } of backups)
      for (const { sha256 } of readFileList(placesOf(folder).list(nombre), lista.sha256)) needed.add(shortOf(sha256))
  } catch (error) {
    if (error instanceof NodoError) return undefined
    throw error
  }
  return needed
}

/**
 * Takes away this node's backups that are older than thirty days of node time, but for its latest, what backups that
 * were never ended left, and the objects that no backup has any more. Where it cannot be read what a backup has, every
 * object stays.
 */
export const pruneBackups = async (
  folder: string,
  latest: Pick<Manifest, 'nombre' | 'nodo_id' | 'nodo_ms'>,
): Promise<void> => {
  const { backups, backup, manifest, objects } = placesOf(folder)
  const unfinished = async () => {
    const ended = new Set(await backupNames(folder))
    return readdirSync(backups).filter((nombre) => !ended.has(nombre))
  }
  for (const nombre of await unfinished())
    if (nombre.endsWith(suffixOf(latest.nodo_id))) rmSync(backup(nombre), { recursive: true })
  for (const one of await readBackups(folder)) {
    const mine = one.nodo_id === latest.nodo_id && one.nombre !== latest.nombre
    if (!mine || latest.nodo_ms - one.nodo_ms < keptMs) continue
    // First what makes it one, so that a cut leaves no backup that lacks objects.
    rmSync(manifest(one.nombre))
    rmSync(backup(one.nombre), { recursive: true })
  }
  const left = await readBackups(folder)
  // One that another box is making has objects that no manifest tells yet.
  if (left.length !== (await backupNames(folder)).length || (await unfinished()).length > 0) return
  const needed = neededBy(folder, left)
  if (!needed) return
  for (const part of readdirSync(objects)) {
    // A copying that was cut left its file beside the folders, and nobody is copying now.
    if (part.startsWith(unfinishedName)) rmSync(join(objects, part))
    else
      for (const name of readdirSync(join(objects, part)))
        if (!needed.has(shortOf(name))) rmSync(join(objects, part, name))
  }
}
