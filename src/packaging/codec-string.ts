import { type Box, BoxError, boxesIn, createFields, type Fields, findBox } from './boxes.ts'

/** What a player has to know of a track before it opens it. */
export interface CodecInfo {
  /** RFC 6381: `avc1.64001f`, `mp4a.40.2`, `opus`; for what has no rule here, the type of its sample entry. */
  codec: string
  sampleRate?: number
  channels?: number
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')

/** `avc1.PPCCLL` of an AVC sample entry: profile, constraints and level of its avcC (ISO/IEC 14496-15 §5.3.3.1). */
export const avcCodec = (view: DataView, entry: Box, childrenAt: number): string => {
  const avcC = findBox(view, childrenAt, entry.end, 'avcC')
  if (!avcC) throw new BoxError('avc1 has no avcC')
  const fields = createFields(view, avcC)
  fields.skip(1)
  return `${entry.type}.${hex(fields.u8())}${hex(fields.u8())}${hex(fields.u8())}`
}

/** ISO/IEC 14496-1 §8.3.3: a tag, then a length in up to four groups of seven bits. */
const descriptor = (fields: Fields): { tag: number; bytes: number } => {
  const tag = fields.u8()
  let bytes = 0
  for (let group = 0; group < 4; group++) {
    const byte = fields.u8()
    bytes = bytes * 128 + (byte & 0x7f)
    if (byte < 0x80) return { tag, bytes }
  }
  throw new BoxError('esds has a descriptor whose length does not end')
}

const aacRates = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350]
const aacChannels = [undefined, 1, 2, 3, 4, 5, 6, 8]

/** AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1): object type, sampling frequency, channels. */
const audioSpecificConfig = (fields: Fields, bytes: number): CodecInfo => {
  let bits = 0n
  const length = Math.min(bytes, fields.left(), 8)
  for (let i = 0; i < length; i++) bits = (bits << 8n) | BigInt(fields.u8())
  let left = length * 8
  const take = (count: number): number => {
    if (count > left) throw new BoxError('esds has a cut AudioSpecificConfig')
    left -= count
    return Number((bits >> BigInt(left)) & ((1n << BigInt(count)) - 1n))
  }
  const short = take(5)
  const objectType = short === 31 ? 32 + take(6) : short
  const index = take(4)
  const sampleRate = index === 15 ? take(24) : aacRates[index]
  return { codec: `mp4a.40.${objectType}`, sampleRate, channels: aacChannels[take(4)] }
}

/** ES_Descriptor → DecoderConfigDescriptor → DecoderSpecificInfo (ISO/IEC 14496-1 §7.2.6, RFC 6381 §3.3). */
const mpeg4Audio = (view: DataView, esds: Box): CodecInfo => {
  const fields = createFields(view, esds)
  fields.full()
  if (descriptor(fields).tag !== 3) throw new BoxError('esds has no ES_Descriptor')
  fields.skip(2)
  const flags = fields.u8()
  if (flags & 0x80) fields.skip(2)
  if (flags & 0x40) fields.skip(fields.u8())
  if (flags & 0x20) fields.skip(2)
  if (descriptor(fields).tag !== 4) throw new BoxError('esds has no DecoderConfigDescriptor')
  const objectType = fields.u8()
  if (objectType !== 0x40) return { codec: `mp4a.${hex(objectType)}` }
  fields.skip(12)
  const specific = descriptor(fields)
  if (specific.tag !== 5) throw new BoxError('esds has no DecoderSpecificInfo')
  return audioSpecificConfig(fields, specific.bytes)
}

/**
 * Codec, rate and channels of an audio sample entry whose fields end at `childrenAt`. For AAC they come from the esds:
 * ffmpeg writes two channels in the entry whatever there are.
 */
export const audioCodec = (view: DataView, entry: Box, childrenAt: number): CodecInfo => {
  if (entry.type === 'Opus') return { codec: 'opus' }
  if (entry.type !== 'mp4a') return { codec: entry.type }
  for (const box of boxesIn(view, childrenAt, entry.end)) if (box.type === 'esds') return mpeg4Audio(view, box)
  throw new BoxError('mp4a has no esds')
}
