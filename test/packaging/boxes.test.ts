import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { BoxError, maxBoxBytes } from '../../src/packaging/boxes.ts'
import { type FragmentTrack, parseFragment, shiftFragment } from '../../src/packaging/fragment.ts'
import { createFragmentReader, type Piece, wholeFragments } from '../../src/packaging/fragment-reader.ts'
import { ffprobe, fragmentedMp4 } from './real-media.ts'

const readAll = (bytes: Uint8Array): Piece[] => createFragmentReader().push(bytes)

const fragmentsOf = (pieces: Piece[]) => pieces.filter((piece) => piece.kind === 'fragment')
const initOf = (pieces: Piece[]) => {
  const [first] = pieces
  if (first?.kind !== 'init') throw new Error('the first piece is no init')
  return first
}

/** A box by hand. */
const box = (type: string, ...payload: (number[] | Uint8Array)[]): Uint8Array => {
  const body = Buffer.concat(payload.map((part) => Buffer.from(part)))
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(type, 4, 'latin1')
  return Buffer.concat([head, body])
}

const inFolder = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  const folder = await mkdtemp(join(tmpdir(), 'boxes-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

t.test('the init of a picture and its sound tells both tracks as ffprobe sees them', async (t) => {
  const init = initOf(readAll(await fragmentedMp4({ bFrames: 2 })))
  const [video, audio] = init.tracks
  t.equal(init.tracks.length, 2)
  t.match(video, { id: 1, kind: 'video', width: 320, height: 180, codec: /^avc1\.[0-9a-f]{6}$/ })
  t.match(audio, { id: 2, kind: 'audio', timescale: 44100, codec: 'mp4a.40.2', sampleRate: 44100, channels: 2 })
})

t.test('AAC of one channel is told as one, whatever the sample entry says', async (t) => {
  const init = initOf(readAll(await fragmentedMp4({ video: false, channels: 1, sampleRate: 22050 })))
  t.match(init.tracks, [{ kind: 'audio', codec: 'mp4a.40.2', sampleRate: 22050, channels: 1 }])
})

t.test('Opus is told with its rate and channels', async (t) => {
  const init = initOf(readAll(await fragmentedMp4({ video: false }, '-c:a', 'libopus', '-ar', '48000', '-b:a', '24k')))
  t.match(init.tracks, [{ kind: 'audio', codec: 'opus', timescale: 48000, sampleRate: 48000, channels: 2 }])
})

t.test('fragments tell times, samples and bytes as ffprobe counts them', async (t) => {
  const bytes = await fragmentedMp4({ bFrames: 2 })
  const pieces = readAll(bytes)
  const { packets } = await inFolder(async (folder) => {
    await writeFile(join(folder, 'a.mp4'), bytes)
    return ffprobe<{ packets: { stream_index: number; size: string; dts: number; pts: number; flags: string }[] }>(
      join(folder, 'a.mp4'),
      '-show_entries',
      'packet=stream_index,size,dts,pts,duration,flags',
    )
  })
  for (const track of initOf(pieces).tracks) {
    const own = packets.filter((packet) => packet.stream_index === track.id - 1)
    const said = fragmentsOf(pieces).flatMap((piece) => piece.tracks.filter((each) => each.id === track.id))
    t.equal(
      said.reduce((sum, each) => sum + each.samples, 0),
      own.length,
      `${track.kind}: samples`,
    )
    t.equal(
      said.reduce((sum, each) => sum + each.bytes, 0),
      own.reduce((sum, packet) => sum + Number(packet.size), 0),
      `${track.kind}: bytes`,
    )
    let at = 0
    let next = said[0]?.baseDecodeTime
    for (const each of said) {
      t.equal(each.baseDecodeTime, own[at]?.dts, `${track.kind}: the time of sample ${at}`)
      t.equal(each.startsWithSync, own[at]?.flags.startsWith('K'), `${track.kind}: whether sample ${at} is a key`)
      t.equal(each.baseDecodeTime, next, `${track.kind}: no gap before sample ${at}`)
      next = each.baseDecodeTime + each.duration
      const shown = own.slice(at, at + each.samples).map((packet) => packet.pts)
      t.equal(each.presentationStart, Math.min(...shown), `${track.kind}: when sample ${at} and those after are shown`)
      t.ok(each.presentationEnd > Math.max(...shown), `${track.kind}: the last of them ends after it begins`)
      at += each.samples
    }
  }
})

t.test('a fragment fills its own ArrayBuffer, so that it can be transferred', async (t) => {
  const whole = await fragmentedMp4()
  const bytes = Buffer.concat([Buffer.alloc(3), whole]).subarray(3)
  for (const piece of readAll(bytes)) {
    t.equal(piece.bytes.byteOffset, 0)
    t.equal(piece.bytes.buffer.byteLength, piece.bytes.byteLength)
    t.not(piece.bytes.buffer, bytes.buffer)
  }
})

t.test('the pieces are the same wherever the chunks are cut', async (t) => {
  const bytes = await fragmentedMp4({ seconds: 1 })
  const expected = readAll(bytes)
  t.ok(expected.length > 4)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 40 }), (cuts) => {
      const reader = createFragmentReader()
      const pieces: Piece[] = []
      let from = 0
      for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
        pieces.push(...reader.push(bytes.subarray(from, to)))
        from = to
      }
      t.same(pieces, expected)
      t.equal(reader.rest(), 0)
    }),
    { numRuns: 60 },
  )
})

