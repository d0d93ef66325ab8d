import type { Test } from 'tap'

/** Real servers that a test may write to; each test makes a database, or a prefix, of its own in them. */
export interface TestServers {
  mongodbUri: string
  neo4jUri: string
  neo4jUser: string
  neo4jPassword: string
  redisUrl: string
}

const variables = {
  mongodbUri: 'NODO_TEST_MONGODB_URI',
  neo4jUri: 'NODO_TEST_NEO4J_URI',
  neo4jUser: 'NODO_TEST_NEO4J_USER',
  neo4jPassword: 'NODO_TEST_NEO4J_PASSWORD',
  redisUrl: 'NODO_TEST_REDIS_URL',
} as const satisfies Record<keyof TestServers, string>

/**
 * The servers that install/test.sh started; undefined where they could not be had, and then the test has been skipped
 * with the reason, or failed where NODO_TEST_SERVERS=1 wants them.
 */
export const serversOf = (t: Test): TestServers | undefined => {
  const missing = Object.values(variables).filter((name) => !process.env[name])
  if (missing.length === 0) {
    const read = Object.entries(variables).map(([key, name]) => [key, process.env[name]])
    return Object.fromEntries(read) as TestServers
  }
  const reason = `no servers to test with: ${missing.join(', ')} not set, as install/test.sh does`
  if (process.env.NODO_TEST_SERVERS === '1') t.fail(reason)
  else t.test(reason, { skip: reason }, async () => undefined)
}
