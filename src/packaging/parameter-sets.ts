import { type Box, BoxError, boxAtPath, boxesIn, createFields, findBox, viewOf } from './boxes.ts'

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15 §5.3.3.1.2), with its parameter sets as NAL units. */
export interface AvcConfig {
  profile: number
  compatibility: number
  level: number
  /** Bytes of each sample's NAL unit lengths: 1, 2 or 4. */
  lengthBytes: number
  sps: Uint8Array[]
  pps: Uint8Array[]
  /** Chroma format and bit depths, where the profile has them. */
  extension: Uint8Array
}

/** Where the avcC of the first video track lies, and the boxes around it, from the outermost. */
const findAvcC = (view: DataView): { around: Box[]; avcC: Box } | undefined => {
  const moov = findBox(view, 0, view.byteLength, 'moov')
  if (!moov) return undefined
  for (const trak of boxesIn(view, moov.body, moov.end)) {
    if (trak.type !== 'trak') continue
    const mdia = boxAtPath(view, trak, 'mdia')
    const minf = boxAtPath(view, mdia, 'minf')
    const stbl = boxAtPath(view, minf, 'stbl')
    const stsd = boxAtPath(view, stbl, 'stsd')
    for (const entry of boxesIn(view, stsd.body + 8, stsd.end)) {
      if (entry.type !== 'avc1') break
      const avcC = findBox(view, entry.body + 78, entry.end, 'avcC')
      if (avcC) return { around: [moov, trak, mdia, minf, stbl, stsd, entry], avcC }
    }
  }
  return undefined
}

const parseConfig = (bytes: Uint8Array): AvcConfig => {
  const fields = createFields(viewOf(bytes), { type: 'avcC', body: 0, end: bytes.byteLength })
  const units = (count: number) =>
    Array.from({ length: count }, () => {
      const size = fields.u16()
      const from = fields.at()
      fields.skip(size)
      return bytes.slice(from, from + size)
    })
  fields.skip(1)
  const [profile, compatibility, level, lengths] = [fields.u8(), fields.u8(), fields.u8(), fields.u8()]
  const sps = units(fields.u8() & 0x1f)
  const pps = units(fields.u8())
  return {
    profile,
    compatibility,
    level,
    lengthBytes: (lengths & 3) + 1,
    sps,
    pps,
    extension: bytes.slice(fields.at()),
  }
}

/** The H.264 parameters of an init; undefined where it has no `avc1` video. @throws BoxError */
export const avcConfigOf = (init: Uint8Array): AvcConfig | undefined => {
  const found = findAvcC(viewOf(init))
  return found && parseConfig(init.subarray(found.avcC.body, found.avcC.end))
}

const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0

/** Whether pictures of one can be decoded under the other. */
export const sameConfig = (a: AvcConfig, b: AvcConfig): boolean =>
  a.lengthBytes === b.lengthBytes &&
  a.sps.length === b.sps.length &&
  a.pps.length === b.pps.length &&
  a.sps.every((unit, i) => sameBytes(unit, b.sps[i] as Uint8Array)) &&
  a.pps.every((unit, i) => sameBytes(unit, b.pps[i] as Uint8Array))

/** ue(v), the first value of an SPS behind its three fixed bytes and of a PPS (ITU-T H.264 §7.3.2, §9.1). */
const firstExpGolomb = (bytes: Uint8Array): number => {
  const bits = Array.from(bytes.subarray(0, 4), (byte) => byte.toString(2).padStart(8, '0')).join('')
  const zeros = bits.indexOf('1')
  return zeros < 0 ? 0 : Number.parseInt(bits.slice(zeros, zeros * 2 + 1), 2) - 1
}
const spsId = (unit: Uint8Array): number => firstExpGolomb(unit.subarray(4))
const ppsId = (unit: Uint8Array): number => firstExpGolomb(unit.subarray(1))

/** A number that no parameter set of it has, for an encoder whose pictures will stand beside them. */
export const freeParameterSetId = (config: AvcConfig): number => {
  const taken = new Set([...config.sps.map(spsId), ...config.pps.map(ppsId)])
  for (let id = 1; id < 32; id++) if (!taken.has(id)) return id
  throw new BoxError('avcC has no free parameter set id')
}

const writeConfig = (config: AvcConfig): Uint8Array => {
  const units = (all: readonly Uint8Array[]) =>
    all.flatMap((unit) => [Uint8Array.of(unit.byteLength >> 8, unit.byteLength & 0xff), unit])
  const { profile, compatibility, level, lengthBytes, sps, pps, extension } = config
  const head = Uint8Array.of(1, profile, compatibility, level, 0xfc | (lengthBytes - 1), 0xe0 | sps.length)
  return Buffer.concat([head, ...units(sps), Uint8Array.of(pps.length), ...units(pps), extension])
}

/** The sets of both, each once. @throws BoxError where two different ones have one id */
const union = (a: readonly Uint8Array[], b: readonly Uint8Array[], idOf: (unit: Uint8Array) => number) => {
  const byId = new Map(a.map((unit) => [idOf(unit), unit]))
  for (const unit of b) {
    const known = byId.get(idOf(unit))
    if (known && !sameBytes(known, unit)) throw new BoxError('two parameter sets have one id')
    byId.set(idOf(unit), unit)
  }
  return [...byId.values()]
}

/**
 * An init under which pictures of `added` decode too: one sample entry whose avcC holds the parameter sets of both
 * (ISO/IEC 14496-15 §5.3.3.1 allows up to 31), the flags that both keep and the higher level.
 * @throws BoxError where it has no avcC or two different sets have one id
 */
export const withParameterSets = (init: Uint8Array, added: AvcConfig): Uint8Array => {
  const found = findAvcC(viewOf(init))
  if (!found) throw new BoxError('the init has no avcC')
  const own = parseConfig(init.subarray(found.avcC.body, found.avcC.end))
  const body = writeConfig({
    ...own,
    compatibility: own.compatibility & added.compatibility,
    level: Math.max(own.level, added.level),
    sps: union(own.sps, added.sps, spsId),
    pps: union(own.pps, added.pps, ppsId),
  })
  const grown = body.byteLength - (found.avcC.end - found.avcC.body)
  const result = Buffer.concat([init.subarray(0, found.avcC.body), body, init.subarray(found.avcC.end)])
  for (const box of [...found.around, found.avcC]) result.writeUInt32BE(box.end - box.start + grown, box.start)
  return result
}
