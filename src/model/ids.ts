import { createHash, randomBytes } from 'node:crypto'
import type { Id } from './primitives.ts'

const canonical = (bytes: Buffer, version: 7 | 8): Id => {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * A fresh id: UUIDv7 (RFC 9562 §5.7). Its time is for people who look at it; nothing may order by it.
 * @param wallMs UTC milliseconds
 */
export const newId = (wallMs: number): Id => {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(wallMs, 0, 6)
  return canonical(bytes, 7)
}

/**
 * The id of a record with a natural key (a follow, a reaction): UUIDv8 (RFC 9562 §5.8) from SHA-256 of its type and
 * key, so that two boxes that make the same record make the same id.
 */
export const naturalId = (type: string, key: string): Id =>
  canonical(createHash('sha256').update(`${type}\0${key}`).digest().subarray(0, 16), 8)
