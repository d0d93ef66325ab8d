import { NodoError } from '../errors.ts'
import type { Medio } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import { createTemporaries } from '../packaging/job-files.ts'
import { MediaError, type MediaTools } from '../packaging/media-tools.ts'
import { forPage, lookAtPicture, writeWidths } from '../packaging/pictures.ts'
import { createKeeper } from '../packaging/upload-work.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import type { Act } from '../system/store.ts'
import type { AccountStore } from './store.ts'

/** The pictures by which people show themselves. */
export interface Pictures {
  /**
   * Gives a person their picture, written anew in three widths: what a camera tells of people and places goes.
   * @param path of a JPEG, PNG or WebP
   * @param version over which version of the account alone
   * @param act of whoever gives it to somebody else
   * @throws NodoError usuario_no_encontrado, imagen_no_admitida, version_distinta
   */
  give(id: Id, path: string, version?: number, act?: Act): Promise<void>
  /** Of a person who has none, nothing. */
  takeAway(id: Id): Promise<void>
}

export interface PicturesDeps {
  accounts: Pick<AccountStore, 'setPicture'>
  blobs: Pick<KeptBlobs, 'temporary' | 'keep' | 'discard'>
  tools: MediaTools
}

export const createPictures = ({ accounts, blobs, tools }: PicturesDeps): Pictures => {
  const hashesOf = (pictures: readonly Medio[]) => pictures.flatMap(({ sha256 }) => sha256 ?? [])

  const written = async (path: string, taken: ReturnType<typeof createKeeper>): Promise<Medio[]> => {
    const picture = await lookAtPicture(tools, path)
    if (!picture) throw new NodoError('imagen_no_admitida')
    const temporaries = createTemporaries(blobs)
    const { signal } = new AbortController()
    const source = { path, formats: picture.formats, index: 0, width: picture.width }
    try {
      return await writeWidths(
        { tools, signal, keep: taken.keep, temporary: temporaries.temporary },
        source,
        'imagen',
      ).catch((error) => {
        throw error instanceof MediaError ? new NodoError('imagen_no_admitida', { cause: error }) : error
      })
    } finally {
      await temporaries.remove()
    }
  }

  const give = async (id: Id, path: string, version?: number, act?: Act) => {
    const keeper = createKeeper(blobs, { id })
    try {
      const imagenes = await written(path, keeper)
      const imagen = forPage(imagenes)?.url
      if (imagen === undefined) throw new NodoError('imagen_no_admitida')
      const { gone } = await accounts.setPicture(id, { imagen, imagenes }, version, act)
      await blobs.discard(hashesOf(gone), id)
    } catch (error) {
      await keeper.giveBack()
      throw error
    }
  }

  // One at a time: a large picture takes hundreds of megabytes while it is open.
  let last: Promise<unknown> = Promise.resolve()
  return {
    give(id, path, version, act) {
      const turn = last.then(() => give(id, path, version, act))
      last = turn.catch(() => undefined)
      return turn
    },
    async takeAway(id) {
      const { gone } = await accounts.setPicture(id, { imagen: null, imagenes: [] })
      await blobs.discard(hashesOf(gone), id)
    },
  }
}
