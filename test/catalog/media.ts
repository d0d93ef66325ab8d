import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Test } from 'tap'

const run = promisify(execFile)

/** A file that ffmpeg makes of its own sources, in a folder that goes with the test. @param args from inputs to codecs */
export const makeMedia = async (t: Test, name: string, ...args: string[]): Promise<Buffer<ArrayBuffer>> => {
  const folder = await mkdtemp(join(tmpdir(), 'medios-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args, path], { timeout: 60_000 })
  return Buffer.from(await readFile(path))
}

const picture = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=10:duration=2']
const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=2']

/** Two seconds of picture and sound as a phone would record them. */
export const film = (t: Test, name = 'fandango.mp4', ...more: string[]) =>
  makeMedia(t, name, ...picture, ...tone, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-c:a', 'aac', ...more)

export const sound = (t: Test, name = 'son.mp3', ...more: string[]) => makeMedia(t, name, ...tone, ...more)
