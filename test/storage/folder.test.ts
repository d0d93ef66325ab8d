import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import t from 'tap'
import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import { account } from '../contract/records.ts'
import { newFolder, openEmbedded, silent } from './base.ts'

t.test('a folder that another process uses is refused, and free as soon as that is killed', async (t) => {
  const dataDir = newFolder(t)
  const script = new URL('./endless-writer.ts', import.meta.url).pathname
  const other = spawn(process.execPath, [script, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(() => other.kill('SIGKILL'))
  await once(createInterface({ input: other.stdout }), 'line')
  await t.rejects(createEmbedded({ dataDir, log: silent }).start(), {
    code: 'carpeta_en_uso',
    values: { carpeta: dataDir },
  })
  other.kill('SIGKILL')
  await once(other, 'exit')
  await t.resolves(openEmbedded(t, dataDir))
})

t.test('a second storage of the same process is refused too, and leaves the first alone', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  await t.rejects(createEmbedded({ dataDir, log: silent }).start(), { code: 'carpeta_en_uso' })
  await storage.accounts.create(account())
  t.equal(storage.status().estado, 'ok')
})

t.test('a folder that cannot be made or written is named', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  const under = join(dataDir, 'nodo.db', 'carpeta')
  await t.rejects(createEmbedded({ dataDir: under, log: silent }).start(), {
    code: 'carpeta_no_escribible',
    values: { carpeta: under },
  })
  await storage.stop()
})

t.test(
  'a folder without permission to write is named',
  { skip: process.getuid?.() === 0 && 'nothing is forbidden to root' },
  async (t) => {
    const dataDir = join(newFolder(t), 'cerrada')
    mkdirSync(dataDir)
    chmodSync(dataDir, 0o500)
    await t.rejects(createEmbedded({ dataDir, log: silent }).start(), { code: 'carpeta_no_escribible' })
  },
)

t.test('what is kept is for this account alone', async (t) => {
  const dataDir = join(newFolder(t), 'nueva', 'carpeta')
  const { storage } = await openEmbedded(t, dataDir)
  await storage.accounts.create(account())
  t.equal(statSync(dataDir).mode & 0o777, 0o700)
  for (const name of readdirSync(dataDir)) {
    const mode = statSync(join(dataDir, name)).mode & 0o777
    t.equal(mode, name === 'copias' ? 0o700 : 0o600, name)
  }
  await storage.stop()
  const left = ['copias', 'nodo.db', 'nodo.lock', 'olvidos.db']
  t.same(readdirSync(dataDir).sort(), left, 'a clean stop folds the log into the file')
})

t.test('data of a newer program is refused and stays as it is', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  await storage.stop()
  const db = new DatabaseSync(join(dataDir, 'nodo.db'))
  db.exec('PRAGMA user_version = 999')
  db.close()
  await t.rejects(createEmbedded({ dataDir, log: silent }).start(), { code: 'version_de_datos' })
  await t.rejects(createEmbedded({ dataDir, log: silent }).start(), { code: 'version_de_datos' }, 'the folder is free')
})
