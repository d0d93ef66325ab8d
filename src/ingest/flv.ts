/** Tag types of FLV, which are also RTMP's message types (Adobe FLV 10.1, E.4.1). */
export const AUDIO_TAG = 8
export const VIDEO_TAG = 9
export const SCRIPT_TAG = 18

/** What an encoder's packet is, as far as taking it in needs to know. */
export type PacketKind =
  | { track: 'video'; config: boolean; key: boolean }
  | { track: 'audio'; config: boolean; key: true }
  | { refused: 'fija_h264' | 'fija_aac' }
  | { ignored: true }

/**
 * Reads the first bytes of an audio or video message (Adobe FLV 10.1, E.4.2.1 and E.4.3.1). Only AVC and AAC are taken:
 * enhanced RTMP's extended headers and every other codec are refused with the studio's advice.
 */
export const packetKind = (type: number, payload: Uint8Array): PacketKind => {
  const [first, second] = payload
  if (first === undefined || second === undefined) return { ignored: true }
  if (type === VIDEO_TAG) {
    const extended = (first & 0x80) !== 0
    if (extended || (first & 0x0f) !== 7)
      return (first & 0x70) >> 4 === 5 ? { ignored: true } : { refused: 'fija_h264' }
    // Frame type 5 is a command to the player; packet type 2 the end of a sequence: neither carries a picture.
    if (first >> 4 === 5 || second === 2 || payload.length <= 5) return { ignored: true }
    return { track: 'video', config: second === 0, key: first >> 4 === 1 }
  }
  if (type === AUDIO_TAG) {
    if (first >> 4 !== 10) return { refused: 'fija_aac' }
    if (payload.length <= 2) return { ignored: true }
    return { track: 'audio', config: second === 0, key: true }
  }
  return { ignored: true }
}

/**
 * Whether a picture is one that every decoder can begin with. FLV also marks the recovery points of intra refresh as
 * key frames; Chromium waits for an IDR picture (ITU-T H.264 7.4.1.2.4) and shows nothing until then.
 * @param payload a video packet of H.264 @param config the sequence header before it: it tells how long lengths are
 */
export const hasIdr = (payload: Uint8Array, config: Uint8Array): boolean => {
  const lengthBytes = ((config[9] ?? 3) & 3) + 1
  for (let at = 5; at + lengthBytes < payload.length; ) {
    let length = 0
    for (let n = 0; n < lengthBytes; n++) length = length * 256 + (payload[at++] ?? 0)
    if (((payload[at] ?? 0) & 0x1f) === IDR) return true
    at += length
  }
  return false
}
const IDR = 5

/** The header of an FLV stream that announces its tracks, with the first PreviousTagSize (E.2, E.3). */
export const flvHeader = (tracks: { video: boolean; audio: boolean }): Uint8Array =>
  Uint8Array.of(0x46, 0x4c, 0x56, 1, (tracks.audio ? 4 : 0) | (tracks.video ? 1 : 0), 0, 0, 0, 9, 0, 0, 0, 0)

/** One FLV tag with its PreviousTagSize (E.4.1). @param ms its timestamp, taken modulo 2^32 */
export const flvTag = (type: number, ms: number, payload: Uint8Array): Uint8Array => {
  const size = payload.length
  const tag = new Uint8Array(11 + size + 4)
  const view = new DataView(tag.buffer)
  view.setUint32(0, (type << 24) | size)
  view.setUint32(4, ((ms & 0xffffff) << 8) | ((ms >>> 24) & 0xff))
  tag.set(payload, 11)
  view.setUint32(11 + size, 11 + size)
  return tag
}

/** The fields of an AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1) that silence depends on; undefined for what is not plain AAC-LC. */
export const aacConfig = (payload: Uint8Array): { rateHz: number; channels: number } | undefined => {
  const [, , a, b] = payload
  if (a === undefined || b === undefined) return undefined
  const rateHz = AAC_RATES[((a & 7) << 1) | (b >> 7)]
  const channels = (b >> 3) & 15
  return a >> 3 === 2 && rateHz !== undefined && channels > 0 ? { rateHz, channels } : undefined
}
const AAC_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000]

/** Samples in a frame of AAC-LC. */
export const AAC_FRAME = 1024
/** The sequence header of AAC-LC, 48 kHz, stereo: what a missing audio is announced as. */
export const SILENT_CONFIG = Uint8Array.of(0xaf, 0, 0x11, 0x90)
/** One silent frame of AAC-LC, as FLV carries it: a channel element with no spectral data (ISO/IEC 14496-3 §4.4.2.1). */
export const silentFrame = (channels: number): Uint8Array | undefined =>
  channels === 1
    ? Uint8Array.of(0xaf, 1, 0x01, 0x18, 0x20, 0x07)
    : channels === 2
      ? Uint8Array.of(0xaf, 1, 0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c)
      : undefined
