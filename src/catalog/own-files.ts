import { NodoError } from '../errors.ts'
import type { Contenido, Medio } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import { changeContent } from '../packaging/content-change.ts'
import { createTemporaries } from '../packaging/job-files.ts'
import { createKeeper, type UploadWork } from '../packaging/upload-work.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import { type Actor, actsForOther, type ContentAccess } from './access.ts'
import type { NoteAct } from './acts.ts'
import type { ContentStore } from './store.ts'

/** Files that a content has in the place of others. */
export interface Replacement {
  /** Those that go. */
  goes(medio: Medio): boolean
  /** Those that come. */
  comes: readonly Medio[]
  /** What else changes with them. */
  fields(now: Contenido): Partial<Contenido>
}

/** What files are made with: fresh paths, and the way into the blob store. */
export type Making = Pick<UploadWork, 'temporary' | 'keep'>

/** Files that a content's creator or an admin gives it beside what is played: subtitles, a thumbnail. */
export interface OwnFiles {
  /**
   * Puts files in the place of others. A file that nothing refers to any more goes from the disk.
   * @param make may throw, and then nothing changes
   * @param version over which version alone
   * @throws NodoError contenido_no_encontrado, sin_permiso, version_distinta, and what `make` throws
   */
  replace(id: Id, actor: Actor, make: (content: Contenido, making: Making) => Promise<Replacement>, version?: number): Promise<void> // biome-ignore format: one signature
}

export interface OwnFilesDeps {
  access: ContentAccess
  contents: Pick<ContentStore, 'byId' | 'change'>
  blobs: Pick<KeptBlobs, 'temporary' | 'keep' | 'discard'>
  note: NoteAct
}

export const createOwnFiles = ({ access, contents, blobs, note }: OwnFilesDeps): OwnFiles => {
  /** One attempt over the version that the caller read; without one, over whatever is there. */
  const changed = async (id: Id, fieldsOf: (now: Contenido) => Partial<Contenido>, version: number | undefined) =>
    changeContent(contents, id, (now) => {
      if (version !== undefined && now.version !== version) throw new NodoError('version_distinta')
      return fieldsOf(now)
    })

  const replace: OwnFiles['replace'] = async (id, actor, make, version) => {
    const { contenido } = await access.owned(id, actor)
    const keeper = createKeeper(blobs, contenido)
    const temporaries = createTemporaries(blobs)
    try {
      const { goes, comes, fields } = await make(contenido, { temporary: temporaries.temporary, keep: keeper.keep })
      const urls = comes.map(({ url }) => url)
      const stays = (medio: Medio) => !goes(medio) && !urls.includes(medio.url)
      const { before, after } = await changed(
        id,
        (now) => ({ medios: [...now.medios.filter(stays), ...comes], ...fields(now) }),
        version,
      )
      await blobs.discard(
        before.medios.filter(goes).flatMap(({ sha256 }) => sha256 ?? []),
        id,
      )
      if (!actsForOther(actor, contenido.creador_id)) return
      const told = ({ miniatura, subtitulos }: Contenido) => ({ miniatura, subtitulos })
      await note({
        actor_id: actor.id,
        accion: 'contenido_cambiado',
        objeto: `contenidos/${id}`,
        antes: told(before),
        despues: told(after),
      })
    } catch (error) {
      await keeper.giveBack()
      throw error
    } finally {
      await temporaries.remove()
    }
  }

  // One at a time: a large picture takes hundreds of megabytes while it is open, and what one act takes in no other may
  // throw away before its content refers to it.
  let last: Promise<unknown> = Promise.resolve()
  return {
    replace(...given) {
      const turn = last.then(() => replace(...given))
      last = turn.catch(() => undefined)
      return turn
    },
  }
}
