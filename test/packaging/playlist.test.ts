import fc from 'fast-check'
import t from 'tap'
import { checkMedia } from '../../src/packaging/check-playlist.ts'
import { parseMedia, parseMultivariant } from '../../src/packaging/parse-playlist.ts'
import type { MediaPlaylist, MultivariantPlaylist, Part, Segment, SegmentHead } from '../../src/packaging/playlist.ts'
import { PlaylistError } from '../../src/packaging/playlist.ts'
import { writeMedia, writeMultivariant } from '../../src/packaging/write-playlist.ts'

/** As JSON has it: what is undefined is not there. */
const strip = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

const part = (name: string, given: Partial<Part> = {}): Part => ({
  uri: `${name}.m4s`,
  duration: 0.2,
  independent: false,
  ...given,
})

/** A segment of two seconds in ten parts of which the first begins with a key frame. */
const segment = (msn: number, given: Partial<Segment> = {}): Segment => ({
  uri: `${msn}.m4s`,
  duration: 2,
  discontinuity: false,
  map: 'init-0.mp4',
  parts: Array.from({ length: 10 }, (_, i) => part(`${msn}.${i}`, { independent: i === 0 })),
  ...given,
})

/** A low-latency live of six segments and an open one that breaks no rule. */
const live = (given: Partial<MediaPlaylist> = {}): MediaPlaylist => ({
  version: 6,
  targetDuration: 4,
  partTarget: 0.234,
  partHoldBack: 0.702,
  holdBack: 12,
  canBlockReload: true,
  mediaSequence: 10,
  discontinuitySequence: 0,
  independentSegments: true,
  endList: false,
  segments: Array.from({ length: 6 }, (_, i) =>
    segment(10 + i, i === 0 ? { programDateTime: Date.UTC(2025, 0, 2, 3, 4, 5, 678) } : {}),
  ),
  open: { discontinuity: false, map: 'init-0.mp4', parts: [part('16.0', { independent: true }), part('16.1')] },
  preloadHint: '16.2.m4s',
  ...given,
})

/** That playlist after the segment `msn` changed. */
const withSegment = (msn: number, change: Partial<Segment>, given: Partial<MediaPlaylist> = {}): MediaPlaylist => {
  const playlist = live(given)
  const at = msn - playlist.mediaSequence
  playlist.segments = playlist.segments.map((each, i) => (i === at ? { ...each, ...change } : each))
  return playlist
}

const lines = (playlist: MediaPlaylist): string[] => writeMedia(playlist).split('\n')

t.test('4.4.1.1 a playlist begins with #EXTM3U, without a byte order mark', (t) => {
  t.equal(lines(live())[0], '#EXTM3U')
  for (const text of ['', '#EXTM3U8\n', `\uFEFF${writeMedia(live())}`, '\n#EXTM3U\n#EXT-X-TARGETDURATION:4\n'])
    t.throws(() => parseMedia(text), { name: 'PlaylistError' })
  t.end()
})

t.test('4.1 lines end with LF or CRLF; blank lines, comments and unknown tags say nothing', (t) => {
  const text = writeMedia(live())
  t.same(parseMedia(text.replaceAll('\n', '\r\n')), live())
  t.same(parseMedia(text.replaceAll('\n', '\n\n# a comment\n#EXT-X-UNKNOWN:A=1\n').slice(0)), live())
  t.end()
})

t.test('4.1 a playlist is either a Media or a Multivariant Playlist, and each reader refuses the other', (t) => {
  const multivariant = writeMultivariant({
    version: 6,
    independentSegments: true,
    variants: [{ uri: 'main/index.m3u8', bandwidth: 1, codecs: ['opus'] }],
  })
  t.throws(() => parseMedia(multivariant), { name: 'PlaylistError' })
  t.throws(() => parseMultivariant(writeMedia(live())), { name: 'PlaylistError' })
  t.end()
})

