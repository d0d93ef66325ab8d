import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import {
  AAC_FRAME,
  AUDIO_TAG,
  aacConfig,
  flvHeader,
  flvTag,
  hasIdr,
  packetKind,
  SCRIPT_TAG,
  SILENT_CONFIG,
  silentFrame,
  VIDEO_TAG,
} from '../../src/ingest/flv.ts'

const bytes = (...values: number[]) => Uint8Array.from(values)

t.test('H.264 is told by key frame, picture and sequence header', async (t) => {
  t.strictSame(packetKind(VIDEO_TAG, bytes(0x17, 0, 0, 0, 0, 1)), { track: 'video', config: true, key: true })
  t.strictSame(packetKind(VIDEO_TAG, bytes(0x17, 1, 0, 0, 0, 1)), { track: 'video', config: false, key: true })
  t.strictSame(packetKind(VIDEO_TAG, bytes(0x27, 1, 0, 0, 0, 1)), { track: 'video', config: false, key: false })
})

t.test(
  'a picture that every decoder can begin with is told from a recovery point that is marked as key frame',
  async (t) => {
    const config = (lengthBytes: number) => bytes(0x17, 0, 0, 0, 0, 1, 0x64, 0, 0x1f, 0xfc | (lengthBytes - 1))
    const picture = (...nalus: number[]) => bytes(0x17, 1, 0, 0, 0, ...nalus)
    t.equal(hasIdr(picture(0, 0, 0, 2, 0x65, 0x88), config(4)), true)
    t.equal(
      hasIdr(picture(0, 0, 0, 1, 0x09, 0, 0, 0, 2, 0x06, 0x05, 0, 0, 0, 2, 0x25, 0x88), config(4)),
      true,
      'behind others',
    )
    t.equal(hasIdr(picture(0, 0, 0, 3, 0x06, 0x65, 0x65, 0, 0, 0, 2, 0x41, 0x9a), config(4)), false)
    t.equal(hasIdr(picture(2, 0x41, 0x9a, 2, 0x65, 0x88), config(1)), true, 'with lengths of one byte')
  },
)

t.test('whatever stands in a picture, looking for an IDR ends', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.uint8Array({ maxLength: 12 }), (payload, config) => {
      hasIdr(payload, config)
    }),
  )
})

t.test('AAC is told by frame and sequence header', async (t) => {
  t.strictSame(packetKind(AUDIO_TAG, bytes(0xaf, 0, 0x11, 0x90)), { track: 'audio', config: true, key: true })
  t.strictSame(packetKind(AUDIO_TAG, bytes(0xaf, 1, 0x21)), { track: 'audio', config: false, key: true })
})

t.test('what browsers cannot play is refused with the advice that mends it', async (t) => {
  const hevc = bytes(0x90, ...Buffer.from('hvc1'), 0)
  const av1 = bytes(0x91, ...Buffer.from('av01'), 0)
  const h263 = bytes(0x22, 0, 0)
  for (const payload of [hevc, av1, h263]) t.strictSame(packetKind(VIDEO_TAG, payload), { refused: 'fija_h264' })
  const mp3 = bytes(0x2f, 0xff, 0xfb)
  const enhanced = bytes(0x90, ...Buffer.from('Opus'))
  for (const payload of [mp3, enhanced]) t.strictSame(packetKind(AUDIO_TAG, payload), { refused: 'fija_aac' })
})

t.test('what carries no picture and no sound is left out', async (t) => {
  const ignored = [
    packetKind(VIDEO_TAG, bytes()),
    packetKind(VIDEO_TAG, bytes(0x17)),
    packetKind(VIDEO_TAG, bytes(0x57, 0, 0, 0, 0, 0)),
    packetKind(VIDEO_TAG, bytes(0x17, 2, 0, 0, 0)),
    packetKind(VIDEO_TAG, bytes(0x17, 1, 0, 0, 0)),
    packetKind(AUDIO_TAG, bytes(0xaf, 1)),
    packetKind(SCRIPT_TAG, bytes(2, 0, 10)),
  ]
  for (const kind of ignored) t.strictSame(kind, { ignored: true })
})

t.test('whatever bytes come, a packet is of one kind', async () => {
  fc.assert(
    fc.property(fc.nat(255), fc.uint8Array({ maxLength: 16 }), (type, payload) => {
      const kind = packetKind(type, payload)
      return 'track' in kind || 'refused' in kind || 'ignored' in kind
    }),
  )
})

t.test('a tag says its size before and after it, and its time in 32 bits', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.uint8Array({ maxLength: 300 }), (ms, payload) => {
      const tag = Buffer.from(flvTag(VIDEO_TAG, ms, payload))
      const time = tag.readUIntBE(4, 3) + (tag[7] ?? 0) * 2 ** 24
      return (
        tag[0] === VIDEO_TAG &&
        tag.readUIntBE(1, 3) === payload.length &&
        time === ms &&
        tag.readUIntBE(8, 3) === 0 &&
        tag.subarray(11, 11 + payload.length).equals(payload) &&
        tag.readUInt32BE(11 + payload.length) === 11 + payload.length
      )
    }),
  )
})

t.test('a sequence header tells rate and channels; what is not plain AAC-LC tells nothing', async (t) => {
  t.strictSame(aacConfig(SILENT_CONFIG), { rateHz: 48000, channels: 2 })
  t.strictSame(aacConfig(bytes(0xaf, 0, 0x12, 0x08)), { rateHz: 44100, channels: 1 })
  t.equal(aacConfig(bytes(0xaf, 0, 0x2b, 0x92)), undefined, 'HE-AAC')
  t.equal(aacConfig(bytes(0xaf, 0)), undefined)
  t.equal(aacConfig(bytes(0xaf, 0, 0x17, 0x90)), undefined, 'a rate of its own')
})

/** Has ffmpeg decode an FLV of these frames alone. @returns samples and the loudest of them */
const decode = async (config: Uint8Array, frame: Uint8Array, frames: number) => {
  const tags = [flvHeader({ video: false, audio: true }), flvTag(AUDIO_TAG, 0, config)]
  for (let n = 0; n < frames; n++) tags.push(flvTag(AUDIO_TAG, Math.round((n * AAC_FRAME) / 48), frame))
  const running = promisify(execFile)('ffmpeg', ['-v', 'error', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'], {
    encoding: 'buffer',
    maxBuffer: 1 << 24,
  })
  running.child.stdin?.end(Buffer.concat(tags))
  const { stdout, stderr } = await running
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length / 2)
  return { samples: samples.length, loudest: samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0), stderr }
}

for (const [channels, config] of [
  [1, bytes(0xaf, 0, 0x11, 0x88)],
  [2, SILENT_CONFIG],
] as const)
  t.test(`our silence of ${channels} channels is AAC that decodes to silence`, async (t) => {
    const frame = silentFrame(channels)
    if (!frame) return t.fail('there is none')
    const { samples, loudest, stderr } = await decode(config, frame, 20)
    t.equal(stderr.toString(), '')
    t.equal(samples, 20 * AAC_FRAME * channels)
    t.equal(loudest, 0)
  })

t.test('there is no silence for more channels than two', async (t) => {
  t.equal(silentFrame(6), undefined)
})
