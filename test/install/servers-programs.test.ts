import { existsSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { createStage } from './stand-in.ts'

const isRoot = process.getuid?.() === 0

t.test('servers that cannot be fetched are named, each in one line, and leave no folder', async (t) => {
  const stage = createStage(t)
  const folder = join(stage.cwd, 'servers')
  const { code, out, err } = await stage.servers(['start', folder, 'mongodb', 'neo4j'], { LANG: 'en_GB.UTF-8' })
  t.match({ code, out }, { code: 2, out: '' })
  t.match(err, /^Could not fetch MongoDB: connect the box to the internet/m)
  t.match(err, /^Could not fetch Neo4j: connect the box to the internet/m)
  t.ok(stage.calls().some((call) => /^mvn .*dependency:copy-dependencies$/.test(call)))
  t.notOk(existsSync(folder))
  t.notOk(existsSync(join(stage.copy, '.runtime/servers-mongodb.stamp')))
  t.notOk(existsSync(join(stage.copy, '.runtime/servers-neo4j.stamp')))
})

t.test(
  'what fetches them is asked of the system, and of a person where that fails',
  { skip: !isRoot && 'needs root' },
  async (t) => {
    const stage = createStage(t)
    stage.break('python3')
    const { code, err } = await stage.servers(['start', join(stage.cwd, 'servers'), 'mongodb'], { LANG: 'pt_BR' })
    t.equal(code, 2)
    t.match(err, /^Não foi possível instalar: execute como administrador «apt-get install python3-pip» e repita\.$/m)
    t.ok(stage.calls().includes('apt-get update'))
  },
)
