/**
 * Playlists as values. Sections are of HTTP Live Streaming, 2nd Edition (draft-pantos-hls-rfc8216bis). Durations are in
 * seconds and written with five decimals at most.
 */

/** A Partial Segment (4.4.4.9). */
export interface Part {
  uri: string
  duration: number
  /** It begins with a picture that needs no other. */
  independent: boolean
  gap?: boolean
}

/** A part of a resource (4.4.4.2): so many bytes, from there on. */
export interface ByteRange {
  bytes: number
  from: number
}

/** What stands before a segment, whether it is complete or its first parts. */
export interface SegmentHead {
  /** The encoding changes here (4.4.4.3). */
  discontinuity: boolean
  /** Its Media Initialization Section (4.4.4.5); once a playlist has one, all that follow have one. */
  map?: string
  /** The part of its resource that the map is, where it is not the whole. */
  mapRange?: ByteRange
  /** Wall time of the first sample, ms since 1970 (4.4.4.6); only where it is an anchor. */
  programDateTime?: number
  parts: Part[]
}

export interface Segment extends SegmentHead {
  uri: string
  /** The part of its resource that the segment is, where it is not the whole. */
  range?: ByteRange
  duration: number
  /** The resource is not there (4.4.4.7). */
  gap?: boolean
}

export interface RenditionReport {
  uri: string
  lastMsn: number
  lastPart?: number
}

export interface MediaPlaylist {
  /** EXT-X-VERSION; 6 for anything with a map (section 8). */
  version: number
  /** Whole seconds. */
  targetDuration: number
  partTarget?: number
  partHoldBack?: number
  holdBack?: number
  canBlockReload?: boolean
  /** Number of the first segment. */
  mediaSequence: number
  discontinuitySequence: number
  independentSegments: boolean
  endList: boolean
  playlistType?: 'EVENT' | 'VOD'
  segments: Segment[]
  /** The segment that is being made: its parts so far, one at least. */
  open?: SegmentHead
  /** URI of the part that comes next (4.4.5.3). */
  preloadHint?: string
  renditionReports?: RenditionReport[]
}

export interface Variant {
  uri: string
  /** GROUP-ID of the renditions of sound that go with it. */
  audio?: string
  /** GROUP-ID of the subtitles that go with it. */
  subtitles?: string
  /** Peak segment bit rate, bits a second (4.4.6.2). */
  bandwidth: number
  averageBandwidth?: number
  /** RFC 6381, one for each track. */
  codecs: string[]
  resolution?: { width: number; height: number }
  frameRate?: number
}

/** Sound that goes with variants of picture alone (EXT-X-MEDIA, 4.4.6.1): the one of its group. */
export interface AudioRendition {
  group: string
  /** For people who choose. */
  name: string
  /** BCP 47 */
  language?: string
  channels?: number
  uri: string
}

/** What is said, to be read in one language (EXT-X-MEDIA, 4.4.6.1); shown where somebody wants it. */
export interface SubtitleRendition extends Omit<AudioRendition, 'channels'> {
  language: string
}

export interface MultivariantPlaylist {
  version: number
  independentSegments: boolean
  audio?: AudioRendition[]
  subtitles?: SubtitleRendition[]
  variants: Variant[]
}

/** A playlist that can't be read, or a value that no playlist can say. */
export class PlaylistError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PlaylistError'
  }
}
