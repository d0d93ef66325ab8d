import type { Contenido, Medio } from '../model/contenido.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import { mediaUrl } from './media-names.ts'
import type { Probe } from './media-probe.ts'
import type { MediaTools } from './media-tools.ts'

/** One upload being prepared. */
export interface UploadWork {
  /** As it was when the work began. */
  content: Contenido
  /** The original and its size. */
  path: string
  bytes: number
  probe: Probe
  tools: MediaTools
  /** A fresh path, gone when the work is over. */
  temporary(extension: string): Promise<string>
  /** Takes a finished file in. */
  keep(path: string, file: KeptFile): Promise<Medio>
  /** Makes sure of room. @throws NodoError that says when to try again */
  room(bytes: number): Promise<void>
  signal: AbortSignal
}

/** What a file is to its content; `name` and `extension` make its address. */
export interface KeptFile extends Pick<Medio, 'formato' | 'codecs' | 'ancho' | 'alto' | 'bitrate'> {
  name: string
  extension: string
}

/** Takes finished files into the blob store for one content, and remembers which. */
export const createKeeper = (blobs: Pick<KeptBlobs, 'keep' | 'discard'>, content: Pick<Contenido, 'id'>) => {
  const taken: string[] = []
  return {
    async keep(path: string, { name, extension, ...given }: KeptFile): Promise<Medio> {
      const { sha256, tamano_bytes } = await blobs.keep(path, content.id)
      taken.push(sha256)
      return { ...given, tamano_bytes, sha256, url: mediaUrl(content.id, name, sha256, extension) }
    },
    /** What was taken in goes again where nothing else needs it: the content is gone. */
    giveBack: () => blobs.discard(taken, content.id),
  }
}
