import type { Holder } from '../../folder-holder.ts'
import type { MongoPlace } from '../mongo.ts'
import type { Neo4jSettings } from '../neo4j.ts'
import type { ServerFinding } from './finding.ts'
import { examineMongo } from './mongodb.ts'
import { examineNeo4j } from './neo4j.ts'
import { examineRedis } from './redis.ts'

/**
 * Looks at the three servers: whether each is reached and is as this family needs it. Nothing is changed.
 * @param servers.holder the data folder; undefined while its node runs
 * @param servers.now this box's clock, UTC ms
 */
export const examineServers = async (servers: {
  mongo: MongoPlace
  neo4j: Neo4jSettings
  redisUrl: string
  holder: Holder | undefined
  now: () => number
}): Promise<ServerFinding[]> => {
  const { mongo, neo4j, redisUrl, holder, now } = servers
  const found = await Promise.all([
    examineMongo(mongo, holder, now),
    examineNeo4j(neo4j, now),
    examineRedis(redisUrl, now),
  ])
  return found.flat()
}
