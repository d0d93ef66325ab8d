import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { flvHeader, flvTag, VIDEO_TAG } from '../../src/ingest/flv.ts'
import { createChildren } from '../../src/packaging/children.ts'
import { type Filler, prepareFiller } from '../../src/packaging/filler.ts'
import type { Piece } from '../../src/packaging/fragment-reader.ts'
import type { TrackSet } from '../../src/packaging/live-command.ts'
import { LEAST_PART_S, PART_TARGET_S } from '../../src/packaging/segmenter.ts'
import { playback } from '../e2e/encoder.ts'

const folder = await mkdtemp(join(tmpdir(), 'filler-'))
t.teardown(() => rm(folder, { recursive: true, force: true }))
const slate = new URL('../../src/packaging/slate.png', import.meta.url).pathname
const prepare = (ffmpeg = 'ffmpeg', into = folder) =>
  prepareFiller({ folder: into, slate, ffmpeg, children: createChildren(join(folder, 'children')) })
const filler = await prepare()

/** Plays for a while. @returns each rendition's pieces */
const heard = async (from: Filler, tracks: TrackSet, ms: number) => {
  const pieces = new Map<string, Piece[]>()
  let ended = 0
  const stop = from.play(
    {
      piece: (rendition, piece) => pieces.set(rendition, [...(pieces.get(rendition) ?? []), piece]),
      end: () => ended++,
    },
    tracks,
  )
  await sleep(ms)
  stop()
  const { size } = pieces
  await sleep(300)
  return { pieces, ended, size }
}
const fragments = (pieces: readonly Piece[] = []) =>
  pieces.flatMap((piece) => (piece.kind === 'fragment' ? [piece] : []))

t.test('it goes round and round without a seam, in parts of the right measure', async (t) => {
  const { pieces, ended } = await heard(filler, { video: true, audio: true }, 9500)
  t.equal(ended, 1)
  t.strictSame([...pieces.keys()].sort(), ['aac', 'main', 'opus'])
  const main = pieces.get('main') ?? []
  const video = fragments(main).flatMap(({ tracks }) => tracks.find(({ id }) => id === 1) ?? [])
  t.ok(video.length > 42, `${video.length} fragments are more than one round`)
  const [init] = main
  const timescale = (init?.kind === 'init' && init.tracks[0]?.timescale) || 1
  for (const [n, { baseDecodeTime, duration }] of video.entries()) {
    const before = video[n - 1]
    if (before) t.equal(baseDecodeTime, before.baseDecodeTime + before.duration, `part ${n} follows the one before`)
    const seconds = duration / timescale
    if (seconds < LEAST_PART_S || seconds > PART_TARGET_S) t.fail(`part ${n} lasts ${seconds} s`)
  }
  for (const [rendition, of] of pieces) {
    const { code, complaints, video: pictures, audio } = await playback(Buffer.concat(of.map(({ bytes }) => bytes)), 60)
    t.strictSame([code, complaints], [0, []], rendition)
    t.equal(pictures > 0, rendition === 'main')
    t.ok(audio > 0)
  }
})

t.test('each live gets the tracks that it has', async (t) => {
  const sound = await heard(filler, { video: false, audio: true }, 300)
  const [init] = sound.pieces.get('main') ?? []
  t.match(init, { kind: 'init', tracks: [{ kind: 'audio' }] })
  const picture = await heard(filler, { video: true, audio: false }, 300)
  t.strictSame([...picture.pieces.keys()], ['main'])
  t.match(picture.pieces.get('main')?.[0], { kind: 'init', tracks: [{ kind: 'video', width: 1280, height: 720 }] })
})

t.test('what is given away is a copy: two lives play it at once', async (t) => {
  const first = await heard(filler, { video: true, audio: true }, 500)
  for (const piece of first.pieces.get('main') ?? []) structuredClone(piece.bytes, { transfer: [piece.bytes.buffer] })
  const second = await heard(filler, { video: true, audio: true }, 500)
  t.ok((second.pieces.get('main') ?? []).every(({ bytes }) => bytes.byteLength > 0))
})

t.test('the slate stands for a picture that is missing', async (t) => {
  const { config, frames, frameMs } = filler.slate
  const tags = [flvHeader({ video: true, audio: false }), flvTag(VIDEO_TAG, 0, config)]
  for (let n = 0; n < 25; n++) tags.push(flvTag(VIDEO_TAG, n * frameMs, frames[n % frames.length] as Uint8Array))
  const { code, complaints, video } = await playback(Buffer.concat(tags), 60)
  t.strictSame([code, complaints], [0, []])
  t.equal(video, 25, 'over the end of its loop too')
})

t.test('it is made once and kept; what is half made is made again', async (t) => {
  const times = async () => {
    const names = (await readdir(folder)).filter((name) => /\.(mp4|flv)$/.test(name))
    return Promise.all(names.map(async (name) => `${name} ${(await stat(join(folder, name))).mtimeMs}`))
  }
  const before = await times()
  t.equal(before.length, 6)
  t.notOk((await readdir(folder)).some((name) => name.endsWith('.tmp')))
  await prepare('/bin/false')
  t.strictSame(await times(), before)
})

t.test('where it cannot be made, ffmpeg’s own words say why', async (t) => {
  const other = join(folder, 'other')
  await t.rejects(prepare('/bin/false', other), /could not be made/)
  t.strictSame(
    (await readdir(other)).filter((name) => name.endsWith('.mp4')),
    [],
  )
})
