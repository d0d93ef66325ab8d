import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import t, { type Test } from 'tap'
import { carriedTables } from '../../src/storage/carried.ts'
import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import { createFileSource, createFileTarget, derivedTables } from '../../src/storage/embedded/rows.ts'
import { moveRows, type RowTarget } from '../../src/storage/move-rows.ts'
import { derivedCollections, openMongoSource, openMongoTarget } from '../../src/storage/servers/rows.ts'
import { collectionTable } from '../../src/storage/servers/schema.ts'
import { moveStorage } from '../../src/storage-family.ts'
import { projected } from '../contract/projections.ts'
import { account, at } from '../contract/records.ts'
import { serversOf } from '../servers.ts'
import { newFolder, silent } from './base.ts'
import { furnish } from './furnished.ts'
import { newBase, openServers } from './server-base.ts'

const servers = serversOf(t)
/** Both ends of a move of this test, closed with it. */
const opened = <T extends { close(): Promise<void> }>(t: Test, end: T): T => {
  t.teardown(() => end.close())
  return end
}
const holder = { name: 'la que se muda', dataDir: '/de/ana' }
const fileIn = (dataDir: string) => join(dataDir, 'nodo.db')

/** A data folder with something of everything, that nobody has open. */
const furnished = async (t: Test) => {
  const dataDir = newFolder(t)
  const storage = createEmbedded({ dataDir, log: silent })
  await storage.start()
  const things = await furnish(storage)
  await storage.stop()
  return { dataDir, things }
}

t.test('every table of a base is carried to another, or is known to be made of the others', async (t) => {
  const { dataDir } = await furnished(t)
  const db = new DatabaseSync(fileIn(dataDir), { readOnly: true })
  t.teardown(() => db.close())
  const tables = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name))
  const carried = Object.keys(carriedTables).sort()
  t.same(tables.filter((name) => !derivedTables.test(name)).sort(), carried)
  t.same(
    Object.keys(collectionTable)
      .filter((name) => !derivedCollections.includes(name))
      .sort(),
    carried,
  )
  const empty = carried.filter((name) => db.prepare(`SELECT 1 FROM ${name} LIMIT 1`).get() === undefined)
  t.same(empty, [], 'each has something in it here, so that what follows means something')
})

t.test('a base is the same in another file, and works there', async (t) => {
  const { dataDir, things } = await furnished(t)
  const there = newFolder(t)
  const [source, target] = [opened(t, createFileSource(fileIn(dataDir))), createFileTarget(fileIn(there))]
  const told = new Map<string, number>()
  const moved = await moveRows(source, target, (table, rows) => told.set(table, rows))
  t.equal(moved.tablas.usuarios?.filas, 2)
  t.equal(told.get('usuarios'), 2)
  const storage = createEmbedded({ dataDir: there, log: silent })
  await storage.start()
  t.teardown(() => storage.stop())
  t.match(await storage.accounts.byEmail('aña@radio.example'), { id: things.ana.id })
  await projected(storage)
  t.match(await storage.contents.page({ publishedOnly: true, q: 'jarocho' }, 10), {
    rows: [{ contenido: { id: things.made.id } }],
  })
  t.match(await storage.lists.byId(things.hers.id), { contenidos: [{ contenido_id: things.made.id }] })
  await t.rejects(moveRows(opened(t, createFileSource(fileIn(dataDir))), createFileTarget(fileIn(there))), {
    code: 'destino_ocupado',
  })
})

/** Of the steps that are taken back. */
const personIndexes = [
  'membresias_de_persona',
  'colaboraciones_de_persona',
  'seguimientos_de_persona',
  'seguimientos_a_persona',
  'reacciones_de_persona',
  'denuncias_de_persona',
  'preguntas_de_persona',
  'transmisiones_de_creador',
  'subidas_de_persona',
]

