import { crc32, inflateRawSync } from 'node:zlib'

const endSignature = 0x06054b50

/** The files of a ZIP by their names, each held against its checksum (APPNOTE 4.3). Throws where it is not whole. */
export const unzipped = (bytes: Buffer): Map<string, Buffer> => {
  const end = bytes.length - 22
  if (end < 0 || bytes.readUInt32LE(end) !== endSignature) throw new Error('the end of the archive is missing')
  const files = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const method = bytes.readUInt16LE(at + 10)
    const [sum, packed] = [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20)]
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
      number,
      number,
      number,
    ]
    const local = bytes.readUInt32LE(at + 42)
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const stored = bytes.subarray(from, from + packed)
    const file = method === 0 ? stored : inflateRawSync(stored)
    const called = bytes.toString('utf8', at + 46, at + 46 + name)
    if (crc32(file) !== sum) throw new Error(`${called} is not what was packed`)
    files.set(called, file)
    at += 46 + name + extra + comment
  }
  return files
}