t.test('4.2 durations are decimal numbers of five decimals at most, without the noise of binary fractions', (t) => {
  const playlist = live({ segments: [segment(10, { duration: 0.1 + 0.2, parts: [part('a', { duration: 0.2 / 3 })] })] })
  t.ok(lines(playlist).includes('#EXTINF:0.3,'))
  t.ok(lines(playlist).includes('#EXT-X-PART:DURATION=0.06667,URI="a.m4s"'))
  for (const duration of [Number.NaN, -1, Number.POSITIVE_INFINITY, 1e21])
    t.throws(() => writeMedia(live({ segments: [segment(1, { duration })] })), { name: 'PlaylistError' })
  t.end()
})

t.test('4.2 an attribute stands once, and a quoted string holds no quote and no line end', (t) => {
  const text = (line: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:4\n${line}\n`
  for (const line of [
    '#EXT-X-PART:DURATION=1,DURATION=1,URI="a"',
    '#EXT-X-PART:DURATION=1,URI="a',
    '#EXT-X-PART:DURATION=1e3,URI="a"',
    '#EXT-X-PART:DURATION=-1,URI="a"',
    '#EXT-X-PART:DURATION=1',
    '#EXT-X-PART:URI="a"',
    '#EXT-X-MEDIA-SEQUENCE:99999999999999999999',
    '#EXT-X-MEDIA-SEQUENCE:1.5',
  ])
    t.throws(() => parseMedia(text(line)), { name: 'PlaylistError' }, line)
  for (const uri of ['a"b', 'a\nb', 'a\rb'])
    t.throws(() => writeMedia(live({ preloadHint: uri })), { name: 'PlaylistError' })
  for (const uri of ['', '#a', 'a\nb']) {
    t.throws(() => writeMedia(live({ segments: [segment(10, { uri })] })), { name: 'PlaylistError' })
  }
  t.end()
})

t.test('4.4.2.1 EXT-X-INDEPENDENT-SEGMENTS is there where each segment begins with a key frame', (t) => {
  t.ok(lines(live()).includes('#EXT-X-INDEPENDENT-SEGMENTS'))
  t.notOk(lines(live({ independentSegments: false })).includes('#EXT-X-INDEPENDENT-SEGMENTS'))
  t.end()
})

t.test('4.4.3.1 the target duration is required and no rounded EXTINF is longer', (t) => {
  t.throws(() => parseMedia('#EXTM3U\n#EXTINF:1,\na\n'), { name: 'PlaylistError' })
  const noParts = { parts: [] }
  t.same(checkMedia(withSegment(10, { duration: 4.49, ...noParts })), [])
  t.match(checkMedia(withSegment(10, { duration: 4.5, ...noParts })), [/^4\.4\.3\.1: segment 10 /])
  t.match(checkMedia(live({ targetDuration: 5, holdBack: 15 }), live()), [/^4\.4\.3\.1: the target duration changed/])
  t.end()
})

t.test('4.4.3.2 and 4.4.3.3 the sequence numbers stand before the first segment', (t) => {
  const written = lines(live({ discontinuitySequence: 3 }))
  const first = written.findIndex((line) => line.startsWith('#EXTINF'))
  for (const tag of ['#EXT-X-MEDIA-SEQUENCE:10', '#EXT-X-DISCONTINUITY-SEQUENCE:3']) {
    t.ok(written.includes(tag))
    t.ok(written.indexOf(tag) < first)
  }
  t.end()
})

t.test('4.4.3.4 and 4.4.3.5 a VOD playlist ends, and what ends has no next part', (t) => {
  const vod = live({
    playlistType: 'VOD',
    endList: true,
    open: undefined,
    preloadHint: undefined,
    partTarget: undefined,
    segments: [segment(0, { parts: [] })],
  })
  t.same(checkMedia(vod), [])
  t.ok(lines(vod).includes('#EXT-X-PLAYLIST-TYPE:VOD'))
  t.ok(writeMedia(vod).endsWith('#EXT-X-ENDLIST\n'))
  t.match(checkMedia({ ...vod, endList: false }), [/^4\.4\.3\.5/])
  t.match(checkMedia(live({ endList: true, preloadHint: undefined })), [/^4\.4\.3\.4/])
  t.match(checkMedia(live({ endList: true, open: undefined })), [/^4\.4\.5\.3/])
  t.end()
})

t.test('4.4.3.7 parts ask for EXT-X-PART-INF', (t) => {
  t.ok(lines(live()).includes('#EXT-X-PART-INF:PART-TARGET=0.234'))
  const found = checkMedia(live({ partTarget: undefined }))
  t.ok(found.length > 0 && found.every((each) => each.startsWith('4.4.3.7')))
  t.end()
})

t.test('4.4.3.8 hold-backs keep their distance from the end', (t) => {
  t.ok(lines(live()).includes('#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,HOLD-BACK=12,PART-HOLD-BACK=0.702'))
  t.match(checkMedia(live({ holdBack: 11.9 })), [/^4\.4\.3\.8: HOLD-BACK/])
  t.match(checkMedia(live({ partHoldBack: undefined })), [/^4\.4\.3\.8: PART-HOLD-BACK is missing/])
  t.match(checkMedia(live({ partHoldBack: 0.46 })), [/^4\.4\.3\.8: PART-HOLD-BACK/])
  t.match(checkMedia(live({ partHoldBack: 0.6 })), [/^4\.4\.3\.8 \(SHOULD\): PART-HOLD-BACK/])
  t.end()
})

t.test('4.4.4.1 a segment has its EXTINF', (t) => {
  t.throws(() => parseMedia('#EXTM3U\n#EXT-X-TARGETDURATION:4\na.m4s\n'), { name: 'PlaylistError' })
  t.throws(() => parseMedia('#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:x,\na.m4s\n'), { name: 'PlaylistError' })
  t.equal(parseMedia('#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:2.5,a title\na.m4s\n').segments[0]?.duration, 2.5)
  t.end()
})

t.test('4.4.4.2 and 4.4.4.5 a segment and its map may be parts of one file', (t) => {
  const one = { uri: 'video.mp4', map: 'video.mp4', mapRange: { bytes: 800, from: 0 }, parts: [], discontinuity: false }
  const segments = [
    { ...one, duration: 4, range: { bytes: 500, from: 900 } },
    { ...one, duration: 2, range: { bytes: 300, from: 1400 } },
  ]
  const { partTarget, partHoldBack, canBlockReload, open, preloadHint, ...plain } = live({ endList: true, segments })
  const text = writeMedia(plain)
  t.match(text, /#EXT-X-MAP:URI="video\.mp4",BYTERANGE="800@0"\n/)
  t.equal(text.split('#EXT-X-MAP').length, 2, 'the map stands once')
  t.match(text, /#EXTINF:2,\n#EXT-X-BYTERANGE:300@1400\nvideo\.mp4\n/)
  t.strictSame(parseMedia(text).segments, segments)
  t.throws(() => parseMedia(text.replace('300@1400', '300@1400@1')), PlaylistError)
  t.end()
})

t.test('4.4.4.3 and 4.4.4.5 a discontinuity and its new map stand before the segment or its first part', (t) => {
  const head: SegmentHead = { discontinuity: true, map: 'init-1.mp4', parts: [part('x', { independent: true })] }
  const written = lines(live({ open: head, preloadHint: 'y.m4s' }))
  const at = written.indexOf('#EXT-X-DISCONTINUITY')
  t.same(written.slice(at, at + 4), [
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-MAP:URI="init-1.mp4"',
    '#EXT-X-PART:DURATION=0.2,URI="x.m4s",INDEPENDENT=YES',
    '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="y.m4s"',
  ])
  t.equal(written.filter((line) => line === '#EXT-X-MAP:URI="init-0.mp4"').length, 1, 'a map holds until the next')
  t.throws(() => writeMedia(live({ open: { discontinuity: false, parts: [part('x')] } })), { name: 'PlaylistError' })
  t.end()
})

t.test('4.4.4.6 a date is an anchor with milliseconds', (t) => {
  t.ok(lines(live()).includes('#EXT-X-PROGRAM-DATE-TIME:2025-01-02T03:04:05.678Z'))
  const bad = '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-PROGRAM-DATE-TIME:yesterday\n'
  t.throws(() => parseMedia(bad), { name: 'PlaylistError' })
  t.end()
})

t.test('4.4.4.7 a segment with a gap among its parts is a gap', (t) => {
  const parts = segment(15).parts.map((each, i) => (i === 4 ? { ...each, gap: true } : each))
  t.match(checkMedia(withSegment(15, { parts })), [/^4\.4\.4\.7/])
  t.same(checkMedia(withSegment(15, { parts, gap: true })), [])
  t.ok(lines(withSegment(15, { gap: true })).includes('#EXT-X-GAP'))
  t.end()
})

t.test('4.4.4.9 a part is no longer than the part target', (t) => {
  const parts = [part('a', { independent: true, duration: 0.235 }), part('b')]
  t.match(checkMedia(live({ open: { ...live().open, discontinuity: false, parts } })), [
    /^4\.4\.4\.9: part 16\.0 .*longer/,
  ])
  t.end()
})

t.test('4.4.4.9 a part lasts 85 % of the part target, but for the independent, the last and gaps', (t) => {
  const open = (parts: Part[]) => live({ open: { discontinuity: false, map: 'init-0.mp4', parts } })
  const short = part('s', { duration: 0.19 })
  const long = part('l')
  const ofSegment = (parts: Part[]) =>
    withSegment(15, { parts, duration: parts.reduce((sum, each) => sum + each.duration, 0) })
  t.match(checkMedia(open([long, short])), [/^4\.4\.4\.9: part 16\.1 .*shorter/], 'an open segment has no last part')
  t.match(checkMedia(ofSegment([short, long])), [/^4\.4\.4\.9: part 15\.0 .*shorter/])
  t.same(checkMedia(ofSegment([long, short])), [], 'the last of its segment')
  t.same(checkMedia(ofSegment([{ ...short, independent: true }, long])), [], 'one that is independent')
  t.same(checkMedia(open([part('e', { duration: 0.1989 })])), [], 'exactly 85 %')
  const beforeGap = [short, { ...long, gap: true }, long]
  t.same(checkMedia(withSegment(15, { parts: beforeGap, duration: 0.59, gap: true })), [], 'one before a gap')
  t.end()
})

t.test('4.4.4.9 the parts of a segment last as long as it does', (t) => {
  t.match(checkMedia(withSegment(15, { duration: 2.1 })), [/^4\.4\.4\.9: the parts of segment 15/])
  const third = { duration: 0.2333333 }
  const parts = Array.from({ length: 9 }, (_, i) => part(`p${i}`, third))
  t.same(checkMedia(parseMedia(writeMedia(withSegment(15, { parts, duration: 2.1 })))), [], 'rounding is no matter')
  t.end()
})

t.test('4.4.4.9 parts go once they are three target durations from the end', (t) => {
  const segments = Array.from({ length: 8 }, (_, i) => segment(10 + i, i === 0 ? { programDateTime: 0 } : {}))
  const playlist = live({ segments, preloadHint: 'next.m4s' })
  t.match(checkMedia(playlist), [/^4\.4\.4\.9 \(SHOULD\): segment 10/, /^4\.4\.4\.9 \(SHOULD\): segment 11/])
  playlist.segments = segments.map((each, i) => (i < 2 ? { ...each, parts: [] } : each))
  t.same(checkMedia(playlist), [])
  t.end()
})

t.test('4.4.5.2 a delta update is no whole playlist', (t) => {
  const text = '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-SKIP:SKIPPED-SEGMENTS=3\n'
  t.throws(() => parseMedia(text), { name: 'PlaylistError' })
  t.end()
})

t.test('4.4.5.3 the preload hint names a part that is not there yet', (t) => {
  t.ok(lines(live()).includes('#EXT-X-PRELOAD-HINT:TYPE=PART,URI="16.2.m4s"'))
  t.match(checkMedia(live({ preloadHint: '16.1.m4s' })), [/^4\.4\.5\.3/])
  const map = '#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXT-X-PRELOAD-HINT:TYPE=MAP,URI="i.mp4"\n'
  t.equal(parseMedia(map).preloadHint, undefined, 'a hint at a map is no hint at a part')
  t.end()
})

t.test('4.4.5.4 a rendition report tells how far another rendition is', (t) => {
  const renditionReports = [
    { uri: '../aac/index.m3u8', lastMsn: 7 },
    { uri: '../opus/index.m3u8', lastMsn: 8, lastPart: 0 },
  ]
  const written = lines(live({ renditionReports }))
  t.ok(written.includes('#EXT-X-RENDITION-REPORT:URI="../aac/index.m3u8",LAST-MSN=7'))
  t.ok(written.includes('#EXT-X-RENDITION-REPORT:URI="../opus/index.m3u8",LAST-MSN=8,LAST-PART=0'))
  t.same(parseMedia(writeMedia(live({ renditionReports }))), live({ renditionReports }))
  t.end()
})

t.test('4.4.6.2 a variant tells its bit rates, codecs, size and frame rate', (t) => {
  const playlist: MultivariantPlaylist = {
    version: 6,
    independentSegments: true,
    variants: [
      {
        uri: 'main/index.m3u8',
        bandwidth: 2_400_000,
        averageBandwidth: 2_000_000,
        codecs: ['avc1.64001f', 'mp4a.40.2'],
        resolution: { width: 1280, height: 720 },
        frameRate: 30000 / 1001,
      },
    ],
  }
  const text = writeMultivariant(playlist)
  t.match(text, 'BANDWIDTH=2400000,AVERAGE-BANDWIDTH=2000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720')
  t.match(text, 'FRAME-RATE=29.97\nmain/index.m3u8\n')
  for (const line of ['#EXT-X-STREAM-INF:CODECS="a"\nu', '#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1x2x3\nu', 'u'])
    t.throws(() => parseMultivariant(`#EXTM3U\n${line}\n`), { name: 'PlaylistError' }, line)
  t.end()
})

/** The next versions of `live`: a part more, and then that segment complete and the first one gone. */
t.test('4.4.6.1 sound that goes with pictures stands in a group that they name', (t) => {
  const sound = { group: 'aac', name: 'sonido', language: 'es', channels: 2, uri: 'aac.m3u8' }
  const variants = [{ uri: 'video.m3u8', bandwidth: 9, codecs: ['avc1.64001f', 'mp4a.40.2'], audio: 'aac' }]
  const text = writeMultivariant({ version: 6, independentSegments: true, audio: [sound], variants })
  const line =
    'TYPE=AUDIO,GROUP-ID="aac",NAME="sonido",LANGUAGE="es",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="aac.m3u8"'
  t.ok(text.includes(`#EXT-X-MEDIA:${line}\n`), text)
  t.ok(text.indexOf('#EXT-X-MEDIA') < text.indexOf('#EXT-X-STREAM-INF'))
  t.strictSame(strip(parseMultivariant(text).audio), [sound])
  t.equal(parseMultivariant(text).variants[0]?.audio, 'aac')
  t.end()
})

const onePartMore = (): MediaPlaylist => {
  const before = live()
  const open = { discontinuity: false, map: 'init-0.mp4', parts: [...(before.open?.parts ?? []), part('16.2')] }
  return { ...before, open, preloadHint: '16.3.m4s' }
}
const segmentMore = (): MediaPlaylist => ({
  ...live(),
  mediaSequence: 11,
  segments: [...live().segments.slice(1), segment(16)].map((each, i) =>
    i === 0 ? { ...each, programDateTime: 0 } : each,
  ),
  open: undefined,
  preloadHint: '17.0.m4s',
})

t.test('6.2.1 a playlist may grow, and what it said stays', (t) => {
  t.same(checkMedia(onePartMore(), live()), [])
  const before = live({ segments: live().segments.map((each) => ({ ...each, programDateTime: 0 })) })
  const now = { ...segmentMore(), segments: segmentMore().segments.map((each, i) => (i < 5 ? { ...each, programDateTime: 0 } : each)) } // biome-ignore format: one value
  t.same(checkMedia(now, before), [])
  t.match(checkMedia(withSegment(12, { uri: 'other.m4s' }), live()), [/^6\.2\.1: segment 12 changed/])
  t.match(checkMedia(withSegment(12, { programDateTime: 5 }), live()), [/^6\.2\.1: segment 12 changed/])
  const other = live({ open: { discontinuity: false, map: 'init-0.mp4', parts: [part('16.0x'), part('16.1')] } })
  t.match(checkMedia(other, live()), [/^6\.2\.1: parts of segment 16/])
  t.match(checkMedia(live({ open: undefined }), live()), [/^6\.2\.1: parts of segment 16/])
  t.match(checkMedia(live({ partTarget: 0.23, partHoldBack: 0.7 }), live()), [/^6\.2\.1: the part target/])
  t.end()
})

t.test('6.2.1 a playlist that ended stays as it is', (t) => {
  const ended = live({ endList: true, open: undefined, preloadHint: undefined })
  t.same(checkMedia(ended, ended), [])
  t.match(checkMedia({ ...ended, segments: [...ended.segments, segment(16)] }, ended), [
    /^6\.2\.1: a playlist that had/,
  ])
  t.end()
})

t.test('6.2.2 segments go from the front, and the media sequence counts them', (t) => {
  t.match(checkMedia(live({ mediaSequence: 9 }), live())[0], /^6\.2\.2: the media sequence went back/)
  const shorter = live({ segments: live().segments.slice(0, 5), open: undefined, preloadHint: 'z.m4s' })
  t.match(checkMedia(shorter, live())[0], /^6\.2\.2: a segment was removed from the end/)
  const few = live({ mediaSequence: 11, segments: live().segments.slice(1).map((each) => ({ ...each, programDateTime: undefined })) }) // biome-ignore format: one value
  t.match(checkMedia(few, live()), [/^B\.1/, /^6\.2\.2: .*less than three target durations/])
  t.end()
})

t.test('6.2.2 the discontinuity sequence counts the discontinuities that went', (t) => {
  const many = Array.from({ length: 9 }, (_, i) =>
    segment(10 + i, { parts: [], programDateTime: 0, discontinuity: i === 1, duration: 3 }),
  )
  const before = live({ segments: many, open: undefined, preloadHint: 'a' })
  const after = (dropped: number, discontinuitySequence: number) =>
    checkMedia({ ...before, mediaSequence: 10 + dropped, segments: many.slice(dropped), discontinuitySequence }, before)
  t.same(after(1, 0), [])
  t.same(after(2, 1), [])
  t.match(after(2, 0), [/^6\.2\.2: the discontinuity sequence is 0, not 1/])
  t.match(after(1, 1), [/^6\.2\.2: the discontinuity sequence is 1, not 0/])
  t.end()
})

t.test('8 the version is as high as the tags ask', (t) => {
  t.match(checkMedia(live({ version: 5 })), [/^8: /])
  const noMaps = live({
    version: 3,
    open: undefined,
    segments: live().segments.map((each) => ({ ...each, map: undefined })),
  })
  t.same(checkMedia(noMaps), [])
  t.match(checkMedia({ ...noMaps, version: 2 }), [/^8: /])
  t.end()
})

t.test('B.1 low latency has blocking reload, a preload hint and a date', (t) => {
  t.same(checkMedia(live()), [])
  t.match(checkMedia(live({ canBlockReload: false })), [/^B\.1.*CAN-BLOCK-RELOAD/])
  t.match(checkMedia(live({ preloadHint: undefined })), [/^B\.1.*PRELOAD-HINT/])
  t.match(checkMedia(withSegment(10, { programDateTime: undefined })), [/^B\.1.*PROGRAM-DATE-TIME/])
  t.end()
})

/** A value without the properties that are undefined. */
const name = fc.stringMatching(/^[a-z0-9][a-z0-9/._?=-]{0,20}$/)
const seconds = fc.integer({ min: 0, max: 10_000_000 }).map((ticks) => ticks / 1e5)
const count = fc.integer({ min: 0, max: 1e9 })
const flag = fc.boolean()
const yes = fc.constant(true)
const anyPart = fc.record({ uri: name, duration: seconds, independent: flag, gap: yes }, { requiredKeys: ['uri', 'duration', 'independent'] }) // biome-ignore format: one arbitrary
const anyHead = {
  discontinuity: flag,
  map: name,
  programDateTime: fc.integer({ min: 0, max: 4e12 }),
  parts: fc.array(anyPart, { maxLength: 4 }),
}
const headKeys = ['discontinuity', 'map', 'parts'] as const
const anyPlaylist: fc.Arbitrary<MediaPlaylist> = fc.record(
  {
    version: fc.nat(20),
    targetDuration: fc.nat(100),
    partTarget: seconds,
    partHoldBack: seconds,
    holdBack: seconds,
    canBlockReload: yes,
    mediaSequence: count,
    discontinuitySequence: count,
    independentSegments: flag,
    endList: flag,
    playlistType: fc.constantFrom('VOD' as const, 'EVENT' as const),
    segments: fc.array(
      fc.record(
        { ...anyHead, uri: name, duration: seconds, gap: yes },
        { requiredKeys: [...headKeys, 'uri', 'duration'] },
      ),
      { maxLength: 8 },
    ),
    open: fc.record(
      { ...anyHead, parts: fc.array(anyPart, { minLength: 1, maxLength: 4 }) },
      { requiredKeys: [...headKeys] },
    ),
    preloadHint: name,
    renditionReports: fc.array(fc.record({ uri: name, lastMsn: count, lastPart: count }, { requiredKeys: ['uri', 'lastMsn'] }), { minLength: 1, maxLength: 3 }), // biome-ignore format: one arbitrary
  },
  {
    requiredKeys: [
      'version',
      'targetDuration',
      'mediaSequence',
      'discontinuitySequence',
      'independentSegments',
      'endList',
      'segments',
    ],
  },
)

t.test('whatever a Media Playlist says is read back as it was written', (t) => {
  fc.assert(
    fc.property(anyPlaylist, (playlist) => t.strictSame(strip(parseMedia(writeMedia(playlist))), strip(playlist))),
  )
  t.end()
})

t.test('whatever a Multivariant Playlist says is read back as it was written', (t) => {
  const anyVariant = fc.record(
    {
      uri: name,
      bandwidth: count,
      averageBandwidth: count,
      codecs: fc.array(fc.stringMatching(/^[a-z0-9.]{1,12}$/), { minLength: 1, maxLength: 3 }),
      resolution: fc.record({ width: fc.nat(8000), height: fc.nat(8000) }),
      frameRate: fc.integer({ min: 0, max: 240_000 }).map((rate) => rate / 1e3),
    },
    { requiredKeys: ['uri', 'bandwidth', 'codecs'] },
  )
  const any = fc.record({
    version: fc.nat(20),
    independentSegments: flag,
    variants: fc.array(anyVariant, { maxLength: 4 }),
  })
  fc.assert(
    fc.property(any, (playlist) =>
      t.strictSame(strip(parseMultivariant(writeMultivariant(playlist))), strip(playlist)),
    ),
  )
  t.end()
})

t.test('text of any kind is read or refused with a PlaylistError, nothing else', (t) => {
  const words = fc.constantFrom('#EXTM3U', '#EXTINF:', '#EXT-X-PART:', '#EXT-X-TARGETDURATION:4', '#EXT-X-MAP:', 'URI="a"', 'DURATION=1', ',', '=', '"', '\n', '\r\n', '#EXT-X-STREAM-INF:', 'BANDWIDTH=1', '#EXT-X-SERVER-CONTROL:', 'a.m4s', '#EXT-X-toString:') // biome-ignore format: one list
  const text = fc.oneof(
    fc.array(fc.oneof(words, fc.string({ maxLength: 8 })), { maxLength: 30 }).map((all) => `#EXTM3U\n${all.join('')}`),
    fc.string({ maxLength: 200 }),
  )
  fc.assert(
    fc.property(text, (given) => {
      for (const read of [parseMedia, parseMultivariant]) {
        try {
          read(given)
        } catch (error) {
          if (!(error instanceof PlaylistError)) throw error
        }
      }
    }),
    { numRuns: 2000 },
  )
  t.end()
})

t.test('a checker never throws on what the reader reads', (t) => {
  fc.assert(
    fc.property(anyPlaylist, fc.option(anyPlaylist, { nil: undefined }), (playlist, earlier) =>
      Array.isArray(checkMedia(playlist, earlier)),
    ),
  )
  t.end()
})