t.test(
  'the base of an older program is carried as it would be after a start, and stays as it is; a newer one is refused',
  async (t) => {
    const { dataDir } = await furnished(t)
    const as = (version: number, ...statements: string[]) => {
      const db = new DatabaseSync(fileIn(dataDir))
      for (const statement of [...statements, `PRAGMA user_version = ${version}`]) db.exec(statement)
      db.close()
    }
    as(
      30,
      ...[
        'vocabulario',
        'vocabulario_comienzos',
        'vocabulario_de',
        'busqueda_nombres',
        'dichos',
        'busqueda_dichos',
        'busqueda_dichos_lugares',
      ].map((table) => `DROP TABLE ${table}`),
      ...personIndexes.map((name) => `DROP INDEX ${name}`),
      'DROP INDEX usuarios_por_codigo',
      'DROP INDEX trabajos_por_estado',
      'ALTER TABLE usuarios DROP COLUMN codigo',
      'ALTER TABLE usuarios DROP COLUMN imagenes',
      ...['subtitulos', 'cuerpo', 'precio', 'oculto_por'].map((field) => `ALTER TABLE contenidos DROP COLUMN ${field}`),
    )
    const there = newFolder(t)
    const source = createFileSource(fileIn(dataDir))
    await moveRows(source, createFileTarget(fileIn(there)))
    await source.close()
    t.same(
      readdirSync(dataDir).filter((name) => name.includes('leida')),
      [],
    )
    const db = new DatabaseSync(fileIn(dataDir), { readOnly: true })
    t.equal(db.prepare('PRAGMA user_version').get()?.user_version, 30)
    db.close()
    const moved = new DatabaseSync(fileIn(there), { readOnly: true })
    t.match(moved.prepare('SELECT subtitulos, precio FROM contenidos').get(), { subtitulos: '[]', precio: null })
    moved.close()

    as(999)
    t.throws(() => createFileSource(fileIn(dataDir)), { message: 'version_de_datos' })
  },
)

t.test('a move that was cut goes on, and begins anew where its source changed meanwhile', async (t) => {
  const { dataDir } = await furnished(t)
  const there = newFolder(t)
  const cutAt = async (table: string) => {
    const target = createFileTarget(fileIn(there))
    const written: string[] = []
    const cut: RowTarget = {
      ...target,
      put: async (name, rows) => {
        if (name === table) throw new Error('the power went')
        written.push(name)
        await target.put(name, rows)
      },
    }
    const source = opened(t, createFileSource(fileIn(dataDir)))
    await moveRows(source, cut).catch((error: Error) => t.match(error, /the power went/))
    await Promise.all([source.close(), target.close()])
    return written
  }
  t.ok((await cutAt('historial')).includes('usuarios'))
  t.notOk(existsSync(fileIn(there)), 'nothing that a start would take for a base')
  t.notOk((await cutAt('blobs')).includes('usuarios'), 'what has arrived is not carried again')

  const storage = createEmbedded({ dataDir, log: silent })
  await storage.start()
  await storage.boots.begin(60_000, at)
  await storage.accounts.create(account())
  await storage.stop()
  t.ok((await cutAt('blobs')).includes('usuarios'))
  t.same(await cutAt('nothing'), [
    'blobs',
    'transmisiones',
    'claves_transmision',
    'segmentos_vivo',
    'trabajos',
    'idempotencia',
    'diario',
  ])
  t.ok(existsSync(fileIn(there)))
})

if (servers)
  t.test('a base that went to the servers and came back is the same, row by row', async (t) => {
    const { dataDir, things } = await furnished(t)
    const base = newBase(t, servers)
    const beyond = await openMongoTarget(base.mongo, holder)
    const there = await moveRows(opened(t, createFileSource(fileIn(dataDir))), beyond)
    await beyond.close()
    const back = newFolder(t)
    const target = createFileTarget(fileIn(back))
    const here = await moveRows(opened(t, await openMongoSource(base.mongo, holder)), target)
    t.same(here.tablas, there.tablas)

    const { storage } = await openServers(t, base)
    t.same(await storage.erasures.after(undefined, 10), [things.erased])
    const came = createEmbedded({ dataDir: back, log: silent })
    await came.start()
    t.teardown(() => came.stop())
    t.same(await came.erasures.after(undefined, 10), [things.erased], 'nobody who was erased is forgotten')
    t.match(await storage.changeLog.span(), { desde: 1 }, 'it is known what the log has forgotten')
    t.match(await storage.accounts.byEmail('aña@radio.example'), { id: things.ana.id })
    await projected(storage)
    t.match(await storage.contents.page({ publishedOnly: true, q: 'jarocho' }, 10), {
      rows: [{ contenido: { id: things.made.id } }],
    })
    t.match(await storage.lives.byCode(things.broadcast.codigo.toUpperCase()), {
      transmision: { estado: 'reconectando' },
    })
    const [late] = [account()]
    await storage.accounts.create(late)
    t.equal((await storage.accounts.list(10)).at(-1)?.id, late.id, 'what is made there comes after what came')
    t.match(await storage.views.sum({}, 'todo'), [{ vistas: 2 }])
  })

