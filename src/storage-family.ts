import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { NodoError } from './errors.ts'
import { prepareFolder } from './storage/folder.ts'
import { folderHolder, knownHolder } from './storage/folder-holder.ts'
import { lockFolder } from './storage/lock.ts'
import { type Moved, moveRows } from './storage/move-rows.ts'
import type { Storage } from './storage/storage.ts'
import { restoredIn, swapIn } from './storage/swap.ts'
import type { Manifest } from './system/backup/manifest.ts'
import { chooseBackup, restoreFiles } from './system/backup/restore-files.ts'
import type { Log } from './system/log.ts'

/**
 * The storage family of these settings. Each is loaded only where it is wanted: the drivers of the servers cost a small
 * box memory that it does not have.
 */
export const createStorage = async (config: Config, log: Log['logger']): Promise<Storage> => {
  const dataDir = config.data_dir
  if (config.storage === 'embedded') {
    const { createEmbedded } = await import('./storage/embedded/embedded.ts')
    return createEmbedded({ dataDir, log })
  }
  if (existsSync(dataDir)) endCutRestore(dataDir)
  const { createServers } = await import('./storage/servers/servers.ts')
  return createServers({ dataDir, ...(await serversOf(config)), log })
}

const serversOf = async (config: Config) => ({
  mongo: await placeOf(config),
  neo4j: { uri: String(config.neo4j_uri), user: config.neo4j_user, password: String(config.neo4j_password ?? '') },
  redisUrl: String(config.redis_url),
})

/**
 * Looks at the servers of these settings, and changes nothing.
 * @param runs whether the node of this folder does
 * @param now this box's clock, UTC ms
 * @throws NodoError ajuste_invalido
 */
export const examineStorage = async (config: Config, runs: boolean, now: () => number) => {
  const { examineServers } = await import('./storage/servers/examination/examination.ts')
  const holder = runs ? undefined : knownHolder(config.data_dir)
  return examineServers({ ...(await serversOf(config)), holder, now })
}

/** Which database is the folder's must be known before it is opened. */
const endCutRestore = (dataDir: string) => lockFolder(dataDir)()

type Where = Pick<Config, 'data_dir' | 'mongodb_uri'>
const placeOf = async ({ data_dir, mongodb_uri }: Where) => {
  const { databaseOfFolder } = await import('./storage/servers/base-name.ts')
  return { uri: String(mongodb_uri), database: databaseOfFolder(data_dir) }
}

/**
 * Copies a stopped node's base into the other family, beside which its files stay; the source is only read. A copy that
 * was cut goes on.
 * @param told hears how many rows of which table have arrived
 * @throws NodoError carpeta_en_uso (the node runs), base_en_uso (another does on that database), origen_vacio, destino_ocupado, copia_distinta, mongodb_no_responde, mongodb_sin_replicas, servicio_no_disponible
 */
export const moveStorage = async (
  config: Where,
  to: Config['storage'],
  told: (table: string, rows: number) => void,
): Promise<Moved> => {
  await prepareFolder(config.data_dir)
  const unlock = lockFolder(config.data_dir)
  const file = join(config.data_dir, 'nodo.db')
  const [{ createFileSource, createFileTarget }, { openMongoSource, openMongoTarget }] = await Promise.all([
    import('./storage/embedded/rows.ts'),
    import('./storage/servers/rows.ts'),
  ])
  const place = await placeOf(config)
  const holder = folderHolder(config.data_dir)
  try {
    if (to === 'servers' && !existsSync(file)) throw new NodoError('origen_vacio', { values: { origen: file } })
    const source = to === 'servers' ? createFileSource(file) : await openMongoSource(place, holder)
    const target = to === 'servers' ? await openMongoTarget(place, holder) : createFileTarget(file)
    try {
      return await moveRows(source, target, told)
    } finally {
      await Promise.all([source.close(), target.close()])
    }
  } finally {
    unlock()
  }
}

