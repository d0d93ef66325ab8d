import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Service } from '../service.ts'
import { append } from './append.ts'
import { gather } from './gather.ts'

/** A file that came with a form, whole and synced; whoever takes it in gives it a name of its own. */
export interface ArrivedFile {
  path: string
  sha256: string
  tamano_bytes: number
}

export interface Arrivals extends Service {
  /** @throws NodoError sin_espacio where the disk has no room for so many bytes */
  admit(bytes: number): Promise<void>
  /** Writes a file of a form to the disk; of one that is cut, nothing is left. @throws NodoError sin_espacio */
  receive(bytes: Readable): Promise<ArrivedFile>
  remove(path: string): Promise<void>
  /** Makes the file of an upload, empty, so that it is there after a power cut. */
  create(id: string): Promise<void>
  /** The file of an upload that comes in pieces. @param id a node's own, never a client's text */
  pathOf(id: string): string
  /** The ids of the uploads whose files are here. */
  ids(): Promise<string[]>
}

/** More of a form would be faster and dearer: its pieces are parts of larger ones, which only a collection gives back. */
const mostWaiting = 64 * 1024
const ofForm = '.form'
const ofUpload = '.tus'

/** What is on its way in: files in a folder of their own, on the file system of the blobs. */
export const createArrivals = ({
  dir,
  space,
}: {
  dir: string
  space: { admit(bytes: number): Promise<void> }
}): Arrivals => {
  const named = async (ending: string) => (await readdir(dir)).filter((name) => name.endsWith(ending))
  const remove = (path: string) => rm(path, { force: true })
  return {
    name: 'arrivals',
    admit: space.admit,
    remove,
    pathOf: (id) => join(dir, id + ofUpload),
    async create(id) {
      await (await open(join(dir, id + ofUpload), 'wx', 0o600)).close()
      const folder = await open(dir)
      await folder.sync().finally(() => folder.close())
    },
    ids: async () => (await named(ofUpload)).map((name) => name.slice(0, -ofUpload.length)),
    async receive(bytes) {
      const path = join(dir, randomUUID() + ofForm)
      const hash = createHash('sha256')
      const room = () => space.admit(0)
      try {
        const tamano_bytes = await append({
          path,
          flags: 'w',
          from: 0,
          bytes: gather(bytes, mostWaiting),
          heard: (piece) => hash.update(piece),
          room,
        })
        return { path, sha256: hash.digest('hex'), tamano_bytes }
      } catch (error) {
        await remove(path)
        throw error
      }
    },
    async start() {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      // A form that a kill cut is sent anew as a whole.
      for (const name of await named(ofForm)) await remove(join(dir, name))
    },
    stop: async () => undefined,
  }
}
