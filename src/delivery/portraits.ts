import { NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'
import type { AccountStore } from '../people/store.ts'
import type { BlobStore } from '../storage/blobs/blobs.ts'

/** The pictures of people, by `/media/{usuario}/…`. */
export interface Portraits {
  /** Where such a file stands on this disk. @throws NodoError contenido_no_encontrado, also of who may not enter */
  path(usuarioId: Id, name: string): Promise<string>
}

export const createPortraits = (deps: {
  accounts: Pick<AccountStore, 'byId'>
  blobs: Pick<BlobStore, 'path'>
}): Portraits => ({
  async path(usuarioId, name) {
    const account = await deps.accounts.byId(usuarioId)
    const picture = account?.activo && account.imagenes.find(({ url }) => url === `/media/${usuarioId}/${name}`)
    const path = picture ? deps.blobs.path(picture.sha256 ?? '') : undefined
    if (path === undefined) throw new NodoError('contenido_no_encontrado')
    return path
  },
})
