import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readSync, writeFileSync } from 'node:fs'
import { NodoError } from '../../errors.ts'

/** A file of a backup: one line of its list. */
export interface BackedUpFile {
  /** In the data folder, its folders parted by `/`. */
  ruta: string
  sha256: string
  tamano_bytes: number
  /** When it was last written: with its size it tells a file that need not be read again. */
  escrito_ms: number
}

/** A list as its manifest tells of it. A radio's recordings are a million files, so nothing ever holds a whole one. */
export interface FileList {
  sha256: string
  archivos: number
  tamano_bytes: number
}

/** The order of a list: that of a walk which takes the names of each folder in order, and a folder where its name is. */
export const inOrder = (one: string, other: string): number => {
  const [a, b] = [one.replaceAll('/', '\0'), other.replaceAll('/', '\0')]
  return a < b ? -1 : Number(a > b)
}

const chunkBytes = 65_536

/** Begins a list. Files are added in the order of `inOrder`. */
export const createFileList = (path: string) => {
  const file = openSync(path, 'w', 0o600)
  const hash = createHash('sha256')
  let [lines, archivos, bytes] = ['', 0, 0]
  const write = () => {
    hash.update(lines)
    writeFileSync(file, lines)
    lines = ''
  }
  return {
    add(one: BackedUpFile): void {
      lines += `${JSON.stringify(one)}\n`
      archivos++
      bytes += one.tamano_bytes
      if (lines.length >= chunkBytes) write()
    },
    /** It is on the disk when this returns. */
    end(): FileList {
      write()
      fsyncSync(file)
      closeSync(file)
      return { sha256: hash.digest('hex'), archivos, tamano_bytes: bytes }
    },
  }
}

/**
 * The files of a list, one after the other; what it gave is not verified before its end.
 * @param sha256 the list's own
 * @throws NodoError copia_danada where it is not what was written
 */
export function* readFileList(path: string, sha256: string): Generator<BackedUpFile> {
  const damaged = (cause?: unknown) => new NodoError('copia_danada', { values: { archivo: path }, cause })
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(chunkBytes)
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (cause) {
    throw damaged(cause)
  }
  try {
    let rest: Buffer = Buffer.alloc(0)
    for (let got = readSync(file, chunk); got > 0; got = readSync(file, chunk)) {
      hash.update(chunk.subarray(0, got))
      const read = Buffer.concat([rest, chunk.subarray(0, got)])
      const end = read.lastIndexOf('\n') + 1
      for (const line of read.toString('utf8', 0, end).split('\n')) {
        if (line === '') continue
        try {
          yield JSON.parse(line) as BackedUpFile
        } catch (cause) {
          throw damaged(cause)
        }
      }
      rest = read.subarray(end)
    }
    if (rest.length > 0 || hash.digest('hex') !== sha256) throw damaged()
  } finally {
    closeSync(file)
  }
}

/**
 * What an earlier list knows of files that are asked for in its order. Damage ends what it knows: what it gave before is
 * used only where the file itself is as it says.
 */
export const knownFrom = (list: Iterator<BackedUpFile>) => {
  const next = (): BackedUpFile | undefined => {
    try {
      return list.next().value as BackedUpFile | undefined
    } catch (error) {
      if (error instanceof NodoError) return undefined
      throw error
    }
  }
  let at = next()
  return (ruta: string): BackedUpFile | undefined => {
    while (at && inOrder(at.ruta, ruta) < 0) at = next()
    return at?.ruta === ruta ? at : undefined
  }
}