t.test('a byte at a time gives the same pieces', async (t) => {
  const bytes = await fragmentedMp4({ seconds: 1, size: '64x36' })
  const reader = createFragmentReader()
  const pieces = Array.from(bytes).flatMap((byte) => reader.push(Uint8Array.of(byte)))
  t.same(pieces, readAll(bytes))
})

t.test('boxes of the top level that say nothing are passed over, before, between and after', async (t) => {
  const bytes = await fragmentedMp4({ seconds: 1 })
  const pieces = readAll(bytes)
  const noise = Buffer.concat([
    box('styp', [1, 2, 3]),
    box('free', new Uint8Array(5000)),
    box('sidx'),
    box('mfra', [1]),
  ])
  const stuffed = Buffer.concat(pieces.flatMap((piece) => [noise, piece.bytes, noise]))
  t.same(readAll(stuffed), pieces)
})

t.test('an mdat with 64 bits of size is read', async (t) => {
  const [init, fragment] = readAll(await fragmentedMp4({ seconds: 1 }))
  if (!init || !fragment) throw new Error('no fragment')
  const moofBytes = Buffer.from(fragment.bytes).readUInt32BE(0)
  const payload = fragment.bytes.subarray(moofBytes + 8)
  const wide = Buffer.alloc(16)
  wide.writeUInt32BE(1)
  wide.write('mdat', 4, 'latin1')
  wide.writeBigUInt64BE(BigInt(payload.byteLength + 16), 8)
  const pieces = readAll(
    Buffer.concat([init.bytes, fragment.bytes.subarray(0, moofBytes), wide, payload, new Uint8Array(0)]),
  )
  t.match(pieces[1], { kind: 'fragment', tracks: fragment.tracks })
})

t.test('what is no fragmented MP4 is refused with a BoxError', async (t) => {
  const cases: [string, Uint8Array][] = [
    ['a box smaller than its header', Uint8Array.of(0, 0, 0, 4, 0x6d, 0x6f, 0x6f, 0x76)],
    ['a box that goes on to the end of the file', Uint8Array.of(0, 0, 0, 0, 0x6d, 0x64, 0x61, 0x74)],
    ['an mdat without moof', box('mdat', [1, 2, 3])],
    ['a moof before the moov', Buffer.concat([box('ftyp'), box('moof')])],
    ['a moof without mdat', Buffer.concat([box('moof'), box('moof')])],
    ['an empty moov is fine, one with a cut trak is not', box('moov', box('trak', [1, 2]))],
    ['a moof with a cut traf', Buffer.concat([box('moof', box('traf', box('tfhd', [0]))), box('mdat')])],
  ]
  for (const [name, bytes] of cases) t.throws(() => readAll(bytes), { name: 'BoxError' }, name)
})

t.test('a size over the cap is refused when it is announced, before any of it has come', async (t) => {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(maxBoxBytes + 1)
  head.write('moov', 4, 'latin1')
  t.throws(() => readAll(head), { name: 'BoxError' })
})

