import { closeSync, existsSync, openSync, readdirSync, statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { copiesIn, takeCopy } from '../../src/storage/embedded/copies.ts'
import { account, at, content, live } from '../contract/records.ts'
import { diarioOf, newFolder, openEmbedded } from './base.ts'

const dayMs = 86_400_000

/** Overwrites everything from a byte on, as a card that lost its mind does. */
const damage = (file: string, from = 4_096) => {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.alloc(statSync(file).size - from, 0xa5), 0, undefined, from)
  closeSync(handle)
}

/**
 * A folder whose last boot did not end in order: one account is in the copies, one was written after them.
 * @param copies how many were taken, a day of node time apart
 */
const uncleanFolder = async (t: Test, copies: number) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  const { boot } = await storage.boots.begin(60_000, at)
  const before = account()
  await storage.accounts.create(before)
  for (let copy = 0; copy < copies; copy++) {
    await storage.boots.raise({ ...boot, techo_nodo_ms: 60_000 + copy * dayMs })
    await takeCopy(dataDir)
  }
  const after = account()
  await storage.accounts.create(after)
  const ceiling = 60_000 + copies * dayMs
  await storage.boots.raise({ ...boot, techo_nodo_ms: ceiling })
  await storage.stop()
  return { dataDir, file: join(dataDir, 'nodo.db'), before, after, ceiling, nodoId: await nodoIdOf(t, dataDir) }
}

const nodoIdOf = async (t: Test, dataDir: string) => {
  const { storage } = await openEmbedded(t, dataDir)
  const nodoId = await storage.identity.nodoId()
  await storage.stop()
  return nodoId
}

const keptBeside = (dataDir: string) => readdirSync(dataDir).filter((name) => /^nodo\.db\.danada-[^.]+Z$/.test(name))

t.test('an unclean stop of a sound base changes nothing', async (t) => {
  const { dataDir, after, ceiling } = await uncleanFolder(t, 1)
  const { storage } = await openEmbedded(t, dataDir)
  t.ok(await storage.accounts.byId(after.id))
  t.match(await storage.boots.begin(60_000, at), { lastWasClean: false, boot: { desde_nodo_ms: ceiling } })
  t.equal(storage.status().estado, 'ok')
  t.same(keptBeside(dataDir), [])
})

t.test('a damaged base is kept beside and the verified copy takes its place, as another history', async (t) => {
  const { dataDir, file, before, after, ceiling, nodoId } = await uncleanFolder(t, 1)
  damage(file)
  const { storage } = await openEmbedded(t, dataDir)

  t.ok(await storage.accounts.byId(before.id))
  t.equal(await storage.accounts.byId(after.id), undefined)
  t.equal(await storage.identity.nodoId(), nodoId)
  t.match(storage.status(), {
    estado: 'degraded',
    motivo: { es: /dañada.*nodo-\d+\.db.*nodo\.db\.danada-/, pt: /danificado/, en: /damaged/ },
  })
  t.equal(keptBeside(dataDir).length, 1)

  const { boot } = await storage.boots.begin(60_000, at)
  t.ok(boot.desde_nodo_ms > ceiling, 'node time does not go back')
  t.ok(boot.numero > 1_000, 'no number of a boot comes twice')

  await storage.accounts.create(account())
  t.match(
    diarioOf(dataDir).map(({ epoca, seq }) => [epoca, seq]),
    [
      [1, 1],
      [2, 1],
    ],
  )
  await storage.stop()

  const again = await openEmbedded(t, dataDir)
  t.equal(again.storage.status().estado, 'ok', 'the next start has nothing to say')
  t.ok(await again.storage.accounts.byId(before.id))
})

t.test('one damaged page, which an open does not even read, is found after an unclean stop', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  await storage.boots.begin(60_000, at)
  await takeCopy(dataDir)
  await Promise.all(Array.from({ length: 300 }, () => storage.accounts.create(account())))
  await storage.stop()
  const file = join(dataDir, 'nodo.db')
  damage(file, statSync(file).size - 4_096)
  const again = await openEmbedded(t, dataDir)
  t.equal(again.storage.status().estado, 'degraded')
  t.same(await again.storage.accounts.list(10), [])
  await again.storage.accounts.create(account())
})

