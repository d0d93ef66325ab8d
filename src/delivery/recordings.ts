import type { LiveStore } from '../ingest/store.ts'
import type { Id } from '../model/primitives.ts'
import { recordedMedia, recordedMultivariant } from '../packaging/recording.ts'
import { readRecording } from '../packaging/recording-files.ts'
import { writeMedia, writeMultivariant } from '../packaging/write-playlist.ts'
import { createKept } from './kept.ts'
import { type PlaylistText, withTag } from './playlist-text.ts'

/** The playlists of a recording by their path: `index.m3u8`, `audio.m3u8`, `main/index.m3u8` … */
export type RecordingPlaylists = ReadonlyMap<string, PlaylistText>

/** A recording of hours is some hundred kilobytes of text; a phone's page asks for it again and again. */
const keptMost = 16

/**
 * The playlists of lives that are over, made from the journal at first need and kept for the latest few: the journal
 * of a finished live does not change.
 */
export const createRecordings = (deps: { lives: Pick<LiveStore, 'byId' | 'segments'>; recordingsDir: string }) => {
  const made = createKept<Id, Promise<RecordingPlaylists>>(keptMost)

  const make = async (live: Id): Promise<RecordingPlaylists> => {
    const renditions = await readRecording(deps.recordingsDir, live, await deps.lives.segments(live))
    const playlists = new Map<string, PlaylistText>()
    for (const { rendicion } of renditions) {
      const media = recordedMedia(renditions, rendicion)
      if (media) playlists.set(`${rendicion}/index.m3u8`, withTag(writeMedia(media)))
    }
    for (const [name, which] of [
      ['index.m3u8', 'all'],
      ['audio.m3u8', 'audio'],
    ] as const) {
      const multivariant = recordedMultivariant(renditions, which)
      if (multivariant) playlists.set(name, withTag(writeMultivariant(multivariant)))
    }
    return playlists
  }

  return {
    /** @returns undefined where the live is not over, so that what would be said of it now is not the last word */
    async of(live: Id): Promise<RecordingPlaylists | undefined> {
      const known = made.get(live)
      if (known) return known
      const found = await deps.lives.byId(live)
      if (found?.transmision.estado !== 'finalizada') return undefined
      const making = make(live)
      made.set(live, making)
      making.catch(() => made.delete(live))
      return making
    },
  }
}
