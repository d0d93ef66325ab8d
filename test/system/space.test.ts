import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { createRetention } from '../../src/catalog/retention.ts'
import type { Contenido, Medio } from '../../src/model/contenido.ts'
import { createDiskBlobs } from '../../src/storage/blobs/disk.ts'
import { createKeptBlobs } from '../../src/storage/blobs/kept.ts'
import { createBallast } from '../../src/system/ballast.ts'
import { levelOf } from '../../src/system/disk-level.ts'
import { createSpace } from '../../src/system/space.ts'
import { spaceNotices } from '../../src/system/space-notices.ts'
import { diskOf } from '../../src/system/status.ts'
import { account, content, live, segment } from '../contract/records.ts'
import { newFolder, openEmbedded, silent } from '../storage/base.ts'
import { noSmallDisk, smallDisk } from './small-disk.ts'

const megabyte = 1024 * 1024
const never = new AbortController().signal

const until = async <T>(look: () => T | Promise<T>, is: (found: T) => boolean): Promise<T> => {
  for (;;) {
    const found = await look()
    if (is(found)) return found
    await sleep(30)
  }
}

/** A box of storage, blobs and recordings on a disk of 40 MB, with its space looked after. */
const openBox = async (t: Test) => {
  const disk = await smallDisk(t, 40)
  const { storage } = await openEmbedded(t, disk.dir)
  const creator = account()
  await storage.accounts.create(creator)
  const files = createDiskBlobs({ dir: join(disk.dir, 'blobs') })
  const clock = { now: () => 1_000 }
  const blobs = createKeptBlobs({ disk: files, records: storage.blobRecords, clock, log: silent })
  await blobs.start()
  t.teardown(() => blobs.stop())
  const recordingsDir = join(disk.dir, 'grabaciones')
  const recorded: string[] = []
  const space = createSpace({
    dataDir: disk.dir,
    disk: () => diskOf(disk.dir),
    record: async (what) => void recorded.push(what),
    retention: createRetention({ contents: storage.contents, lives: storage.lives, blobs, recordingsDir }),
    log: silent,
  })
  await space.start()
  t.teardown(() => space.stop())

  const keep = async (formato: string, fill: string, megabytes: number, url: string): Promise<Medio> => {
    const path = await blobs.temporary(formato)
    writeFileSync(path, Buffer.alloc(megabytes * megabyte, fill))
    const { sha256, tamano_bytes } = await files.adopt(path)
    return { formato, codecs: '', ancho: null, alto: null, bitrate: 0, tamano_bytes, sha256, url }
  }
  /** A recording with its segments, and what was made of it. */
  const record = async (orden: number, medios: Medio[], given: Partial<Contenido> = {}) => {
    const one = content(creator.id, {
      orden_nodo_ms: orden,
      titulo: `Programa ${orden}`,
      estado: 'publicado',
      medios,
      url_archivo: medios[0]?.url ?? null,
      ...given,
    })
    const of = live(one, { estado: 'finalizada' })
    await storage.lives.create(of, one)
    const rows = [0, 1].map((secuencia) => segment(of.id, { secuencia, archivo: `main/${secuencia}-0.m4s` }))
    await storage.lives.journal([...rows, segment(of.id, { secuencia: 2, archivo: '', relleno: true })])
    mkdirSync(join(recordingsDir, of.id, 'main'), { recursive: true })
    for (const name of ['init-0.mp4', '0-0.m4s', '1-0.m4s'])
      writeFileSync(join(recordingsDir, of.id, 'main', name), name)
    return { id: one.id, live: of.id, folder: join(recordingsDir, of.id, 'main') }
  }
  const mediosOf = async (id: string) =>
    (await storage.contents.byId(id))?.contenido.medios.map(({ formato }) => formato)
  return { ...disk, storage, blobs, space, recorded, keep, record, mediosOf, recordingsDir }
}

t.test('recording steps down at once and up again only with some room to spare', async (t) => {
  let level = levelOf(0.5, 'normal')
  const walk = [0.5, 0.0999, 0.05, 0.0499, 0.055, 0.06, 0.0199, 0.025, 0.03, 0.055, 0.1].map((share) => {
    level = levelOf(share, level)
    return level
  })
  t.same(walk, [
    'normal',
    'poco',
    'poco',
    'solo_audio',
    'solo_audio',
    'poco',
    'sin_grabar',
    'sin_grabar',
    'solo_audio',
    'solo_audio',
    'normal',
  ])
})

