import { mkdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Children } from './children.ts'
import { shiftFragment } from './fragment.ts'
import { createFragmentReader, type Piece } from './fragment-reader.ts'
import type { Track } from './init.ts'
import type { Stretch } from './live.ts'
import type { Rendition, TrackSet } from './live-command.ts'

const LOOP_S = 8
const FRAMES_S = 5
/** Made anew when this changes. */
const EDITION = 1

interface Clip {
  init: Extract<Piece, { kind: 'init' }>
  fragments: { piece: Extract<Piece, { kind: 'fragment' }>; seconds: number }[]
}
type ClipName = 'av' | 'v' | 'a' | 'aac' | 'opus'

/** The slate as FLV payloads: what a live whose encoder has lost its picture is fed instead. */
export interface Slate {
  config: Uint8Array
  /** One key-frame interval, to be repeated, `FRAMES_S` a second. */
  frames: Uint8Array[]
  frameMs: number
}

/** What goes on air while an encoder is away: the station's slate with a soft tone, made once and kept. */
export interface Filler {
  /** Plays into `stretch` in real time until the answer is called, which also ends the stretch. */
  play(stretch: Stretch, tracks: TrackSet): () => void
  slate: Slate
}

// A low chord, far apart and quiet: says "wait" without tiring the ear.
const TONE = `aevalsrc='0.05*(sin(2*PI*220*t)+sin(2*PI*330*t))*pow(max(0,1-mod(t,4)/1.6),2)*min(1,mod(t,4)*20)':s=48000:c=stereo:d=${LOOP_S}`

const commandOf = (name: ClipName | 'slate', slate: string, output: string): string[] => {
  const picture = ['-loop', '1', '-framerate', String(FRAMES_S), '-t', String(LOOP_S), '-i', slate]
  const sound = ['-f', 'lavfi', '-i', TONE]
  const h264 = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-tune',
    'stillimage',
    '-bf',
    '0',
    '-pix_fmt',
    'yuv420p',
    '-profile:v',
    'main',
    '-g',
    String(FRAMES_S * 2),
    '-keyint_min',
    String(FRAMES_S * 2),
    '-sc_threshold',
    '0',
    '-crf',
    '26',
  ]
  const aac = (bitrate: string) => ['-c:a', 'aac', '-b:a', bitrate, '-ar', '48000']
  const mp4 = (us: number) => [
    '-f',
    'mp4',
    '-movflags',
    'empty_moov+default_base_moof+frag_keyframe',
    '-frag_duration',
    String(us),
    output,
  ]
  const quiet = ['-hide_banner', '-nostats', '-loglevel', 'error', '-y']
  switch (name) {
    case 'av':
      return [...quiet, ...picture, ...sound, ...h264, ...aac('64k'), ...mp4(200_000)]
    case 'slate':
      return [...quiet, ...picture, ...h264, '-t', '2', '-f', 'flv', output]
    case 'v':
      return [...quiet, ...picture, ...h264, ...mp4(200_000)]
    case 'a':
      return [...quiet, ...sound, ...aac('64k'), ...mp4(200_000)]
    case 'aac':
      return [...quiet, ...sound, ...aac('48k'), ...mp4(1_000_000)]
    case 'opus':
      return [...quiet, ...sound, '-c:a', 'libopus', '-b:a', '24k', '-frame_duration', '20', ...mp4(1_000_000)]
  }
}

