import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { createStage } from './stand-in.ts'

const everything = [
  'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error in node',
  /^npm --omit=dev ci --ignore-scripts --no-audit --no-fund --loglevel=error in la radio/,
  'vite',
]
const isRoot = process.getuid?.() === 0
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']

t.test('the first start brings everything; the second brings nothing and needs no network', async (t) => {
  const stage = createStage(t)
  const first = await stage.start(['user', 'create', 'a b', '--name', "l'Ana $HOME"])
  t.equal(first.code, 0, first.err)
  t.match(stage.calls(), everything)
  t.match(first.seen, { words: ['user', 'create', 'a b', '--name', "l'Ana $HOME"], cwd: stage.cwd })
  stage.unplug()
  const second = await stage.start()
  t.match(second, { code: 0, err: '', seen: { words: ['start'] } })
  t.same(stage.calls(), [])
})

t.test('the program runs with the flags of its memory budget, in the place of the script', async (t) => {
  const { seen, pid } = await createStage(t).start()
  t.ok(seen?.flags.includes('--max-semi-space-size=1'))
  t.equal(seen?.threads, String(availableParallelism() + 4))
  t.match(seen?.cache, /\.runtime\/compile-cache$/)
  t.equal(seen?.pid, pid, 'so that a signal reaches it')
})

t.test('only what changed is brought again', async (t) => {
  const stage = createStage(t)
  await stage.start()
  stage.calls()
  stage.write('src/dashboard/index.html', 'two')
  await stage.start()
  t.same(stage.calls(), ['vite'])
  stage.write('package-lock.json', `${readFileSync(join(stage.copy, 'package-lock.json'), 'utf8')}\n`)
  await stage.start()
  t.match(stage.calls(), everything.slice(1), 'the packages, and the dashboard that is made of them')
})

t.test('without a network the first start says so in one line and is tried again', async (t) => {
  const stage = createStage(t)
  stage.unplug()
  const failed = await stage.start()
  t.match(failed, { code: 2, seen: undefined, err: /No se pudo traer Node 26: conecta el equipo a internet/ })
  stage.plug()
  t.equal((await stage.start()).code, 0)
})

t.test('an install that was cut short is done again', async (t) => {
  const stage = createStage(t)
  await stage.start()
  stage.calls()
  stage.write('package-lock.json', `${readFileSync(join(stage.copy, 'package-lock.json'), 'utf8')}\n`)
  stage.unplug()
  t.equal((await stage.start()).code, 2)
  t.notOk(existsSync(join(stage.copy, '.runtime/packages.stamp')))
  stage.plug()
  stage.calls()
  t.equal((await stage.start()).code, 0)
  t.match(stage.calls(), everything.slice(1))
})

t.test('of three that start at once, one brings everything and all run', async (t) => {
  const stage = createStage(t)
  const all = await Promise.all([stage.start(['a']), stage.start(['b']), stage.start(['c'])])
  t.match(all, [{ seen: { words: ['a'] } }, { seen: { words: ['b'] } }, { seen: { words: ['c'] } }])
  t.match(stage.calls(), everything)
})

t.test('a system that has Node 26 with npm keeps its own', async (t) => {
  const stage = createStage(t)
  stage.newerNode()
  t.equal((await stage.start()).code, 0)
  t.match(stage.calls(), everything.slice(1))
})

t.test(
  'a missing ffmpeg is asked of the system, and a command that needs none runs without',
  { skip: !isRoot && 'needs root' },
  async (t) => {
    const stage = createStage(t)
    const ran = await stage.start(['user', 'list'], { NODO_FFMPEG: '/nowhere/ffmpeg' })
    t.match(ran, { code: 0, seen: { words: ['user', 'list'] } })
    t.ok(stage.calls().includes('apt-get update'))
  },
)

t.test(
  'a project of somebody else runs where all is there, and says what is wrong where not',
  { skip: !isRoot && 'needs root' },
  async (t) => {
    const stage = createStage(t)
    t.match(await stage.start([], {}, asNobody), { code: 2, seen: undefined, err: /^No se puede escribir en .*\n$/ })
    await stage.start()
    t.match(await stage.start(['user', 'list'], {}, asNobody), { code: 0, err: '', seen: { words: ['user', 'list'] } })
  },
)

t.test('what it says is in the language of LANG', async (t) => {
  const stage = createStage(t)
  stage.unplug()
  t.match((await stage.start([], { LANG: 'en_GB.UTF-8' })).err, /connect the box to the internet/)
  t.match((await stage.start([], { LANG: 'pt_BR.UTF-8' })).err, /conecte o equipamento à internet/)
})
