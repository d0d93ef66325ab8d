import fc from 'fast-check'
import t from 'tap'
import { readSubtitles, SubtitleError, writeWebVtt } from '../../src/packaging/subtitle-text.ts'

const read = (text: string) => readSubtitles(Buffer.from(text))
const problemOf = (bytes: Uint8Array | string) => {
  try {
    readSubtitles(typeof bytes === 'string' ? Buffer.from(bytes) : bytes)
    return 'none'
  } catch (error) {
    return error instanceof SubtitleError ? `${error.problem} ${error.line}` : String(error)
  }
}

t.test('SubRip as editors write it becomes WebVTT, with its times and words', async (t) => {
  const srt = [
    '\uFEFF1',
    '00:00:01,000 --> 00:00:02,500',
    '<i>¡Ay, mamá!</i>',
    'dijo <font color="#ff0000">ella</font>',
    '',
    '2',
    '0:00:03,5 --> 00:00:04,000 X1:10 X2:20',
    '{\\an8}Tom & Jerry <3 a > b',
    '',
    'y sigue tras un renglón vacío',
  ].join('\r\n')
  t.equal(
    writeWebVtt(read(srt)),
    [
      'WEBVTT',
      'X-TIMESTAMP-MAP=MPEGTS:90000,LOCAL:00:00:00.000',
      '',
      '00:00:01.000 --> 00:00:02.500',
      '<i>¡Ay, mamá!</i>',
      'dijo ella',
      '',
      '00:00:03.500 --> 00:00:04.000',
      'Tom &amp; Jerry &lt;3 a &gt; b',
      'y sigue tras un renglón vacío',
      '',
    ].join('\n'),
  )
})

t.test('WebVTT keeps its voices and places, and nothing that is fetched or drawn', async (t) => {
  const vtt = [
    'WEBVTT - de la asamblea',
    'Kind: captions',
    '',
    'STYLE',
    '::cue { background: url(http://elsewhere.example/x.png) }',
    '',
    'NOTE 00:00 --> no es de nadie',
    '',
    'segunda',
    '01:02:03.004 --> 01:02:05.000 align:start line:0 region:x javascript:1',
    '<v Doña Luz>Buenas <b.loud>tardes</b> &amp; noches',
    '',
    '00:01.000 --> 00:02.000',
    '<script>alert(1)</script>hola <img src=x onerror=alert(1)> & adiós',
  ].join('\n')
  t.same(read(vtt), [
    { fromMs: 1000, toMs: 2000, settings: '', text: 'alert(1)hola  &amp; adiós' },
    {
      fromMs: 3_723_004,
      toMs: 3_725_000,
      settings: 'align:start line:0',
      text: '<v Doña Luz>Buenas <b.loud>tardes</b> &amp; noches',
    },
  ])
})

t.test('old editors’ encodings are read', async (t) => {
  const srt = '1\n00:00:01,000 --> 00:00:02,000\nniño\n'
  const words = (bytes: Uint8Array) => readSubtitles(bytes).map(({ text }) => text)
  t.same(words(Buffer.from(srt, 'latin1')), ['niño'])
  t.same(words(Buffer.from(`\uFEFF${srt}`, 'utf16le')), ['niño'])
  t.same(words(Buffer.from(`\uFEFF${srt}`, 'utf16le').swap16()), ['niño'])
})

t.test('what is wrong is told with its line', async (t) => {
  const cases: [Uint8Array | string, string][] = [
    ['', 'vacio 1'],
    ['WEBVTT\n\n', 'vacio 1'],
    ['WEBVTTX\n\n00:01.000 --> 00:02.000\na', 'sin_hora 1'],
    ['hola\n\n1\n00:00:01,000 --> 00:00:02,000\na', 'sin_hora 1'],
    ['WEBVTT\n\n00:01.000 --> 00:02.000\na\n\nsuelto', 'sin_hora 6'],
    ['1\n00:00:01,000 --> 00:00:02,000\na\n\n2\n00:00:0x --> 00:00:04,000\nb', 'hora 6'],
    ['1\n00:61:01,000 --> 00:62:02,000\na', 'hora 2'],
    ['1\n00:00:03,000 --> 00:00:02,000\na', 'al_reves 2'],
    ['1\n00:00:01,000 --> 00:00:02,000\n<font></font>', 'vacio 1'],
    [Buffer.from('PK\x03\x04\0\0'), 'binario 1'],
    [Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), 'binario 1'],
  ]
  for (const [bytes, problem] of cases) t.equal(problemOf(bytes), problem, String(bytes))
})

t.test('whatever is sent, what comes out reads as itself again', async () => {
  const line = fc.stringMatching(/^[a-z<>&/;{}\\ñ .-]{0,12}$/)
  const cue = fc.tuple(fc.nat(1e6), fc.integer({ min: 1, max: 1e5 }), fc.array(line, { maxLength: 3 }))
  fc.assert(
    fc.property(fc.array(cue, { minLength: 1, maxLength: 5 }), (cues) => {
      const time = (ms: number) => new Date(ms).toISOString().slice(11, 23).replace('.', ',')
      const srt = cues.map(([from, long, lines], i) => `${i}\n${time(from)} --> ${time(from + long)}\n${lines.join('\n')}\n`).join('\n') // biome-ignore format: one text
      const once = (() => {
        try {
          return writeWebVtt(read(srt))
        } catch (error) {
          if (error instanceof SubtitleError) return undefined
          throw error
        }
      })()
      return once === undefined || writeWebVtt(read(once)) === once
    }),
  )
})

t.test('a megabyte of whatever takes no time to speak of', async (t) => {
  for (const piece of ['<', '<a', '-->', '&', '{\\', '\n-->\n', '<b.', '00:00 --> '])
    t.ok(problemOf(piece.repeat(1_000_000 / piece.length)), piece)
})