t.test('a file of length zero is a lost base, not a first start', async (t) => {
  const { dataDir, file, before } = await uncleanFolder(t, 1)
  truncateSync(file)
  const { storage } = await openEmbedded(t, dataDir)
  t.ok(await storage.accounts.byId(before.id))
  t.equal(storage.status().estado, 'degraded')
})

t.test('a file that is no database any more is a lost base after a clean stop too', async (t) => {
  const { dataDir, file, before, ceiling } = await uncleanFolder(t, 1)
  const cleanly = await openEmbedded(t, dataDir)
  await cleanly.storage.boots.end(1, ceiling)
  await cleanly.storage.stop()
  damage(file, 0)
  const { storage } = await openEmbedded(t, dataDir)
  t.ok(await storage.accounts.byId(before.id))
  t.equal(storage.status().estado, 'degraded')
})

t.test('where the newest copy is damaged too, the one before it serves', async (t) => {
  const { dataDir, file, before, ceiling } = await uncleanFolder(t, 2)
  damage(file)
  const [newest, older] = copiesIn(dataDir)
  damage(newest?.file ?? '')
  const { storage } = await openEmbedded(t, dataDir)
  t.ok(await storage.accounts.byId(before.id))
  t.match(storage.status().motivo?.es, new RegExp(`nodo-0*${older?.nodoMs}\\.db`))
  const { boot } = await storage.boots.begin(60_000, at)
  t.ok(boot.desde_nodo_ms > ceiling, 'node time does not go back')
})

t.test('where there is no copy the base begins empty and says so', async (t) => {
  const { dataDir, file, nodoId } = await uncleanFolder(t, 0)
  damage(file)
  const { storage } = await openEmbedded(t, dataDir)
  t.match(storage.status(), { estado: 'degraded', motivo: { es: /no había copia.*nodo\.db\.danada-/ } })
  t.same(await storage.accounts.list(10), [])
  t.not(await storage.identity.nodoId(), nodoId, 'and is another box')
  t.equal(keptBeside(dataDir).length, 1)
})

t.test('a base that is found damaged while it serves goes back to its copy by itself', async (t) => {
  const dataDir = newFolder(t)
  const filled = await openEmbedded(t, dataDir)
  const creator = account()
  await filled.storage.accounts.create(creator)
  for (let i = 0; i < 200; i++) {
    const of = content(creator.id, { estado: 'publicado', descripcion: 'á'.repeat(4_000) })
    await filled.storage.lives.create(live(of, { estado: 'finalizada' }), of)
  }
  await filled.storage.boots.begin(60_000, at)
  await takeCopy(dataDir)
  await filled.storage.stop()

  const { storage } = await openEmbedded(t, dataDir)
  await storage.boots.begin(60_000, at)
  damage(join(dataDir, 'nodo.db'), 20 * 4_096)
  const page = () => storage.contents.page({ publishedOnly: true }, 100)
  await t.rejects(page(), { code: 'servicio_no_disponible' })
  while (storage.status().estado !== 'degraded' || !(await page().catch(() => undefined))) await pause(50)
  t.equal((await page()).total, 200)
  t.match(storage.status().motivo?.es, /se volvió a la copia/)
  await storage.accounts.create(account())
})

t.test('copies: sound, alone in one file, for this account only, and two at most', async (t) => {
  const dataDir = newFolder(t)
  const { storage } = await openEmbedded(t, dataDir)
  const { boot } = await storage.boots.begin(60_000, at)
  for (const day of [1, 2, 3]) {
    await storage.boots.raise({ ...boot, techo_nodo_ms: day * dayMs })
    t.match(await takeCopy(dataDir), { copied: /copias\/nodo-\d+\.db$/ })
  }
  t.same(
    copiesIn(dataDir).map(({ nodoMs }) => nodoMs),
    [3 * dayMs, 2 * dayMs],
  )
  const folder = join(dataDir, 'copias')
  t.equal(readdirSync(folder).length, 2, 'and nothing else beside')
  for (const name of readdirSync(folder)) t.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
})

t.test('the first start takes a copy by itself', async (t) => {
  const dataDir = newFolder(t)
  await openEmbedded(t, dataDir)
  while (copiesIn(dataDir).length === 0) await pause(50)
  t.notOk(existsSync(join(dataDir, 'copias', 'en-curso.db')))
})
