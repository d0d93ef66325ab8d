import { Redis } from 'ioredis'
import { isRefusal } from '../redis-error.ts'
import { clockFinding, finding, isAtLeast, type ServerFinding } from './finding.ts'

const patienceMs = 5_000
/** So full it is worth a word before it is full. */
const fullPart = 0.9

/** The lines of INFO by their names (redis.io, "INFO"). */
const fieldsOf = (info: string): Record<string, string> =>
  Object.fromEntries(
    info
      .split('\r\n')
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
  )

/** Whether what it holds is still there after a cut. What is not is made again, by itself. @param save of its settings */
export const diskOf = (fields: Record<string, string>, save: string): ServerFinding => {
  const control = 'redis_disco'
  const [aof, rdb] = [fields.aof_enabled === '1', save !== '']
  const failed = aof ? fields.aof_last_write_status === 'err' : rdb && fields.rdb_last_bgsave_status === 'err'
  if (failed) return finding(control, 'fallo', 'redisDiskFails')
  if (aof) return finding(control, 'ok', 'redisAof')
  return finding(control, 'aviso', rdb ? 'redisSnapshots' : 'redisForgets')
}

/** Whether it keeps what it was given, also where its memory is full. */
export const memoryOf = ({ maxmemory_policy, maxmemory, used_memory }: Record<string, string>): ServerFinding => {
  const control = 'redis_memoria'
  if (maxmemory_policy !== 'noeviction') return finding(control, 'fallo', 'redisEvicts', { norma: maxmemory_policy })
  const [used, most] = [used_memory, maxmemory].map((bytes) => Number(bytes) / 1_000_000) as [number, number]
  const values = { usados: used.toFixed(0), total: most.toFixed(0) }
  if (most === 0) return finding(control, 'ok', 'redisUnlimited', values)
  return used > most * fullPart
    ? finding(control, 'aviso', 'redisNearlyFull', values)
    : finding(control, 'ok', 'redisRoom', values)
}

export const examineRedis = async (url: string, now: () => number): Promise<ServerFinding[]> => {
  const servidor = new URL(url).host
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: patienceMs,
    commandTimeout: patienceMs,
    socketTimeout: patienceMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  })
  const errors: Error[] = []
  client.on('error', (error: Error) => errors.push(error))
  try {
    await client.connect()
    const fields = fieldsOf(await client.info())
    const from = now()
    const [seconds = 0, micros = 0] = (await client.time()).map(Number)
    const clock = clockFinding('redis_reloj', seconds * 1000 + micros / 1000, { from, to: now() })
    // Where settings are not told, as with a server that somebody else keeps, it is taken to make its snapshots.
    const [, save = ''] = (await client.config('GET', 'save').catch(() => ['save', '?'])) as string[]
    const version = fields.redis_version ?? '?'
    const known = isAtLeast(version, 7, 0)
    const values = { version, servidor, minima: '7.0' }
    return [
      finding('redis', known ? 'ok' : 'fallo', known ? 'reached' : 'tooOld', values),
      diskOf(fields, save),
      memoryOf(fields),
      clock,
    ]
  } catch (error) {
    const refused = [error, ...errors].some(isRefusal)
    return [finding('redis', 'fallo', refused ? 'redisRefuses' : 'redisSilent', { servidor })]
  } finally {
    client.disconnect()
  }
}
