import type { Config } from './config.ts'
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
