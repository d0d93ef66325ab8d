import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { NodoError } from '../../src/errors.ts'
import { newId } from '../../src/model/ids.ts'
import { createDiskBlobs } from '../../src/storage/blobs/disk.ts'
import { createKeptBlobs } from '../../src/storage/blobs/kept.ts'
import { account, at, content } from '../contract/records.ts'
import { newFolder, openEmbedded, silent } from './base.ts'

const dayMs = 24 * 3_600_000

/** Blobs of a disk and of a base, and a clock that goes when it is told to. */
const openBox = async (t: Test) => {
  const dir = join(newFolder(t), 'blobs')
  const { storage } = await openEmbedded(t)
  const records = { ...storage.blobRecords }
  const clock = { ms: 0, now: () => clock.ms }
  const blobs = createKeptBlobs({ disk: createDiskBlobs({ dir }), records, clock, log: silent })
  await blobs.start()
  t.teardown(() => blobs.stop())
  const keep = async (text: string, contentId = newId(at)) => {
    const path = await blobs.temporary('mp4')
    writeFileSync(path, text)
    return (await blobs.keep(path, contentId)).sha256
  }
  return { dir, storage, records, clock, blobs, keep }
}

t.test(
  'a file that no content comes to refer to goes with the next start, one that is referred to stays',
  async (t) => {
    const { storage, clock, blobs, keep } = await openBox(t)
    const creator = account()
    await storage.accounts.create(creator)
    const [lost, late, used] = [await keep('perdido'), await keep('tarde'), await keep('usado')]
    const medio = { formato: 'mp4', codecs: '', ancho: null, alto: null, bitrate: 0, tamano_bytes: 5, sha256: used }
    await storage.contents.createMany([content(creator.id, { medios: [{ ...medio, url: '/media/x.mp4' }] })])
    clock.ms = dayMs - 1
    await blobs.stop()
    await blobs.start()
    await blobs.stop()
    t.ok(blobs.path(lost), 'it is held for a day')
    clock.ms = dayMs - 1
    await keep('tarde')
    clock.ms = dayMs
    await blobs.start()
    await blobs.stop()
    t.equal(blobs.path(lost), undefined)
    t.ok(blobs.path(used))
    t.ok(blobs.path(late), 'it was held once more')
    await blobs.start()
  },
)

t.test('whoever takes the same bytes in while another discards them has them', async (t) => {
  const { storage, records, blobs, keep } = await openBox(t)
  records.forget = async (...asked) => {
    const forgotten = await storage.blobRecords.forget(...asked)
    await sleep(50)
    return forgotten
  }
  let before = newId(at)
  const sha256 = await keep('iguales', before)
  for (let i = 0; i < 3; i++) {
    const holder = newId(at)
    await Promise.all([blobs.discard([sha256], before), keep('iguales', holder)])
    t.ok(blobs.path(sha256))
    t.match(await storage.blobRecords.of([sha256]), [{ durable: true }])
    before = holder
  }
  await blobs.discard([sha256], before)
  t.equal(blobs.path(sha256), undefined, 'and then nobody does')
})

t.test('a file that cannot be written down is not kept, but for one that was there', async (t) => {
  const { dir, records, blobs, keep } = await openBox(t)
  const known = await keep('conocido')
  records.add = async () => {
    throw new NodoError('servicio_no_disponible', { retryAfterS: 2 })
  }
  for (const text of ['conocido', 'nuevo']) await t.rejects(keep(text), { code: 'servicio_no_disponible' })
  t.ok(blobs.path(known))
  t.equal(blobs.path(createHash('sha256').update('nuevo').digest('hex')), undefined)
  t.same(await readdir(join(dir, 'tmp')), [])
})

t.test('what storage does not let go of stays', async (t) => {
  const { storage, records, blobs, keep, clock } = await openBox(t)
  const sha256 = await keep('a')
  await blobs.discard([sha256])
  t.ok(blobs.path(sha256), 'somebody is about to refer to it')
  clock.ms = dayMs
  records.forget = async () => {
    throw new NodoError('servicio_no_disponible', { retryAfterS: 2 })
  }
  await t.rejects(blobs.discard([sha256]), { code: 'servicio_no_disponible' })
  t.ok(blobs.path(sha256))
  records.forget = storage.blobRecords.forget
  await blobs.discard([sha256])
  t.equal(blobs.path(sha256), undefined)
})
