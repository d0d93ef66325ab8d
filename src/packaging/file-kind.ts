/**
 * The containers that are taken in, by the names of ffmpeg's demuxers, and what their first bytes must be: a demuxer that
 * a file's first bytes do not agree with is not believed.
 */
const containers: Record<string, (head: Buffer) => boolean> = {
  // ISO/IEC 14496-12 § 4.2 and QuickTime: a box's length and its type.
  mov: (head) => /^(ftyp|moov|mdat|free|skip|wide|pnot)$/.test(head.toString('latin1', 4, 8)),
  matroska: (head) => head.readUInt32BE(0) === 0x1a45dfa3,
  avi: (head) => riff(head, 'AVI '),
  wav: (head) => riff(head, 'WAVE'),
  mpegts: (head) => [0, 4].some((at) => [0, 1, 2].every((n) => head[at + n * (188 + at)] === 0x47)),
  mpeg: (head) => head.readUInt32BE(0) === 0x000001ba,
  flv: (head) => head.toString('latin1', 0, 3) === 'FLV',
  asf: (head) => head.readUInt32BE(0) === 0x3026b275,
  ogg: (head) => head.toString('latin1', 0, 4) === 'OggS',
  flac: (head) => head.toString('latin1', 0, 4) === 'fLaC' || id3(head),
  mp3: (head) => id3(head) || (head.readUInt16BE(0) >= 0xffe0 && (head.readUInt8(1) & 6) !== 0),
  aac: (head) => id3(head) || (head.readUInt16BE(0) & 0xfff6) === 0xfff0,
  aiff: (head) => /^FORM....AIF[FC]/s.test(head.toString('latin1', 0, 12)),
  caf: (head) => head.toString('latin1', 0, 4) === 'caff',
  ac3: (head) => head.readUInt16BE(0) === 0x0b77,
  // SMPTE ST 377-1 § 6.5: the key of a partition.
  mxf: (head) => head.readUInt32BE(0) === 0x060e2b34,
  wv: (head) => head.toString('latin1', 0, 4) === 'wvpk',
  amr: (head) => head.toString('latin1', 0, 5) === '#!AMR',
}

function riff(head: Buffer, form: string): boolean {
  return /^(RIFF|RF64)$/.test(head.toString('latin1', 0, 4)) && head.toString('latin1', 8, 12) === form
}
function begins(text: string, magic: readonly string[]): boolean {
  return magic.some((one) => text.startsWith(one))
}
function id3(head: Buffer): boolean {
  return head.toString('latin1', 0, 3) === 'ID3'
}

/** Whether a file that begins with `head` may be what ffmpeg says it is. @param names of the demuxer, by commas */
export const agrees = (head: Buffer, names: string): boolean =>
  names.split(',').some((name) => Object.hasOwn(containers, name) && containers[name]?.(head))

/** Why a file is not taken in. */
export type Refusal = 'vacio' | 'lista' | 'pagina' | 'archivador' | 'imagen' | 'documento' | 'doble' | 'desconocido'

const playlist =
  /^(\xef\xbb\xbf)?\s*(#EXTM3U|ffconcat|\[playlist\]|<(asx|smil|MPD)\b|(<\?xml[^>]*>\s*)?<(MPD|smil|playlist)\b)/i
const page = /^(\xef\xbb\xbf)?\s*(<[!?a-z]|#!(?!AMR)|%!PS)/i
const archives = [
  'PK\x03\x04',
  'PK\x05\x06',
  'Rar!\x1a\x07',
  '7z\xbc\xaf',
  '\x1f\x8b',
  'BZh',
  '\xfd7zXZ',
  '\x28\xb5\x2f\xfd',
]
const pictures = ['\xff\xd8\xff', '\x89PNG', 'GIF8', 'BM', 'II*\0', 'MM\0*']
const otherPicture = /^(RIFF.{4}WEBP|.{4}ftyp(heic|heix|mif1|avif))/s
const documents = ['%PDF-', '\xd0\xcf\x11\xe0', '{\\rtf']

/** What a browser, an unpacker or a reader of documents looks for in the first bytes of a file that is something else. */
const other = /<(script|html|svg|iframe|\?php|!doctype)|%PDF-/i

/** How much of a file's beginning and end is looked at; the end holds a ZIP's directory with the longest comment. */
export const looked = { head: 4096, tail: 66_000 }

/**
 * A ZIP is found from its end (APPNOTE § 4.3.16): a record there says where its directory begins, and the directory
 * stands there.
 */
const endsAsZip = (tail: Buffer, size: number): boolean => {
  const isEnd = (at: number): boolean => {
    if (at + 22 > tail.length || tail.readUInt32LE(at + 4) !== 0) return false
    if (tail.readUInt16LE(at + 8) !== tail.readUInt16LE(at + 10)) return false
    const directory = at - tail.readUInt32LE(at + 12)
    if (directory >= 0) return tail.toString('latin1', directory, directory + 4) === 'PK\x01\x02'
    // One that begins before what is looked at must at least fit into the file.
    return size - tail.length + directory >= 0
  }
  for (let at = tail.indexOf('PK\x05\x06', 0, 'latin1'); at >= 0; at = tail.indexOf('PK\x05\x06', at + 1, 'latin1'))
    if (isEnd(at)) return true
  return false
}

/**
 * What is wrong with a file by its first and last bytes alone, whatever else it may be; undefined where nothing is.
 * @param head its first `looked.head` bytes
 * @param tail its last `looked.tail` bytes
 */
export const refusalOf = (head: Buffer, tail: Buffer, size: number): Refusal | undefined => {
  if (size === 0) return 'vacio'
  const text = head.toString('latin1')
  if (playlist.test(text)) return 'lista'
  if (page.test(text)) return 'pagina'
  if (begins(text, archives) || head.toString('latin1', 257, 262) === 'ustar') return 'archivador'
  if (begins(text, pictures) || otherPicture.test(text)) return 'imagen'
  if (begins(text, documents)) return 'documento'
  if (head.length < 16 || !Object.values(containers).some((isOf) => isOf(head))) return 'desconocido'
  if (other.test(text.slice(0, 1024)) || endsAsZip(tail, size)) return 'doble'
  return undefined
}
