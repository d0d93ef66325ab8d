import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import { NodoError } from '../../src/errors.ts'
import type { SegmentoVivo } from '../../src/model/transmision.ts'
import type { MediaTools } from '../../src/packaging/media-tools.ts'
import { noSmallDisk, smallDisk } from '../system/small-disk.ts'
import { id, job, look, near, play, quietly, real, world } from './job-world.ts'

t.test('where the picture was not recorded for a while, the sound is whole and gives the length', async (t) => {
  const rows = (all: SegmentoVivo[]) =>
    all.map((row) => ({ ...row, relleno: row.rendicion === 'main' && row.secuencia > 0 }))
  const { run, told, pathOf } = await world(t, [{ seconds: 10 }], { rows, renditions: ['main', 'aac'] })
  await run(job, quietly)
  t.match(told.contenido.medios, [{ formato: 'mp4' }, { formato: 'm4a', codecs: 'mp4a.40.2' }, { formato: 'jpg' }])
  near(t, Number((await look(pathOf('mp4'))).format.duration), 2, 0.3, 'seconds of the picture')
  near(t, Number((await look(pathOf('m4a'))).format.duration), 10, 0.3, 'seconds of the sound')
  near(t, told.contenido.duracion_ms ?? 0, 10_000, 300, 'duration in ms')
  t.equal(await play(pathOf('m4a')), '')
})

t.test('room is asked for before anything is written: the recording, what is encoded, and the sound', async (t) => {
  const asked: { bytes: number; content: object }[] = []
  let room = false
  const { run, told, rows, folder } = await world(t, [{ seconds: 4 }, { seconds: 2, size: '160x90' }], {
    space: {
      makeRoom: async (bytes, content) => {
        asked.push({ bytes, content })
        if (!room) throw new NodoError('descarga_sin_espacio', { retryAfterS: 15 })
      },
    },
  })
  await t.rejects(run(job, quietly), { code: 'descarga_sin_espacio', retryAfterS: 15 })
  t.same(await readdir(join(folder, 'blobs', 'tmp')), [])
  const bytesOf = (tramo: number) =>
    rows.filter((row) => row.tramo === tramo).reduce((sum, row) => sum + row.tamano_bytes, 0)
  near(t, asked[0]?.bytes ?? 0, bytesOf(0) + 2 * bytesOf(1) + 6 * 24_000, 5_000, 'bytes')
  t.match(asked[0]?.content, { contenido_id: id })
  room = true
  await run(job, quietly)
  t.equal(told.contenido.medios.length, 3)
})

t.test('when room runs out, what is half made goes and the job waits', async (t) => {
  const shortage = new AbortController()
  const tools: MediaTools = {
    ...real,
    run: async (work) => {
      shortage.abort(new NodoError('descarga_sin_espacio', { retryAfterS: 15 }))
      await real.run(work)
    },
  }
  const { run, told, folder } = await world(t, [{ seconds: 2 }], { tools, space: { shortage: () => shortage.signal } })
  await t.rejects(run(job, quietly), { code: 'descarga_sin_espacio', retryAfterS: 15 })
  t.equal(told.changes, 0)
  t.same(await readdir(join(folder, 'blobs', 'tmp')), [])
})

t.test('a disk that fills while ffmpeg writes makes the job wait', noSmallDisk, async (t) => {
  const disk = await smallDisk(t, 2)
  disk.leave(0.05)
  const { run, told, blobs } = await world(t, [{ seconds: 3, size: '640x360' }])
  blobs.temporary = async (extension) => join(disk.dir, `a.${extension}`)
  await t.rejects(run(job, quietly), { code: 'descarga_sin_espacio', retryAfterS: 30 })
  t.equal(told.changes, 0)
  t.same(await readdir(disk.dir), ['ajeno'])
})
