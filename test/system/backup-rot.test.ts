import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { restoreStorage } from '../../src/storage-family.ts'
import { placesOf } from '../../src/system/backup/manifest.ts'
import { at } from '../contract/records.ts'
import { newFolder, silent } from '../storage/base.ts'
import { backupsOf, furnished, madeIn } from './backed-up.ts'

const dayMs = 86_400_000

t.test(
  'what rots in a backup folder is copied again, by its size at once and otherwise within thirty days',
  async (t) => {
    const { config, storage } = await furnished(t)
    const folder = newFolder(t)
    const segment = 'a segment that is whole'
    const object = placesOf(folder).object(createHash('sha256').update(segment).digest('hex'))
    const said: object[] = []
    let nowMs = dayMs
    const backups = backupsOf(storage, config, {
      clock: { now: () => nowMs, wall: () => at + nowMs },
      log: { ...silent, warn: (fields) => said.push(fields) },
    })
    await madeIn(backups, folder)
    writeFileSync(object, segment.slice(1))
    nowMs += dayMs
    t.match(await madeIn(backups, folder), { nuevos_bytes: segment.length })
    t.equal(readFileSync(object, 'utf8'), segment)
    rmSync(object)
    nowMs += dayMs
    await madeIn(backups, folder)
    t.ok(existsSync(object))

    writeFileSync(object, segment.toUpperCase())
    const mended: (number | null)[] = []
    for (let day = 0; day < 30; day++) {
      nowMs += dayMs
      mended.push((await madeIn(backups, folder)).nuevos_bytes)
    }
    t.same(
      mended.filter((bytes) => bytes !== 0),
      [segment.length],
      'read again on one day',
    )
    t.same(said, [
      { folder, reparados: 1 },
      { folder, reparados: 1 },
    ])
    await storage.stop()
    await restoreStorage(config, folder, undefined, () => undefined)
    t.ok(existsSync(join(config.data_dir, 'anterior-1')))
  },
)
