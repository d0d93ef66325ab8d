import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Test } from 'tap'
import { type Source, sourceArgs } from '../packaging/real-media.ts'

/** ffmpeg as an encoder, at its own pace, for as long as it is let. */
export const publish = (t: Test, url: string, source: Source = {}, ...codec: string[]) => {
  const inputs = sourceArgs({ seconds: 600, ...source }).flatMap((arg, n, all) =>
    arg === '-f' && all[n + 1] === 'lavfi' ? ['-re', arg] : [arg],
  )
  const child = spawn(
    'ffmpeg',
    ['-nostdin', '-v', 'error', ...inputs, '-tune', 'zerolatency', ...codec, '-f', 'flv', url],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let said = ''
  child.stderr.on('data', (data) => {
    said += String(data)
  })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  t.teardown(kill)
  return {
    pid: child.pid as number,
    exited,
    said: () => said,
    /** Unpublishes, as an encoder that is stopped. */
    async stop() {
      child.kill('SIGINT')
      await exited
    },
    /** As a laptop whose battery ends. */
    kill,
    /** Holds it still, its connection open. */
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  }
}
export type Encoder = ReturnType<typeof publish>

/** Progress, and what ffmpeg's HLS reader says of every stream whose init it reads again. */
const HARMLESS = /^frame=|^size=|duplicated MOOV Atom|Last message repeated/

/** Plays an address with ffmpeg. @returns frames decoded of each kind, and what it complained about */
export const playback = async (url: string, seconds = 4, ...options: string[]) => {
  const child = spawn(
    'ffmpeg',
    ['-nostdin', '-v', 'warning', '-stats', ...options, '-i', url, '-t', String(seconds), '-f', 'framecrc', 'pipe:1'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  let frames = ''
  let said = ''
  child.stdout.on('data', (data) => {
    frames += String(data)
  })
  child.stderr.on('data', (data) => {
    said += String(data)
  })
  const [code] = await once(child, 'close')
  // Lines of framecrc: stream, dts, pts, duration, size, checksum; `#media_type 0: video` says which stream is which.
  const kinds = new Map([...frames.matchAll(/^#media_type (\d+): (\w+)/gm)].map(([, n, kind]) => [n, kind]))
  const count = (kind: string) =>
    frames.split('\n').filter((line) => /^\d/.test(line) && kinds.get(line[0]) === kind).length
  const complaints = said.split(/[\r\n]+/).filter((line) => line !== '' && !HARMLESS.test(line))
  return { code: code as number, video: count('video'), audio: count('audio'), complaints }
}
