import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { NodoError } from './errors.ts'
import { prepareFolder } from './storage/folder.ts'
import { lockFolder } from './storage/lock.ts'
import { type Moved, moveRows } from './storage/move-rows.ts'
import type { Storage } from './storage/storage.ts'
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
  const { createServers } = await import('./storage/servers/servers.ts')
  return createServers({
    dataDir,
    mongodbUri: String(config.mongodb_uri),
    neo4j: { uri: String(config.neo4j_uri), user: config.neo4j_user, password: String(config.neo4j_password ?? '') },
    redisUrl: String(config.redis_url),
    log,
  })
}

/**
 * Copies a stopped node's base into the other family, beside which its files stay; the source is only read. A copy that
 * was cut goes on.
 * @param told hears how many rows of which table have arrived
 * @throws NodoError carpeta_en_uso (the node runs), origen_vacio, destino_ocupado, copia_distinta, servicio_no_disponible
 */
export const moveStorage = async (
  config: Pick<Config, 'data_dir' | 'mongodb_uri'>,
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
  const uri = String(config.mongodb_uri)
  try {
    if (to === 'servers' && !existsSync(file)) throw new NodoError('origen_vacio', { values: { origen: file } })
    const source = to === 'servers' ? createFileSource(file) : await openMongoSource(uri)
    const target = to === 'servers' ? await openMongoTarget(uri) : createFileTarget(file)
    try {
      return await moveRows(source, target, told)
    } finally {
      await Promise.all([source.close(), target.close()])
    }
  } finally {
    unlock()
  }
}
