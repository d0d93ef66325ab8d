import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseMedia, parseMultivariant } from '../../src/packaging/parse-playlist.ts'
import { readStamp, strip } from './stamp.ts'

const run = promisify(execFile)

const bytesOf = async (url: string): Promise<Buffer> => {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`${answer.status} from ${url}`)
  return Buffer.from(await answer.arrayBuffer())
}

/** The stamps of all pictures in a file, undefined where one was misread. @throws where ffmpeg cannot decode it */
const stampsOf = async (file: string, width: number): Promise<(number | undefined)[]> => {
  const { stdout } = await run(
    'ffmpeg',
    [
      ...[
        '-hide_banner',
        '-loglevel',
        'error',
        '-nostdin',
        '-xerror',
        '-i',
        file,
        '-map',
        '0:v',
        '-fps_mode',
        'passthrough',
      ],
      ...['-vf', `format=gray,crop=${width}:1:0:${strip >> 1}:exact=1`, '-f', 'rawvideo', 'pipe:1'],
    ],
    { encoding: 'buffer', maxBuffer: 256 * 1024 * 1024 },
  )
  const pictures = Math.floor(stdout.length / width)
  return Array.from({ length: pictures }, (_, n) => readStamp(stdout.subarray(n * width, (n + 1) * width)))
}

export interface Recorded {
  /** Of every picture of the recording, in order. */
  stamps: (number | undefined)[]
  stretches: number
}

/** Fetches a recording as a player would, whole, and reads the stamps of its pictures. @param hls its multivariant playlist */
export const readRecorded = async (hls: string, width: number, folder: string): Promise<Recorded> => {
  const first = parseMultivariant((await bytesOf(hls)).toString()).variants[0]
  if (!first) throw new Error('the recording has no variant')
  const playlist = new URL(first.uri, hls)
  const { segments, endList } = parseMedia((await bytesOf(playlist.href)).toString())
  if (!endList) throw new Error('the recording has no end')
  const stretches = new Map<string, Buffer[]>()
  for (const { uri, map } of segments) {
    if (map === undefined) throw new Error('a segment without an init')
    let chunks = stretches.get(map)
    if (!chunks) {
      chunks = [await bytesOf(new URL(map, playlist).href)]
      stretches.set(map, chunks)
    }
    chunks.push(await bytesOf(new URL(uri, playlist).href))
  }
  const own = await mkdtemp(join(folder, 'grabacion-'))
  const stamps: (number | undefined)[] = []
  for (const [index, chunks] of [...stretches.values()].entries()) {
    const file = join(own, `${index}.mp4`)
    await writeFile(file, Buffer.concat(chunks))
    stamps.push(...(await stampsOf(file, width)))
  }
  await rm(own, { recursive: true })
  return { stamps, stretches: stretches.size }
}
