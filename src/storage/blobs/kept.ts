import type { BlobRecordStore } from '../../catalog/blob-store.ts'
import type { Service } from '../../service.ts'
import type { BlobStore, KeptBlobs } from './blobs.ts'

export interface KeptBlobsDeps {
  disk: BlobStore & Service
  records: Pick<BlobRecordStore, 'add' | 'unused' | 'forget'>
  clock: { now(): number }
  log: { warn(fields: object, text: string): void }
}

/** Longer than what makes a file takes until its content refers to it, also over a kill. */
const heldMs = 24 * 3_600_000
const sweepEveryMs = 3_600_000
const sweptAtOnce = 100

/**
 * The blobs of this disk with their records. While it runs it looks every hour for files that no content came to refer
 * to, or does any more, and removes them.
 */
export const createKeptBlobs = ({ disk, records, clock, log }: KeptBlobsDeps): KeptBlobs & Service => {
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<void> = Promise.resolve()
  let stopping = false

  const discard: KeptBlobs['discard'] = async (sha256s, contenidoId) => {
    for (const sha256 of sha256s)
      await disk.remove(sha256, async () => (await records.forget([sha256], clock.now(), contenidoId)).length > 0)
  }

  const sweep = async () => {
    try {
      await discard(await records.unused(clock.now(), sweptAtOnce))
    } catch (err) {
      log.warn({ err }, 'files that nobody needs could not be removed')
    }
  }
  const sweepOn = () => {
    sweeping = sweep().then(() => {
      if (!stopping) timer = setTimeout(sweepOn, sweepEveryMs)
    })
  }

  return {
    name: 'blobs',
    temporary: disk.temporary,
    path: disk.path,
    keep: (path, contenido_id, known) =>
      disk.adopt(path, (file) => records.add(file, { contenido_id, vence_nodo_ms: clock.now() + heldMs }), known),
    discard,
    async start() {
      stopping = false
      await disk.start()
      sweepOn()
    },
    async stop() {
      stopping = true
      clearTimeout(timer)
      await sweeping
      await disk.stop()
    },
  }
}
