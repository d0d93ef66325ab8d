import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import type { Storage } from '../../src/storage/storage.ts'
import { restoreStorage } from '../../src/storage-family.ts'
import { createFileList } from '../../src/system/backup/file-list.ts'
import { type Manifest, placesOf, readBackups, writeManifest } from '../../src/system/backup/manifest.ts'
import { pruneBackups } from '../../src/system/backup/prune.ts'
import { createRemovals } from '../../src/system/backup/removals.ts'
import { projected } from '../contract/projections.ts'
import { account, at } from '../contract/records.ts'
import { serversOf } from '../servers.ts'
import { newFolder } from '../storage/base.ts'
import { newBase } from '../storage/server-base.ts'
import { backupsOf, embedded, furnished, madeIn, open, type Settings } from './backed-up.ts'

const dayMs = 86_400_000
const servers = serversOf(t)

t.test('a backup of a running node brings back all that there was, and what came after is kept aside', async (t) => {
  const { config, storage, things, recording } = await furnished(t)
  const folder = join(newFolder(t), 'copias')
  const copia = await madeIn(backupsOf(storage, config), folder)
  t.match(copia, { archivos: 2, carpeta: folder, creada_en: at })
  const late = account()
  await storage.accounts.create(late)
  rmSync(join(recording, '0-0.m4s'))
  await t.rejects(
    restoreStorage(config, folder, undefined, () => undefined),
    { code: 'carpeta_en_uso' },
  )
  const before = await storage.boots.begin(60_000, at)
  await storage.stop()

  const restored = await restoreStorage(config, folder, undefined, () => undefined)
  t.match(restored, { nombre: copia.nombre, archivos: 2, anterior: 'anterior-1' })
  const again = await open(t, config)
  t.match(await again.accounts.byId(things.ana.id), { id: things.ana.id })
  t.equal(await again.accounts.byId(late.id), undefined)
  t.equal(readFileSync(join(recording, '0-0.m4s'), 'utf8'), 'a segment that is whole')
  t.notOk(existsSync(join(recording, '1-0.open')))
  const { boot } = await again.boots.begin(60_000, at)
  t.ok(boot.desde_nodo_ms >= before.boot.techo_nodo_ms, 'node time goes on')
  t.ok(boot.numero > before.boot.numero, 'and so do the numbers of boots')
  t.ok(existsSync(join(config.data_dir, 'anterior-1', 'nodo.db')))
  t.notOk(existsSync(join(config.data_dir, 'restaurada')))
})

t.test('what an earlier backup has is not copied again', async (t) => {
  const { config, storage, recording } = await furnished(t)
  const folder = newFolder(t)
  let nowMs = 1_000
  const backups = backupsOf(storage, config, { clock: { now: () => nowMs, wall: () => at + nowMs } })
  t.ok(((await madeIn(backups, folder)).nuevos_bytes ?? 0) > 0)
  nowMs += 5_000
  t.match(await madeIn(backups, folder), { nuevos_bytes: 0, archivos: 2 })
  nowMs += 5_000
  writeFileSync(join(recording, '2-0.m4s'), '12345')
  t.match(await madeIn(backups, folder), { nuevos_bytes: 5, archivos: 3 })
  t.equal((await readBackups(folder)).length, 3)
})

t.test('a backup tells of no file that went away while it was made', async (t) => {
  const { config, storage, things } = await furnished(t)
  const folder = newFolder(t)
  let bases = 0
  const removals = createRemovals()
  const snapshots: Storage['snapshots'] = {
    async write(file) {
      await storage.snapshots.write(file)
      // Right after the database was copied: the record, and then its files.
      if (bases++ > 0) return
      await storage.contents.remove(things.made.id)
      removals.count()
      rmSync(join(config.data_dir, 'blobs', 'ab', 'abcd'))
    },
  }
  const copia = await madeIn(backupsOf({ ...storage, snapshots }, config, { removals }), folder)
  t.match([bases, copia.archivos], [2, 1])
  const busy: Storage['snapshots'] = {
    async write(file) {
      await storage.snapshots.write(file)
      removals.count()
    },
  }
  const noTurn = backupsOf({ ...storage, snapshots: busy }, config, { removals })
  t.match(await madeIn(noTurn, folder), { archivos: 1 }, 'where they never cease to go, one is made nevertheless')
  await storage.stop()
  await restoreStorage(config, folder, undefined, () => undefined)
  t.equal(await (await open(t, config)).contents.byId(things.made.id), undefined)
})

t.test('after thirty days a backup goes, and with it what only it had', async (t) => {
  const { config, storage, recording } = await furnished(t)
  const folder = newFolder(t)
  let nowMs = 1_000
  const backups = backupsOf(storage, config, { clock: { now: () => nowMs, wall: () => at + nowMs } })
  await madeIn(backups, folder)
  rmSync(join(recording, '0-0.m4s'))
  const [of] = await readBackups(folder)
  const others: Manifest = { ...(of as Manifest), nombre: 'otro', nodo_id: 'another' }
  const { list } = placesOf(folder)
  mkdirSync(join(folder, 'copias', 'otro'))
  copyFileSync(list(String(of?.nombre)), list('otro'))
  writeManifest(folder, others)
  nowMs += 29 * dayMs
  await madeIn(backups, folder)
  t.equal((await readBackups(folder)).length, 3)
  nowMs += 2 * dayMs
  const last = await madeIn(backups, folder)
  t.same((await readBackups(folder)).map(({ nombre }) => nombre).includes(of?.nombre ?? ''), false)
  const objects = () =>
    readdirSync(join(folder, 'objetos')).flatMap((part) => readdirSync(join(folder, 'objetos', part)))
  t.equal(objects().length, 2, 'another node has a backup that needs it')
  rmSync(join(folder, 'copias', 'otro'), { recursive: true })
  // As a copying leaves it that was cut.
  writeFileSync(placesOf(folder).unfinished('x'), 'half')
  await pruneBackups(folder, (await readBackups(folder)).find(({ nombre }) => nombre === last.nombre) as Manifest)
  t.equal(objects().length, 1)
  await t.rejects(
    (async () => {
      mkdirSync(join(folder, 'copias', 'otro'))
      writeManifest(folder, others)
      await storage.stop()
      await restoreStorage(config, folder, undefined, () => undefined)
    })(),
    { code: 'copia_ambigua' },
  )
})