t.test('a run that claims four thousand million samples is refused, not counted', async (t) => {
  const tfhd = box('tfhd', [0, 2, 0, 0x18, 0, 0, 0, 1, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])
  const tfdt = box('tfdt', [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  const trun = box('trun', [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])
  const bytes = Buffer.concat([box('moof', box('mfhd', new Uint8Array(8)), box('traf', tfhd, tfdt, trun)), box('mdat')])
  t.throws(() => parseFragment(bytes), { name: 'BoxError' })
})

t.test('mutated files give pieces or a BoxError, nothing else, and come to an end', async (t) => {
  const files = await Promise.all([
    fragmentedMp4({ seconds: 1, size: '64x36', bFrames: 2 }),
    fragmentedMp4({ seconds: 1, video: false }, '-c:a', 'libopus', '-ar', '48000'),
  ])
  const mutation = fc.record({
    file: fc.nat({ max: files.length - 1 }),
    edits: fc.array(
      fc.record({ at: fc.nat(), byte: fc.oneof(fc.constantFrom(0, 1, 8, 0x7f, 0x80, 0xff), fc.nat(255)) }),
      {
        minLength: 1,
        maxLength: 12,
      },
    ),
    cut: fc.nat(),
    chunk: fc.integer({ min: 1, max: 5000 }),
  })
  let read = 0
  let refused = 0
  fc.assert(
    fc.property(mutation, ({ file, edits, cut, chunk }) => {
      const bytes = Buffer.from(files[file] as Buffer)
      // Half of the edits fall into the boxes, which are a small part of the file.
      for (const [i, { at, byte }] of edits.entries()) bytes[at % (i % 2 ? bytes.length : 1500)] = byte
      const reader = createFragmentReader()
      const end = Math.max(1, cut % bytes.length)
      try {
        for (let from = 0; from < end; from += chunk) reader.push(bytes.subarray(from, Math.min(end, from + chunk)))
        read++
      } catch (error) {
        if (!(error instanceof BoxError)) throw error
        refused++
      }
      const { end: kept } = wholeFragments(bytes)
      return kept >= 0 && kept <= bytes.length
    }),
    { numRuns: 1500 },
  )
  t.ok(read > 100 && refused > 100, `both happen: ${read} read, ${refused} refused`)
})

t.test('a shifted fragment has its times moved and its number set, and nothing else', async (t) => {
  const [, first, second] = readAll(await fragmentedMp4({ seconds: 1 }))
  if (!first || second?.kind !== 'fragment') throw new Error('no fragments')
  const before = Buffer.from(second.bytes)
  const far = 2 ** 33 + 5
  const shifted = shiftFragment(second.bytes, new Map([[1, 1000], [2, far]]), 77) // biome-ignore format: pairs
  const [video, audio] = second.tracks
  const moved = (track: FragmentTrack | undefined, ticks: number) =>
    track && {
      ...track,
      baseDecodeTime: track.baseDecodeTime + ticks,
      presentationStart: track.presentationStart + ticks,
      presentationEnd: track.presentationEnd + ticks,
    }
  t.same(parseFragment(shifted), [moved(video, 1000), moved(audio, far)])
  t.equal(Buffer.from(shifted).readUInt32BE(20), 77)
  t.same(second.bytes, before, 'the original stays as it was')
  const back = shiftFragment(shifted, new Map([[1, -1000], [2, -far]]), before.readUInt32BE(20)) // biome-ignore format: pairs
  t.same(Buffer.from(back), before, 'shifting back gives the same bytes')
  t.throws(() => shiftFragment(second.bytes, new Map([[1, -1e9]]), 1), { name: 'BoxError' }, 'no time before zero')
})

t.test('a looped fragment plays on as one continuous file', async (t) => {
  const pieces = readAll(await fragmentedMp4({ seconds: 1, bFrames: 0 }))
  const init = initOf(pieces)
  const once = fragmentsOf(pieces)
  const ends = new Map(init.tracks.map((track) => [track.id, track.timescale]))
  const loop = [0, 1, 2].flatMap((round) =>
    once.map((piece, i) =>
      shiftFragment(
        piece.bytes,
        new Map([...ends].map(([id, ticks]) => [id, ticks * round])),
        round * once.length + i + 1,
      ),
    ),
  )
  await inFolder(async (folder) => {
    const path = join(folder, 'loop.mp4')
    await writeFile(path, Buffer.concat([init.bytes, ...loop]))
    const { format } = await ffprobe<{ format: { duration: string } }>(path, '-show_format')
    t.ok(Math.abs(Number(format.duration) - 3) < 0.06, `three seconds: ${format.duration}`)
  })
})

t.test('of a file that a kill cut, the whole fragments are kept', async (t) => {
  const pieces = fragmentsOf(readAll(await fragmentedMp4({ seconds: 2 })))
  const file = Buffer.concat(pieces.map((piece) => piece.bytes))
  const ends: number[] = []
  for (const piece of pieces) ends.push((ends.at(-1) ?? 0) + piece.bytes.byteLength)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: file.length }), (cut) => {
      const { end, fragments } = wholeFragments(file.subarray(0, cut))
      const whole = ends.filter((each) => each <= cut)
      t.equal(end, whole.at(-1) ?? 0)
      t.same(
        fragments.map((each) => each.tracks),
        pieces.slice(0, whole.length).map((piece) => piece.tracks),
      )
    }),
    { numRuns: 50 },
  )
  const zeroed = Buffer.concat([file.subarray(0, ends[2]), Buffer.alloc(4096)])
  t.equal(wholeFragments(zeroed).end, ends[2], 'a tail of zeros, as a power cut leaves it, ends it too')
})
