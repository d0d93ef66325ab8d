import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ffmpeg } from '../../source.ts'

const pieceBytes = 4 * 1024 * 1024

export interface BigFilm {
  bytes: number
  /** All of it, from its beginning. */
  pieces(): AsyncGenerator<Buffer>
}

/** A short film that is as long as wanted: a box `free` (ISO/IEC 14496-12 § 8.1.2) behind it holds noise. */
export const bigFilm = async (folder: string, bytes: number): Promise<BigFilm> => {
  const path = join(folder, 'corto.mp4')
  await ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-f', 'lavfi', '-i', 'sine', '-t', '5'],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', '-movflags', '+faststart'],
    path,
  ])
  const film = await readFile(path)
  const free = Buffer.alloc(16)
  free.writeUInt32BE(1, 0)
  free.write('free', 4, 'latin1')
  free.writeBigUInt64BE(BigInt(bytes - film.length), 8)
  const noise = randomBytes(pieceBytes)
  return {
    bytes,
    async *pieces() {
      yield Buffer.concat([film, free])
      for (let left = bytes - film.length - free.length; left > 0; left -= pieceBytes)
        yield left < pieceBytes ? noise.subarray(0, left) : noise
    },
  }
}