/** Reads a clip back, as fragments of known length. */
const readClip = async (path: string): Promise<Clip> => {
  const pieces = createFragmentReader().push(await readFile(path))
  const init = pieces.find((piece) => piece.kind === 'init')
  if (!init) throw new Error(`${path} has no init`)
  const lead = leadTrack(init.tracks)
  const fragments = pieces.flatMap((piece) => {
    const part = piece.kind === 'fragment' ? piece.tracks.find((track) => track.id === lead.id) : undefined
    return piece.kind === 'fragment' && part ? [{ piece, seconds: part.duration / lead.timescale }] : []
  })
  return { init, fragments }
}
/** The video payloads of an FLV file (Adobe FLV 10.1, E.3): its sequence header and its pictures. */
const readSlate = (flv: Buffer): Slate => {
  const payloads: Uint8Array[] = []
  for (let at = 13; at + 11 <= flv.length; ) {
    const size = flv.readUIntBE(at + 1, 3)
    const payload = new Uint8Array(flv.subarray(at + 11, at + 11 + size))
    if (flv[at] === 9 && payload[1] !== 2) payloads.push(payload)
    at += 11 + size + 4
  }
  const [config, ...frames] = payloads
  if (!config || frames.length === 0) throw new Error('the slate has no pictures')
  return { config, frames, frameMs: 1000 / FRAMES_S }
}
const leadTrack = (tracks: readonly Track[]): Track =>
  tracks.find((track) => track.kind === 'video') ?? (tracks[0] as Track)

/**
 * Makes the clips that are missing in `folder`, each under a temporary name first, and reads them.
 * @param slate the picture, a PNG of 1280×720
 * @throws Error with ffmpeg's last words where a clip cannot be made
 */
export const prepareFiller = async (deps: {
  folder: string
  slate: string
  ffmpeg: string
  children: Children
}): Promise<Filler> => {
  await mkdir(deps.folder, { recursive: true, mode: 0o700 })
  const clips = new Map<ClipName, Clip>()
  const make = async (name: ClipName | 'slate', extension: string) => {
    const path = join(deps.folder, `${name}-${EDITION}.${extension}`)
    if (await stat(path).catch(() => undefined)) return path
    const child = await deps.children.spawn(deps.ffmpeg, commandOf(name, deps.slate, `${path}.tmp`), 1)
    child.outputs[0]?.resume()
    const end = await child.ended
    if (end.code !== 0) throw new Error(`the filler ${name} could not be made: ${end.stderr}`)
    await rename(`${path}.tmp`, path)
    return path
  }
  for (const name of ['av', 'v', 'a', 'aac', 'opus'] as const) clips.set(name, await readClip(await make(name, 'mp4')))
  const slate = readSlate(await readFile(await make('slate', 'flv')))
  return {
    slate,
    play(stretch, tracks) {
      const main: ClipName = tracks.video ? (tracks.audio ? 'av' : 'v') : 'a'
      const playing: [Rendition, ClipName][] = [['main', main]]
      if (tracks.audio) playing.push(['aac', 'aac'], ['opus', 'opus'])
      const stops = playing.map(([rendition, name]) => loop(rendition, clips.get(name) as Clip, stretch))
      return () => {
        for (const stop of stops) stop()
        stretch.end()
      }
    },
  }
}

/** Plays one clip round and round, each fragment when the one before it has been heard. */
const loop = (rendition: Rendition, clip: Clip, stretch: Stretch): (() => void) => {
  stretch.piece(rendition, { ...clip.init, bytes: clip.init.bytes.slice() })
  const begin = performance.now()
  const length = clip.fragments.reduce((sum, fragment) => sum + fragment.seconds, 0)
  let timer: NodeJS.Timeout | undefined
  let index = 0
  let round = 0
  let played = 0
  const next = () => {
    const entry = clip.fragments[index]
    if (!entry) return
    const offsets = new Map(clip.init.tracks.map((track) => [track.id, Math.round(round * length * track.timescale)]))
    const bytes = shiftFragment(entry.piece.bytes, offsets, round * clip.fragments.length + index + 1)
    stretch.piece(rendition, { kind: 'fragment', bytes, tracks: shifted(entry.piece.tracks, offsets) })
    played += entry.seconds
    index++
    if (index === clip.fragments.length) {
      index = 0
      round++
    }
    timer = setTimeout(next, Math.max(0, begin + played * 1000 - performance.now()))
  }
  next()
  return () => clearTimeout(timer)
}

const shifted = (tracks: Extract<Piece, { kind: 'fragment' }>['tracks'], offsets: ReadonlyMap<number, number>) =>
  tracks.map((track) => ({ ...track, baseDecodeTime: track.baseDecodeTime + (offsets.get(track.id) ?? 0) }))
