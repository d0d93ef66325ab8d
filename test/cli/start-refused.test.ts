import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { bareMongod } from '../own-servers.ts'
import { serversOf } from '../servers.ts'
import { newBase, variablesOf } from '../storage/server-base.ts'
import { dataFolder, nodo, runningNode } from './run-nodo.ts'

const servers = serversOf(t)

const listening = async (t: Test): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  return String((server.address() as { port: number }).port)
}

const local = { NODO_HTTP_HOST: '127.0.0.1', NODO_RTMP_HOST: '127.0.0.1', NODO_HTTP_PORT: '0', NODO_RTMP_PORT: '0' }

/** A program in ffmpeg's place, which says what a test wants. */
const pretender = (t: Test, version: string, encoders: string): string => {
  const file = join(dataFolder(t), 'ffmpeg')
  writeFileSync(file, `#!/bin/sh\necho 'ffmpeg version ${version} Copyright' >&2\nprintf '${encoders}'\n`)
  chmodSync(file, 0o755)
  return file
}

/** What a start that cannot be says: one line, exit code 2. */
const refused = async (t: Test, env: Record<string, string>, said: RegExp, words: string[] = []) => {
  const { code, err } = await nodo(t, ['start', ...words], {
    ...local,
    NODO_DATA_DIR: join(dataFolder(t), 'data'),
    ...env,
  })
  t.equal(code, 2, err)
  t.match(err, said)
  t.equal(err.split('\n').length, 2, 'in one line')
}

t.test('a port that is taken is named with the setting that changes it', async (t) => {
  const port = await listening(t)
  await refused(t, { NODO_HTTP_PORT: port }, new RegExp(`puerto ${port} \\(HTTP\\).*NODO_HTTP_PORT`))
  await refused(t, { NODO_RTMP_PORT: port }, new RegExp(`puerto ${port} \\(RTMP\\).*NODO_RTMP_PORT`))
})

t.test('an address that is not of this box is named', async (t) => {
  await refused(t, { NODO_HTTP_HOST: '203.0.113.9' }, /203\.0\.113\.9 \(HTTP\).*NODO_HTTP_HOST/)
  await refused(t, { NODO_RTMP_HOST: '203.0.113.9' }, /203\.0\.113\.9 \(RTMP\).*NODO_RTMP_HOST/)
})

t.test('a data folder that cannot be written is named', async (t) => {
  const file = join(dataFolder(t), 'file')
  writeFileSync(file, '')
  await refused(t, { NODO_DATA_DIR: join(file, 'data') }, /No se puede escribir en .*\/file\/data: .*NODO_DATA_DIR/)
})

t.test('a data folder that another node uses is named, and that node goes on', async (t) => {
  const node = await runningNode(t)
  await refused(t, { NODO_DATA_DIR: node.dataDir }, /Otro nodo ya usa/)
  t.equal((await fetch(`${node.url}/readyz`)).status, 200)
  t.equal((await nodo(t, ['user', 'list'], node.settings)).code, 0, 'its socket too')
})

t.test('without ffmpeg, or with one that is too old or lacks an encoder, it says so', async (t) => {
  const all = ' V....D libx264 x\\n A....D aac x\\n A....D libopus x\\n'
  await refused(
    t,
    { NODO_FFMPEG: '/nowhere/ffmpeg' },
    /ffmpeg ≥ 5\.1 \(\/nowhere\/ffmpeg: ENOENT\).*apt-get install ffmpeg/,
  )
  await refused(t, { NODO_FFMPEG: pretender(t, '4.3.6-0+deb11u1', all) }, /4\.3\.6/)
  await refused(t, { NODO_FFMPEG: pretender(t, 'n5.0.3', all) }, /n5\.0\.3/)
  await refused(t, { NODO_FFMPEG: pretender(t, '6.1', ' A....D aac x\\n A....D libopus x\\n') }, /6\.1, –libx264/)
  await refused(t, { NODO_FFMPEG: '/bin/true' }, /\/bin\/true/)
})

t.test('a bad setting is named, wherever it was written', async (t) => {
  await refused(t, { NODO_HTTP_PORT: 'many' }, /"NODO_HTTP_PORT" \(variable\)/)
  await refused(t, { NODO_HTP_PORT: '1' }, /¿quizá NODO_HTTP_PORT\?/)
  await refused(t, {}, /"--http-port" \(opción\)/, ['--http-port', '99999'])
  await refused(t, {}, /"--htp-port" \(opción\).*¿quizá --http-port\?/, ['--htp-port', '1'])
  await refused(t, {}, /"--config"/, ['--config', '/nowhere.json'])
})

t.test('a MongoDB that does not answer is named, without its password', async (t) => {
  const away = {
    NODO_STORAGE: 'servers',
    NODO_MONGODB_URI: 'mongodb://ana:secreta@127.0.0.1:1/nodo',
    NODO_NEO4J_URI: 'bolt://127.0.0.1:1',
    NODO_NEO4J_PASSWORD: 'x',
    NODO_REDIS_URL: 'redis://127.0.0.1:1',
  }
  await refused(t, away, /^(?!.*secreta).*MongoDB \(127\.0\.0\.1:1\) no responde: .*NODO_MONGODB_URI/)
})

if (servers)
  t.test('a MongoDB without a replica set, or with one that nobody began, is told with what to do', async (t) => {
    const bundle = variablesOf(newBase(t, servers))
    for (const words of [[], ['--replSet', 'nodo']]) {
      const at = await bareMongod(t, ...words)
      const said = new RegExp(`MongoDB \\(${at}\\) no es un conjunto de réplicas: .*--replSet nodo.*rs\\.initiate`)
      await refused(t, { ...bundle, NODO_MONGODB_URI: `mongodb://${at}/nodo` }, said)
    }
  })

if (servers)
  t.test('a database that another node has is named, with whose it is, and that node goes on', async (t) => {
    const bundle = variablesOf(newBase(t, servers))
    const node = await runningNode(t, bundle)
    const base = bundle.NODO_MONGODB_URI.replace(/.*\/|\?.*/g, '')
    const whose = `\\(\\S+: ${node.dataDir}\\)`
    const said = new RegExp(`^Otro nodo ${whose} usa la base ${base}: .*NODO_MONGODB_URI.* \\d+ s\\.$`, 'm')
    await refused(t, bundle, said)
    await refused(t, { ...bundle, LANG: 'pt_BR.UTF-8' }, new RegExp(`Outro nó ${whose} usa a base ${base}: `))
    await refused(
      t,
      { ...bundle, LANG: 'en_US.UTF-8' },
      new RegExp(`Another node ${whose} uses the database ${base}: `),
    )
    const other = { ...bundle, NODO_DATA_DIR: dataFolder(t) }
    for (const words of [
      ['migrate', '--to', 'embedded'],
      ['user', 'list'],
    ]) {
      const { code, err } = await nodo(t, words, other)
      t.equal(code, 2, err)
      t.match(err, said, words.join(' '))
    }
    t.equal((await nodo(t, ['user', 'list'], node.settings)).code, 0, 'its own commands reach it')
    t.equal((await nodo(t, ['backup', dataFolder(t)], node.settings)).code, 0, 'and back it up')
    t.equal((await fetch(`${node.url}/readyz`)).status, 200)
    t.equal((await node.end('SIGTERM')).code, 0)
    t.equal((await nodo(t, ['user', 'list'], other)).code, 0, 'once it is closed another may have it')
  })
