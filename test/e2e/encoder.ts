import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Test } from 'tap'
import { parseMedia } from '../../src/packaging/parse-playlist.ts'
import { type Play, play, type Tag } from '../ingest/flv-source.ts'
import { type Manners, publishTo } from '../ingest/rtmp-publisher.ts'
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

/**
 * Decodes an address, or bytes, with ffmpeg.
 * @returns frames decoded of each kind, and the first things that it complained about
 */
export const playback = async (from: string | Uint8Array, seconds = 4) => {
  const input = typeof from === 'string' ? from : 'pipe:0'
  const options = ['-t', String(seconds), '-fps_mode', 'passthrough', '-f', 'framecrc', 'pipe:1']
  const child = spawn('ffmpeg', ['-v', 'warning', '-i', input, ...options], { stdio: 'pipe' })
  child.stdin.on('error', () => undefined)
  child.stdin.end(typeof from === 'string' ? undefined : from)
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
  return { code: code as number, video: count('video'), audio: count('audio'), complaints: complaints.slice(0, 5) }
}

/** Decodes a media playlist stretch by stretch: ffmpeg's own HLS reader keeps the first parameters over a discontinuity. */
export const stretchesOf = async (url: string) => {
  const stretches: { seconds: number; bytes: Uint8Array[] }[] = []
  const { segments } = parseMedia(await (await fetch(url)).text())
  const get = async (uri: string) => new Uint8Array(await (await fetch(new URL(uri, url))).arrayBuffer())
  for (const { uri, map, discontinuity, duration } of segments) {
    if (discontinuity || stretches.length === 0) stretches.push({ seconds: 0, bytes: [await get(map ?? '')] })
    const stretch = stretches.at(-1)
    stretch?.bytes.push(await get(uri))
    if (stretch) stretch.seconds += duration
  }
  return Promise.all(
    stretches.map(async ({ seconds, bytes }) => ({ seconds, ...(await playback(Buffer.concat(bytes), 600)) })),
  )
}

/** An encoder of ours: sends prepared tags at their own pace, so that nothing is encoded while the test runs. */
export const broadcast = async (
  t: Test,
  box: { rtmpPort: number },
  key: string,
  tags: readonly Tag[],
  given: Play & { manners?: Manners } = {},
) => {
  const publisher = await publishTo(box.rtmpPort, key, given.manners)
  const held = new AbortController()
  t.teardown(() => {
    held.abort()
    publisher.destroy()
  })
  const answer = await publisher.answered
  const playing =
    answer === 'NetStream.Publish.Start' ? play(publisher, tags, { ...given, signal: held.signal }) : Promise.resolve()
  return {
    publisher,
    answer,
    /** Resolves when all is sent. */
    playing,
    /** Sends no more, its connection open. */
    async freeze() {
      held.abort()
      await playing
    },
  }
}
