import { randomUUID } from 'node:crypto'
import type { Test } from 'tap'
import { createPlace, killed } from '../own-servers.ts'
import type { TestServers } from '../servers.ts'

export type ServerName = 'mongodb' | 'neo4j' | 'redis'

/** One server of a test's own, which it takes away and gives back. */
export const ownServer = async (t: Test, name: ServerName) => {
  const place = createPlace(t)
  const { code, err } = await place.servers('start', name)
  if (code !== 0) throw new Error(`${name} could not be started: ${err}`)
  return {
    settings: place.settings(),
    /** @returns what brings it back */
    async takeAway(manner: 'frozen' | 'killed'): Promise<() => Promise<unknown>> {
      const pid = place.pidOf(name)
      if (manner === 'killed') {
        await killed(pid)
        return () => place.servers('start', name)
      }
      process.kill(pid, 'SIGSTOP')
      const thaw = async () => process.kill(pid, 'SIGCONT')
      // A frozen one hears no signal that would end it.
      t.teardown(() => thaw().catch(() => undefined))
      return thaw
    },
  }
}

/** The variables of a node in a base of its own, on these servers but for the test's own. */
export const nodeOn = (
  servers: TestServers,
  ...own: Awaited<ReturnType<typeof ownServer>>[]
): Record<string, string> => {
  const settings: Record<string, string> = {
    NODO_STORAGE: 'servers',
    NODO_MONGODB_URI: servers.mongodbUri,
    NODO_NEO4J_URI: servers.neo4jUri,
    NODO_NEO4J_USER: servers.neo4jUser,
    NODO_NEO4J_PASSWORD: servers.neo4jPassword,
    NODO_REDIS_URL: servers.redisUrl,
    NODO_LOG_FORMAT: 'json',
    ...Object.assign({}, ...own.map((server) => server.settings)),
  }
  const uri = new URL(settings.NODO_MONGODB_URI ?? '')
  uri.pathname = `/nodo-${randomUUID()}`
  return { ...settings, NODO_MONGODB_URI: uri.href }
}
