/** AMF0 as encoders write it (Adobe AMF 0, 2.1 to 2.10). */
export type Amf0 = number | boolean | string | null | undefined | { [key: string]: Amf0 } | EcmaArray
/** An object that onMetaData travels in. */
export class EcmaArray {
  readonly fields: Record<string, Amf0>
  constructor(fields: Record<string, Amf0>) {
    this.fields = fields
  }
}

const text = (value: string) => {
  const bytes = Buffer.from(value)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

const fields = (of: Record<string, Amf0>) =>
  Buffer.concat([...Object.entries(of).flatMap(([name, value]) => [text(name), encode(value)]), Buffer.of(0, 0, 9)])

const encode = (value: Amf0): Buffer => {
  if (value === null) return Buffer.of(5)
  if (value === undefined) return Buffer.of(6)
  if (typeof value === 'boolean') return Buffer.of(1, Number(value))
  if (typeof value === 'string') return Buffer.concat([Buffer.of(2), text(value)])
  if (value instanceof EcmaArray)
    return Buffer.concat([Buffer.of(8, 0, 0, 0, Object.keys(value.fields).length), fields(value.fields)])
  if (typeof value === 'object') return Buffer.concat([Buffer.of(3), fields(value)])
  const number = Buffer.alloc(9)
  number.writeDoubleBE(value, 1)
  return number
}

export const amf0 = (...values: Amf0[]): Buffer => Buffer.concat(values.map(encode))