t.test('the ballast counts as taken whether it is laid or not, and a small disk has none', async (t) => {
  const dataDir = newFolder(t)
  const ballast = createBallast(dataDir)
  const total = 10 * 64 * megabyte
  const before = await ballast.spare({ free: 200 * megabyte, total })
  await ballast.lay(total, never)
  t.equal(statSync(join(dataDir, 'lastre')).size, 64 * megabyte)
  t.ok(statSync(join(dataDir, 'lastre')).blocks * 512 >= 64 * megabyte, 'it really takes the room')
  t.equal(await ballast.spare({ free: 136 * megabyte, total }), before)
  await ballast.free()
  t.equal(await ballast.spare({ free: 200 * megabyte, total }), before)

  const stopped = AbortSignal.abort(new Error('stopped'))
  await t.rejects(ballast.lay(total, stopped), { message: 'stopped' })
  await t.rejects(access(join(dataDir, 'lastre')), { code: 'ENOENT' })
  await ballast.lay(total - 1, never)
  await t.rejects(access(join(dataDir, 'lastre')), { code: 'ENOENT' })
  t.equal(await ballast.spare({ free: 7, total: total - 1 }), 7)
})

t.test('below 2 % the ballast is freed, and laid again once a tenth is free beside it', async (t) => {
  const dataDir = newFolder(t)
  const total = 1000 * megabyte
  let others = 800 * megabyte
  const laid = () => {
    try {
      return statSync(join(dataDir, 'lastre')).size
    } catch {
      return 0
    }
  }
  const recorded: string[] = []
  const space = createSpace({
    dataDir,
    disk: async () => ({ free: total - others - laid(), total }),
    record: async (what) => void recorded.push(what),
    retention: { candidates: async function* () {}, drop: async () => undefined },
    log: silent,
  })
  await space.start()
  t.teardown(() => space.stop())
  await until(laid, (size) => size === 64 * megabyte)
  others = total - 64 * megabyte - 15 * megabyte
  space.look()
  await until(
    () => recorded.at(-1),
    (what) => what === 'none',
  )
  t.equal(laid(), 0)
  space.look()
  const looks = recorded.length
  await until(
    () => recorded.length,
    (now) => now > looks,
  )
  t.equal(recorded.at(-1), 'none', 'the room of the ballast is not for recording')
  others = total - 64 * megabyte - 100 * megabyte
  space.look()
  await until(laid, (size) => size === 64 * megabyte)
  t.equal(recorded.at(-1), 'all')
})

t.test(
  'below a free tenth the downloads of the oldest recordings give way, one at a time until it is free again',
  noSmallDisk,
  async (t) => {
    const { keep, record, mediosOf, space, leave, share, blobs, recorded, storage, recordingsDir } = await openBox(t)
    const shared = await keep('mp4', 's', 3, '/media/1/descarga.mp4')
    const first = await record(1, [shared])
    const thumbnail = await keep('jpg', 'j', 1, '/media/2/miniatura.jpg')
    const second = await record(
      2,
      [await keep('mp4', 'a', 3, '/media/2/descarga.mp4'), await keep('m4a', 'b', 1, '/media/2/audio.m4a'), thumbnail],
      { miniatura: thumbnail.url },
    )
    const torn = await record(3, [await keep('mp4', 'c', 3, '/media/3/descarga.mp4')])
    rmSync(join(torn.folder, '1-0.m4s'))
    const fourth = await record(4, [await keep('mp4', 'd', 3, '/media/4/descarga.mp4')])
    const fifth = await record(5, [await keep('mp4', 'e', 3, '/media/5/descarga.mp4'), shared])

    t.match((await space.disk()).proximos, [
      { contenido_id: second.id, titulo: 'Programa 2', libera_bytes: 4 * megabyte },
      { contenido_id: fourth.id, libera_bytes: 3 * megabyte },
      { contenido_id: fifth.id, libera_bytes: 3 * megabyte },
    ])

    leave(0.02)
    space.look()
    await until(
      () => mediosOf(second.id),
      (medios) => medios?.join() === 'jpg',
    )
    await until(share, (now) => now >= 0.1)
    t.match(
      (await storage.contents.byId(second.id))?.contenido,
      { url_archivo: null, miniatura: '/media/2/miniatura.jpg' },
      'the thumbnail stays',
    )
    t.ok(thumbnail.sha256 && blobs.path(thumbnail.sha256))
    t.notOk(
      blobs.path(
        createHash('sha256')
          .update(Buffer.alloc(3 * megabyte, 'a'))
          .digest('hex'),
      ),
    )
    t.same(await mediosOf(first.id), ['mp4'], 'what another content refers to stays')
    t.ok(shared.sha256 && blobs.path(shared.sha256))
    t.same(await mediosOf(torn.id), ['mp4'], 'what cannot be made again stays')
    t.same(await mediosOf(fifth.id), ['mp4', 'mp4'], 'no more goes than has to')
    await access(join(recordingsDir, second.live, 'main', '0-0.m4s'))
    t.same(await mediosOf(fourth.id), ['mp4'], 'nor before it has to')
    leave(0.05)
    space.look()
    await until(
      () => mediosOf(fourth.id),
      (medios) => medios?.length === 0,
    )
    await until(share, (now) => now >= 0.1)
    t.same(await mediosOf(fifth.id), ['mp4', 'mp4'])
    t.same(new Set(recorded), new Set(['all']))
  },
)

