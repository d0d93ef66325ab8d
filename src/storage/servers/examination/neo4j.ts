import neo4j, { Neo4jError } from 'neo4j-driver'
import type { Neo4jSettings } from '../neo4j.ts'
import { clockFinding, finding, isAtLeast, type ServerFinding } from './finding.ts'

const patienceMs = 5_000

export const examineNeo4j = async (
  { uri, user, password }: Neo4jSettings,
  now: () => number,
): Promise<ServerFinding[]> => {
  const servidor = new URL(uri).host
  const driver = neo4j.driver(uri, neo4j.auth.basic(user, password), {
    disableLosslessIntegers: true,
    connectionTimeout: patienceMs,
    connectionAcquisitionTimeout: patienceMs,
    maxTransactionRetryTime: 0,
    telemetryDisabled: true,
  })
  const asked = async (): Promise<ServerFinding[]> => {
    const { agent = '' } = await driver.getServerInfo()
    const version = agent.replace('Neo4j/', '')
    const from = now()
    const { records } = await driver.executeQuery('RETURN datetime.realtime().epochMillis AS ahora')
    const clock = clockFinding('neo4j_reloj', Number(records[0]?.get('ahora')), { from, to: now() })
    const known = isAtLeast(version, 5, 26)
    const values = { version, servidor, minima: '5.26' }
    return [finding('neo4j', known ? 'ok' : 'fallo', known ? 'reached' : 'tooOld', values), clock]
  }
  const { promise: silence, reject } = Promise.withResolvers<never>()
  // A frozen one takes the connection, and says nothing.
  const timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs)
  try {
    return await Promise.race([asked(), silence])
  } catch (error) {
    const refused = error instanceof Neo4jError && error.code.startsWith('Neo.ClientError.Security')
    return [finding('neo4j', 'fallo', refused ? 'neo4jRefuses' : 'neo4jSilent', { servidor })]
  } finally {
    clearTimeout(timer)
    driver.close().catch(() => undefined)
  }
}
