import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits until each server of the command line (`<server>=<pid>`) answers at the NODO_* setting of its own, and makes of a
 * new mongod a replica set of one with its user. Prints the name of each that has ended, or gave no answer in time.
 */

const patienceMs = 180_000
const betweenMs = 100

const setting = (name: string): string => {
  const text = process.env[`NODO_${name}`]
  if (text === undefined) throw new Error(`NODO_${name} is not set`)
  return text
}

const authenticationFailed = 18

const askMongodb = async (): Promise<void> => {
  const { MongoClient } = await import('mongodb')
  const uri = setting('MONGODB_URI')
  const { host, username, password, searchParams } = new URL(uri)
  const patience = { serverSelectionTimeoutMS: 2_000 }
  // A mongod without users takes these two commands from its own box, and nothing else from anybody.
  const stranger = new MongoClient(`mongodb://${host}/?directConnection=true`, patience)
  const user = new MongoClient(uri, patience)
  try {
    const admin = stranger.db('admin')
    const { setName, isWritablePrimary } = await admin.command({ hello: 1 })
    if (setName === undefined) {
      await admin.command({
        replSetInitiate: { _id: searchParams.get('replicaSet'), members: [{ _id: 0, host }] },
      })
    }
    if (!isWritablePrimary) throw new Error('not the primary yet')
    try {
      await user.db().command({ ping: 1 })
    } catch (error) {
      if ((error as { code?: unknown }).code !== authenticationFailed) throw error
      await admin.command({ createUser: username, pwd: password, roles: ['root'] })
      await user.db().command({ ping: 1 })
    }
  } finally {
    await Promise.all([stranger.close(), user.close()])
  }
}

const askNeo4j = async (): Promise<void> => {
  const { default: neo4j } = await import('neo4j-driver')
  const driver = neo4j.driver(setting('NEO4J_URI'), neo4j.auth.basic(setting('NEO4J_USER'), setting('NEO4J_PASSWORD')))
  try {
    await driver.executeQuery('RETURN 1')
  } finally {
    await driver.close()
  }
}

const askRedis = async (): Promise<void> => {
  const { Redis } = await import('ioredis')
  const redis = new Redis(setting('REDIS_URL'), { lazyConnect: true, retryStrategy: () => null })
  // What went wrong is told by `connect` too.
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    await redis.ping()
  } finally {
    redis.disconnect()
  }
}

const asks: Record<string, () => Promise<void>> = { mongodb: askMongodb, neo4j: askNeo4j, redis: askRedis }

/** One that has ended stands there as a zombie until its parent looks; of one that ended at once there is no pid. */
const lives = (pid: string): boolean => {
  try {
    return pid !== '' && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

const awaits = async ([server = '', pid = '']: string[]): Promise<void> => {
  const ask = asks[server]
  const end = performance.now() + patienceMs
  let last: unknown = new Error('it has ended')
  while (ask && lives(pid) && performance.now() < end) {
    try {
      return await ask()
    } catch (error) {
      last = error
    }
    await sleep(betweenMs)
  }
  console.error(`${server}: ${last}`)
  console.log(server)
}

await Promise.all(process.argv.slice(2).map((word) => awaits(word.split('='))))