t.test('a backup that is damaged changes nothing', async (t) => {
  const { config, storage } = await furnished(t)
  const folder = newFolder(t)
  const { nombre } = await madeIn(backupsOf(storage, config), folder)
  await storage.stop()
  const restore = (name = nombre) => restoreStorage(config, folder, name, () => undefined)
  const size = statSync(join(config.data_dir, 'nodo.db')).size
  const harmed = (path: string, by: (bytes: Buffer) => Buffer) => {
    const bytes = readFileSync(path)
    writeFileSync(path, by(Buffer.from(bytes)))
    return () => writeFileSync(path, bytes)
  }
  const flipped = (bytes: Buffer) => {
    const i = bytes.length >> 1
    bytes[i] = (bytes[i] ?? 0) ^ 1
    return bytes
  }
  const [manifest] = await readBackups(folder)
  const list = placesOf(folder).list(nombre)
  const { sha256: object } = JSON.parse(readFileSync(list, 'utf8').split('\n')[0] ?? '') as { sha256: string }
  for (const path of [
    join(folder, 'objetos', object.slice(0, 2), object),
    join(folder, 'copias', nombre, 'base.db.zst'),
    join(folder, 'copias', nombre, 'manifiesto.json'),
    list,
  ])
    for (const by of [flipped, (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)]) {
      const mend = harmed(path, by)
      await t.rejects(restore(), { code: 'copia_danada' }, path)
      mend()
    }
  const lying = createFileList(list)
  lying.add({ ruta: '../fuera', sha256: object, tamano_bytes: 1, escrito_ms: 0 })
  writeManifest(folder, { ...(manifest as Manifest), lista: lying.end() })
  await t.rejects(restore(), { code: 'copia_danada' }, 'and nothing is written outside')
  await t.rejects(restore('nope'), { code: 'copia_no_encontrada' })
  t.equal(statSync(join(config.data_dir, 'nodo.db')).size, size)
  t.notOk(existsSync(join(config.data_dir, 'anterior-1')))
})

t.test('daily backups tell what keeps them, and go on when it is gone', async (t) => {
  const { config, storage } = await furnished(t)
  const folder = join(newFolder(t), 'disco')
  const daily = { ...config, backup_dir: folder }
  const backups = backupsOf(storage, daily, { firstLookMs: 0 })
  const heard = async (estado: string) => {
    await backups.start()
    for (let tries = 0; tries < 500 && backups.parts().copia?.estado !== estado; tries++) await wait(20)
    await backups.stop()
    return backups.parts().copia
  }
  t.match(await heard('degraded'), { estado: 'degraded', motivo: { es: /pon el disco/ } })
  t.equal(backups.latest(), null)
  mkdirSync(folder)
  t.match(await heard('ok'), { estado: 'ok', motivo: null })
  t.match(backups.latest(), { carpeta: folder })
  await heard('ok')
  const again = backupsOf(storage, daily)
  await again.start()
  for (let tries = 0; tries < 500 && !again.latest(); tries++) await wait(20)
  await again.stop()
  t.match(again.latest(), { nombre: backups.latest()?.nombre, carpeta: folder }, 'which the next start tells of')
  t.equal((await readBackups(folder)).length, 1, 'one a day')
  t.same(backupsOf(storage, config).parts(), {}, 'without a folder there is nothing to tell')
  await t.rejects(backups.begin(join(config.data_dir, 'x')), { code: 'copia_fallida' })
})

if (servers)
  t.test('a backup of either family goes into either, as a database of its own', async (t) => {
    const base = newBase(t, servers)
    const ofServers = (dataDir: string) =>
      ({
        ...{ data_dir: dataDir, storage: 'servers', mongodb_uri: base.mongo.uri, redis_url: base.redisUrl },
        ...{ neo4j_uri: base.neo4j.uri, neo4j_user: base.neo4j.user, neo4j_password: base.neo4j.password },
      }) as Settings
    const { config, storage, things } = await furnished(t, ofServers(newFolder(t)))
    const folder = newFolder(t)
    const { nombre } = await madeIn(backupsOf(storage, config), folder)
    const late = account()
    await storage.accounts.create(late)
    await storage.stop()

    const there = embedded(newFolder(t))
    t.match(await restoreStorage(there, folder, nombre, () => undefined), { anterior: null })
    t.notOk(existsSync(join(there.data_dir, 'anterior-1')), 'of nothing, nothing is kept')
    const small = await open(t, there)
    await projected(small)
    t.match(await small.contents.page({ publishedOnly: true, q: 'jarocho' }, 10), {
      rows: [{ contenido: { id: things.made.id } }],
    })

    await restoreStorage(config, folder, nombre, () => undefined)
    const back = await open(t, config)
    t.match(await back.accounts.byId(things.ana.id), { id: things.ana.id })
    t.equal(await back.accounts.byId(late.id), undefined)
    t.ok(existsSync(join(config.data_dir, 'anterior-1')))
  })