export interface Restored {
  nombre: string
  creada_en: number
  archivos: number
  /** The folder in the data folder that keeps what was there before; null where there was nothing. */
  anterior: string | null
}

/**
 * Puts a backup together beside a stopped node's data, verifies it, and swaps it in as the beginning of a new epoch; what
 * was there is kept. Cut before the swap nothing has changed, cut in it the next start ends it. A backup of either family
 * goes into either.
 * @param nombre which backup; without it the latest
 * @param told hears how many files of how many are there
 * @throws NodoError carpeta_en_uso (the node runs), base_en_uso, copia_no_encontrada, copia_ambigua, copia_danada, sin_espacio,
 * version_de_datos, mongodb_no_responde, mongodb_sin_replicas, servicio_no_disponible
 */
export const restoreStorage = async (
  config: Where & Pick<Config, 'storage'>,
  folder: string,
  nombre: string | undefined,
  told: (done: number, of: number) => void,
): Promise<Restored> => {
  const { data_dir: dataDir } = config
  await prepareFolder(dataDir)
  const unlock = lockFolder(dataDir)
  try {
    const manifest = await chooseBackup(folder, nombre)
    try {
      await putTogether(config, folder, manifest, told)
    } catch (error) {
      await rm(restoredIn(dataDir), { recursive: true, force: true })
      throw error
    }
    return {
      nombre: manifest.nombre,
      creada_en: manifest.creada_en,
      archivos: manifest.lista.archivos,
      anterior: swapIn(dataDir),
    }
  } finally {
    unlock()
  }
}

/** Everything of a backup beside the present data, verified and the beginning of a new epoch. */
const putTogether = async (
  config: Where & Pick<Config, 'storage'>,
  folder: string,
  manifest: Manifest,
  told: (done: number, of: number) => void,
) => {
  const { data_dir: dataDir, storage } = config
  const into = restoredIn(dataDir)
  await restoreFiles(folder, manifest, into, told)
  const file = join(into, 'nodo.db')
  const { renew, standOf } = await import('./storage/embedded/renewed.ts')
  const givenUp = storage === 'servers' ? await standOfServers(config) : standOf(join(dataDir, 'nodo.db'))
  const damage = renew(file, Math.max(0, Date.now() - manifest.creada_en), givenUp)
  if (damage !== undefined) throw new NodoError('copia_danada', { values: { archivo: `nodo.db: ${damage}` } })
  if (storage === 'servers') await moveIntoNewDatabase(config, file, into)
}

const standOfServers = async (config: Where) => {
  const { openMongoSource } = await import('./storage/servers/rows.ts')
  const source = await openMongoSource(await placeOf(config), folderHolder(config.data_dir))
  try {
    const { nodo_id, epoca, techo_nodo_ms } = await source.origin()
    return { nodo_id, epoca, techo_nodo_ms, arranque: 0 }
  } catch (error) {
    if (error instanceof NodoError && error.code === 'origen_vacio') return undefined
    throw error
  } finally {
    await source.close()
  }
}

/** Beside the present database, which stays as it is. */
const moveIntoNewDatabase = async (config: Where, file: string, into: string) => {
  const [{ createFileSource }, { openMongoSource, openMongoTarget }, { keepDatabaseOfFolder }] = await Promise.all([
    import('./storage/embedded/rows.ts'),
    import('./storage/servers/rows.ts'),
    import('./storage/servers/base-name.ts'),
  ])
  const database = `nodo-${randomUUID()}`
  const source = createFileSource(file)
  const holder = folderHolder(config.data_dir)
  const present = await openMongoSource(await placeOf(config), holder)
  const target = await openMongoTarget({ uri: String(config.mongodb_uri), database }, holder)
  try {
    await moveRows(source, target)
    // Who was erased since the backup is to be erased again.
    for await (const ids of present.erasures()) await target.remember(ids)
  } finally {
    await Promise.all([source.close(), present.close(), target.close()])
  }
  for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true })
  keepDatabaseOfFolder(into, database)
}
