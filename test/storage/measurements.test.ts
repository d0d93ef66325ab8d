import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import { minute } from '../contract/measurements.ts'
import { at } from '../contract/records.ts'
import { newFolder, silent } from './base.ts'

t.test('two days of minutes and a year of hours take less than 5 MB of the disk', async (t) => {
  const dataDir = newFolder(t)
  const storage = createEmbedded({ dataDir, log: silent })
  await storage.start()
  await storage.boots.begin(60_000, at)
  const kept = { minuto: 48 * 60, hora: 365 * 24 }
  const ofHours = Array.from({ length: kept.hora + 9 }, (_, hour) => minute(hour * 60))
  await storage.measurements.add(ofHours)
  await storage.measurements.rollUp({ arranque: 1, numero: ofHours.length })
  const ofMinutes = Array.from({ length: kept.minuto }, (_, i) => minute(ofHours.length * 60 + i))
  await storage.measurements.add(ofMinutes)
  await storage.measurements.prune(kept)
  t.equal((await storage.measurements.range('minuto', {})).length, kept.minuto)
  t.equal((await storage.measurements.range('hora', {})).length, kept.hora)
  await storage.stop()
  const db = new DatabaseSync(join(dataDir, 'nodo.db'), { readOnly: true })
  const pages = db.prepare(`SELECT sum(pgsize) AS bytes FROM dbstat WHERE name = 'mediciones'`).get()
  db.close()
  const bytes = Number(pages?.bytes)
  t.ok(bytes > 0 && bytes < 5_000_000, `${bytes} bytes`)
})
