import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { createFragmentReader, wholeFragments } from '../../src/packaging/fragment-reader.ts'
import { createRecorder } from '../../src/packaging/recorder.ts'
import { noSmallDisk, smallDisk } from '../system/small-disk.ts'
import { ffmpeg, fragmented, sourceArgs } from './real-media.ts'

const media = async () => {
  const bytes = await ffmpeg(...sourceArgs({ seconds: 4 }), ...fragmented(200), 'pipe:1')
  const [init, ...fragments] = createFragmentReader().push(bytes)
  return { init: init?.bytes ?? new Uint8Array(), fragments: fragments.map((piece) => piece.bytes) }
}

t.test(
  'a disk that fills cuts a segment at its last whole fragment; the recording goes on when there is room',
  noSmallDisk,
  async (t) => {
    const { dir, free, leave, total } = await smallDisk(t, 4)
    const { init, fragments } = await media()
    const told: string[] = []
    const recorder = createRecorder(join(dir, 'vivo'), {
      failed: (cause) => told.push((cause as NodeJS.ErrnoException).code ?? String(cause)),
      resumed: () => told.push('resumed'),
    })
    const record = async (secuencia: number, from: number, to: number) => {
      const name = { secuencia, tramo: 0 }
      for (const bytes of fragments.slice(from, to)) recorder.append('main', name, bytes, 0.2)
      const kept = await recorder.close('main', name)
      const held = kept && wholeFragments(await readFile(join(dir, 'vivo', kept.archivo)))
      return { kept, whole: held?.fragments.length, end: held?.end }
    }

    recorder.init('main', 0, init)
    t.match(await record(0, 0, 5), { kept: { archivo: 'main/0-0.m4s', gapBefore: false }, whole: 5 })

    // Room for a fragment and a half, in pages of 4 KiB.
    const room = Math.ceil(((fragments[5]?.length ?? 0) + (fragments[6]?.length ?? 0) / 2) / 4096) * 4096
    leave(room / total)
    t.equal(free(), room)
    const cut = await record(1, 5, 10)
    t.equal(cut.whole, 1)
    t.match(cut.kept, { seconds: 0.2, tamano_bytes: fragments[5]?.length, gapBefore: false })
    t.equal(cut.end, cut.kept?.tamano_bytes, 'nothing stands behind the whole fragment')
    t.same(told, ['ENOSPC'])

    leave(0)
    t.equal((await record(2, 10, 15)).kept, undefined)
    t.same(told, ['ENOSPC'], 'it is told once')
    t.same((await readdir(join(dir, 'vivo', 'main'))).toSorted(), ['0-0.m4s', '1-0.m4s', 'init-0.mp4'])

    leave(0.5)
    t.match(await record(3, 15, 18), { kept: { archivo: 'main/3-0.m4s', gapBefore: true }, whole: 3 })
    t.match(await record(4, 18, 20), { kept: { gapBefore: false }, whole: 2 })
    t.same(told, ['ENOSPC', 'resumed'])
  },
)

t.test('an init that found no room is there before the first segment that needs it', noSmallDisk, async (t) => {
  const { dir, leave } = await smallDisk(t, 4)
  const { init, fragments } = await media()
  const recorder = createRecorder(join(dir, 'vivo'), { failed: () => undefined, resumed: () => undefined })
  leave(0)
  recorder.init('main', 3, init)
  const name = (secuencia: number) => ({ secuencia, tramo: 3 })
  recorder.append('main', name(7), fragments[0] ?? new Uint8Array(), 0.2)
  t.equal(await recorder.close('main', name(7)), undefined)
  leave(0.5)
  recorder.append('main', name(8), fragments[1] ?? new Uint8Array(), 0.2)
  t.match(await recorder.close('main', name(8)), { archivo: 'main/8-3.m4s', gapBefore: true })
  await recorder.drained()
  t.same((await readdir(join(dir, 'vivo', 'main'))).toSorted(), ['8-3.m4s', 'init-3.mp4'])
  t.same(await readFile(join(dir, 'vivo', 'main', 'init-3.mp4')), Buffer.from(init))
})