t.test(
  'what is to be made gets its room from the downloads of older contents alone, and waits where they are not enough',
  noSmallDisk,
  async (t) => {
    const { keep, record, mediosOf, space, leave, share } = await openBox(t)
    const older = await record(1, [await keep('mp4', 'a', 3, '/media/1/descarga.mp4')])
    const newer = await record(3, [await keep('mp4', 'b', 3, '/media/3/descarga.mp4')])
    const place = { orden_nodo_ms: 2, contenido_id: '' }
    leave(0.15)
    await space.makeRoom(1 * megabyte, place)
    await t.rejects(space.makeRoom(6 * megabyte, place), { code: 'descarga_sin_espacio', retryAfterS: 15 })
    t.same([await mediosOf(older.id), await mediosOf(newer.id)], [['mp4'], ['mp4']], 'nothing goes in vain')
    await space.makeRoom(4 * megabyte, place)
    t.same([await mediosOf(older.id), await mediosOf(newer.id)], [[], ['mp4']])
    t.ok(share() > 0.2)
  },
)

t.test('when nothing can give way, what is being made ends and the level is told', noSmallDisk, async (t) => {
  const { space, leave, recorded } = await openBox(t)
  const reached = async (share: number, nivel: string, what: string) => {
    leave(share)
    space.look()
    const disk = await until(space.disk, (disk) => disk.nivel === nivel)
    t.equal(recorded.at(-1), what)
    return disk
  }
  const shortage = space.shortage()
  t.equal(space.status().estado, 'ok')
  const disk = await reached(0.08, 'poco', 'all')
  t.ok(shortage.aborted)
  t.match(shortage.reason, { code: 'descarga_sin_espacio', retryAfterS: 15 })
  t.notOk(space.shortage().aborted, 'the next may try')
  t.match(spaceNotices(disk, 'en'), [{ codigo: 'disco_poco', mensaje: /10 %.*downloads wait/ }])
  t.match(space.status(), { estado: 'degraded', motivo: { pt: /Resta menos de 10 %/ } })
  await reached(0.04, 'solo_audio', 'audio')
  await reached(0.01, 'sin_grabar', 'none')
  await reached(0.07, 'poco', 'all')
  t.match(await reached(0.3, 'normal', 'all'), { proximos: [] })
  t.match(space.status(), { estado: 'ok', motivo: null })
})

t.test('near its limit an admin is told which download goes first', async (t) => {
  const proximos = [{ contenido_id: 'x', titulo: 'Fandango', libera_bytes: 350_200_000 }]
  const disk = { libre_bytes: 14, total_bytes: 100, nivel: 'normal' as const, proximos }
  t.match(spaceNotices(disk, 'es'), [{ codigo: 'descarga_por_quitar', mensaje: /«Fandango» \(351 MB\)/ }])
  t.same(spaceNotices({ ...disk, libre_bytes: 16 }, 'es'), [])
  t.same(spaceNotices({ ...disk, proximos: [] }, 'es'), [])
})
