import type { LiveStore } from '../ingest/store.ts'
import { isWhole } from '../packaging/recording-files.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import type { ContentStore, Downloads, Place } from './store.ts'

/** Contents asked of storage at once. */
const PAGE = 20

export interface Retention {
  /**
   * The downloads that may go, oldest content first: those whose recording is whole on this disk, so that they can be
   * made again.
   * @param before only of contents that are older than this one
   */
  candidates(before?: Place): AsyncIterable<Downloads>
  /** Takes a content's downloads away; its recording still plays. @throws NodoError where storage refuses */
  drop(content: Downloads): Promise<void>
}

export interface RetentionDeps {
  contents: Pick<ContentStore, 'downloads' | 'dropDownloads'>
  lives: Pick<LiveStore, 'segments'>
  blobs: Pick<KeptBlobs, 'discard'>
  recordingsDir: string
}

const isOlder = (one: Place, other: Place) =>
  one.orden_nodo_ms < other.orden_nodo_ms ||
  (one.orden_nodo_ms === other.orden_nodo_ms && one.contenido_id < other.contenido_id)

/** What of the catalog gives way when the disk is almost full (design.md, *Space*): until there is a centre, derived renditions only. */
export const createRetention = ({ contents, lives, blobs, recordingsDir }: RetentionDeps): Retention => ({
  async *candidates(before) {
    for (let after: Place | undefined; ; ) {
      const rows = await contents.downloads(PAGE, after)
      for (const row of rows) {
        if (before && !isOlder(row, before)) return
        const journal = await lives.segments(row.transmision_id)
        if (await isWhole(recordingsDir, row.transmision_id, journal)) yield row
      }
      after = rows.at(-1)
      if (rows.length < PAGE) return
    }
  },
  async drop({ contenido_id: id }) {
    // The record first: what a cut in power leaves behind is a file that nobody refers to, never a record without it.
    await blobs.discard(await contents.dropDownloads(id))
  },
})
