import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import type { Storage } from '../../src/storage/storage.ts'
import { createStorage } from '../../src/storage-family.ts'
import { type Backups, createBackups } from '../../src/system/backup/backups.ts'
import { at } from '../contract/records.ts'
import { newFolder, silent } from '../storage/base.ts'
import { furnish } from '../storage/furnished.ts'

export type Settings = Parameters<typeof createStorage>[0]
export const embedded = (dataDir: string) => ({ data_dir: dataDir, storage: 'embedded' }) as Settings

export const open = async (t: Test, config: Settings): Promise<Storage> => {
  const storage = await createStorage(config, { ...silent, debug: () => undefined } as never)
  await storage.start()
  t.teardown(() => storage.stop())
  return storage
}

/** A node's data with something of everything, and files beside it. */
export const furnished = async (t: Test, config = embedded(newFolder(t))) => {
  const storage = await open(t, config)
  const things = await furnish(storage)
  const recording = join(config.data_dir, 'grabaciones', things.broadcast.id, 'main')
  mkdirSync(recording, { recursive: true })
  writeFileSync(join(recording, '0-0.m4s'), 'a segment that is whole')
  writeFileSync(join(recording, '1-0.open'), 'one that is being written')
  mkdirSync(join(config.data_dir, 'blobs', 'ab'), { recursive: true })
  writeFileSync(join(config.data_dir, 'blobs', 'ab', 'abcd'), 'a blob')
  return { config, storage, things, recording }
}

export const backupsOf = (
  storage: Storage,
  config: Settings,
  given: Partial<Parameters<typeof createBackups>[0]> = {},
): Backups =>
  createBackups({
    storage,
    config: { ...config, node_name: 'Radio' },
    clock: { now: () => 1_000, wall: () => at },
    version: '0.0.0',
    polite: false,
    log: silent,
    ...given,
  })

/** Makes one and waits for it. @throws as it failed */
export const madeIn = async (backups: Backups, folder: string) => {
  await backups.begin(folder)
  for (;;) {
    const { copia } = backups.progress()
    if (copia) return copia
    await wait(20)
  }
}