if (servers)
  t.test('nothing starts on a database that a move has not finished', async (t) => {
    const { dataDir } = await furnished(t)
    const base = newBase(t, servers)
    const target = opened(t, await openMongoTarget(base.mongo, holder))
    const source = opened(t, createFileSource(fileIn(dataDir)))
    await target.begin(await source.origin())
    await t.rejects(openServers(t, base), { code: 'base_en_uso' }, 'while it goes on')
    await target.close()
    await t.rejects(openServers(t, base), { code: 'mudanza_a_medias' })
    await t.rejects(
      opened(t, await openMongoTarget(base.mongo, holder)).begin({
        ...(await source.origin()),
        nodo_id: 'another',
      }),
      { code: 'destino_ocupado' },
    )
    const again = await openMongoTarget(base.mongo, holder)
    await moveRows(source, again)
    await again.close()
    await openServers(t, base)
  })

if (servers)
  t.test('a move to or from a MongoDB that refuses its user, or is not there, says so', async (t) => {
    const { dataDir } = await furnished(t)
    const refusing = Object.assign(new URL(newBase(t, servers).mongo.uri), { username: 'nobody', password: 'wrong' })
    const refused = { code: 'mongodb_no_responde', values: { problema: { en: /refuses user or password/ } } }
    const absent = { code: 'mongodb_no_responde', values: { problema: { en: /does not answer/ } } }
    for (const [mongodb_uri, told] of [
      [String(refusing), refused],
      ['mongodb://127.0.0.1:1/nodo', absent],
    ] as const)
      for (const to of ['servers', 'embedded'] as const)
        await t.rejects(
          moveStorage({ data_dir: to === 'servers' ? dataDir : newFolder(t), mongodb_uri }, to, () => undefined),
          told,
        )
  })

if (servers)
  t.test('neither end of a move is a database on which another node runs', async (t) => {
    const { dataDir } = await furnished(t)
    const base = newBase(t, servers)
    const away = newFolder(t)
    const { storage } = await openServers(t, base)
    await storage.accounts.create(account())
    const [mongodb_uri, told] = [base.mongo.uri, () => undefined]
    await t.rejects(moveStorage({ data_dir: dataDir, mongodb_uri }, 'servers', told), { code: 'base_en_uso' })
    await t.rejects(moveStorage({ data_dir: away, mongodb_uri }, 'embedded', told), { code: 'base_en_uso' })
    t.notOk(existsSync(fileIn(away)))
    await storage.accounts.create(account())
    t.equal((await storage.accounts.list(10)).length, 2, 'and it goes on')
    await storage.stop()
    t.match(await moveStorage({ data_dir: away, mongodb_uri }, 'embedded', told), {
      tablas: { usuarios: { filas: 2 } },
    })
    await openServers(t, base)
  })

if (servers)
  t.test('what somebody wrote into while it was read is no copy', async (t) => {
    const base = newBase(t, servers)
    const { storage } = await openServers(t, base)
    await storage.accounts.create(account())
    await storage.stop()
    const there = newFolder(t)
    const target = createFileTarget(fileIn(there))
    const written: RowTarget = {
      ...target,
      done: async (table) => {
        await target.done(table)
        if (table !== 'usuarios') return
        const { storage } = await openServers(t, base)
        await storage.accounts.create(account())
        await storage.stop()
      },
    }
    const source = opened(t, await openMongoSource(base.mongo, holder))
    await t.rejects(moveRows(source, opened(t, written)), { code: 'copia_distinta', values: { tabla: 'diario' } })
    t.notOk(existsSync(fileIn(there)))
  })
