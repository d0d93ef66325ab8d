import t from 'tap'
import { createNeo4j } from '../../src/storage/servers/neo4j.ts'
import { serversOf } from '../servers.ts'
import { silent } from './base.ts'

const servers = serversOf(t)

if (servers)
  t.test('a question that takes longer than its limit is given up, and the next is answered', async (t) => {
    const { neo4jUri: uri, neo4jUser: user, neo4jPassword: password } = servers
    const neo4j = createNeo4j({ uri, user, password }, [], silent)
    await neo4j.start()
    t.teardown(() => neo4j.stop())
    const long = 'UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN sum(a % 7 + b % 7) AS n'
    await t.rejects(
      neo4j.read(100, (run) => run(long, {})),
      { code: 'servicio_no_disponible', retryAfterS: Number },
    )
    t.equal(neo4j.part.status().estado, 'ok', 'the server is there')
    t.same(await neo4j.read(2_000, (run) => run('RETURN $n AS n', { n: 7 })), [{ n: 7 }])
  })
