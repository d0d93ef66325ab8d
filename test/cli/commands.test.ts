import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { serversOf } from '../servers.ts'
import { newBase, variablesOf } from '../storage/server-base.ts'
import { dataFolder, nodo, runningNode } from './run-nodo.ts'

const servers = serversOf(t)
const email = 'ana@radio.example'
const clave = 'una clave larga'
const program = join(import.meta.dirname, '../../cli/nodo.ts')

t.test('a password is asked for twice on a terminal, and never shown', async (t) => {
  const env = { ...process.env, LANG: 'en', NODO_DATA_DIR: dataFolder(t) }
  const ask = async (first: string, second: string) => {
    const words = ['-qec', `'${process.execPath}' '${program}' user create ${email}`, '/dev/null']
    const child = spawn('script', words, { env, stdio: ['pipe', 'pipe', 'inherit'] })
    let shown = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text
    })
    const until = async (pattern: RegExp) => {
      while (!pattern.test(shown)) await wait(10)
    }
    await until(/New password/)
    child.stdin.write(`${first}\r`)
    await until(/Again/)
    child.stdin.write(`${second}\r`)
    const code = await new Promise((resolve) => child.on('close', resolve))
    return { code, shown }
  }
  t.match(await ask('una clave larga', 'una clave larja'), { code: 2, shown: /the two passwords differ/ })
  const asked = await ask('una clave larja\u007f\u007fga', 'una clave larga')
  t.match(asked, { code: 0, shown: /Account created/ })
  t.notMatch(asked.shown, /una clave/)
  t.match(await nodo(t, ['user', 'create', 'b@radio.example'], { NODO_DATA_DIR: env.NODO_DATA_DIR }), {
    code: 2,
    err: /--password-stdin/,
  })
})

t.test('config print shows every value with its origin, and no secret', async (t) => {
  const dataDir = dataFolder(t)
  writeFileSync(join(dataDir, 'nodo.json'), '{"node_name":"Radio Sierra"}')
  const env = {
    NODO_DATA_DIR: dataDir,
    NODO_ADMIN_EMAIL: email,
    NODO_ADMIN_PASSWORD: clave,
  }
  const printed = await nodo(t, ['config', 'print', '--http-port', '0', '--json'], env)
  t.match(JSON.parse(printed.out), {
    http_port: { value: 0, origin: 'opcion' },
    node_name: { value: 'Radio Sierra', origin: 'archivo' },
    admin_password: { value: '••••••••', origin: 'variable' },
    rtmp_port: { value: 1935, origin: 'defecto' },
  })
  const table = await nodo(t, ['config', 'print'], env)
  t.match(table.out, /node_name +Radio Sierra +archivo\n/)
  t.notMatch(printed.out + table.out, new RegExp(clave))
})

t.test('what the command line cannot mean is told in one line of the reader’s language', async (t) => {
  const wrong: [string[], Record<string, string>, RegExp][] = [
    [['stat'], {}, /la orden «stat» no existe.*nodo --help/],
    [['user', 'create'], { LANG: 'en_US.UTF-8' }, /“email” is missing/],
    [['user', 'role', 'a@b.example', 'king'], { LANG: 'pt_BR.UTF-8' }, /não é um dos valores possíveis/],
    [['user', 'create', 'nobody', '--password-stdin'], {}, /«nobody» no es una dirección de correo/],
    [['key', 'create', 'a@b.example', ''], {}, /1 a 80 caracteres/],
    [['user', 'list', 'everybody'], {}, /palabras de más/],
    [['user', 'list', '--jsn'], {}, /"--jsn" \(opción\) no existe.*¿quizá --json\?/],
    [['start', '--http-port'], {}, /a «--http-port» le falta su valor/],
    [['start', '--admin-pasword=secret-secret'], {}, /"--admin-pasword".*¿quizá --admin-password\?/],
  ]
  for (const [words, env, said] of wrong) {
    const { code, out, err } = await nodo(t, words, { NODO_DATA_DIR: join(dataFolder(t), 'x'), ...env }, clave)
    t.match(err, said, words.join(' '))
    t.equal(code, 2)
    t.equal(out, '')
    t.equal(err.split('\n').length, 2)
    t.notMatch(err, /secret-secret/)
  }
  t.match(await nodo(t, []), { code: 2, out: /Usage: nodo/ })
  t.match(await nodo(t, ['user']), { code: 2, out: /Usage: nodo user/ })
  t.match(await nodo(t, ['--version']), { code: 0, out: /^\d+\.\d+\.\d+\n$/ })
})

t.test('doctor tells what is well, what is not, and what to do', async (t) => {
  const dataDir = dataFolder(t)
  mkdirSync(join(dataDir, 'bad'))
  writeFileSync(join(dataDir, 'bad', 'nodo.db'), 'this is no database at all'.repeat(100))
  const env = { NODO_DATA_DIR: join(dataDir, 'new'), NODO_HTTP_PORT: '0', NODO_RTMP_PORT: '0' }
  const well = await nodo(t, ['doctor', '--json'], env)
  t.equal(well.code, 0, well.out)
  const { controles } = JSON.parse(well.out) as { controles: { control: string; estado: string }[] }
  t.same(
    controles.map(({ control }) => control),
    ['node', 'ffmpeg', 'ffprobe', 'procesador', 'http', 'rtmp', 'carpeta', 'disco', 'reloj', 'base', 'panel'],
  )
  t.notOk(existsSync(env.NODO_DATA_DIR), 'looking changes nothing')

  const ill = await nodo(t, ['doctor'], { ...env, NODO_DATA_DIR: join(dataDir, 'bad'), NODO_FFMPEG: '/nowhere' })
  t.equal(ill.code, 1)
  t.match(ill.out, /^fallo +ffmpeg .*apt-get install ffmpeg/m)
  t.match(ill.out, /^fallo +base +dañada/m)
  const nowhere = await nodo(t, ['doctor'], { ...env, NODO_DATA_DIR: '/proc/nodo' })
  t.match(nowhere, { code: 1, out: /^fallo +carpeta /m })

  const node = await runningNode(t)
  const { port } = new URL(node.url)
  const taken = await nodo(t, ['doctor'], {
    NODO_DATA_DIR: join(dataDir, 'new'),
    NODO_HTTP_HOST: '127.0.0.1',
    NODO_HTTP_PORT: port,
  })
  t.match(taken, { code: 1, out: new RegExp(`^fallo +http +El puerto ${port}`, 'm') })
  const ours = await nodo(t, ['doctor'], node.settings)
  t.match(ours, { code: 0, out: new RegExp(`^ok +http +${port}, en uso por este nodo`, 'm') })
})

if (servers)
  t.test('doctor looks at the servers that the settings name, in the reader’s language', async (t) => {
    const bundle = variablesOf(newBase(t, servers))
    const local = { NODO_HTTP_HOST: '127.0.0.1', NODO_HTTP_PORT: '0', NODO_RTMP_PORT: '0' }
    const env = { ...bundle, ...local, NODO_DATA_DIR: join(dataFolder(t), 'new') }
    const well = await nodo(t, ['doctor'], env)
    t.equal(well.code, 0, well.out)
    t.match(well.out, /^ok +mongodb +\d+\.\d+\.\d+ en 127\.0\.0\.1:\d+$/m)
    t.match(well.out, /^ok +base +nodo-\S+, se hará al iniciar$/m)
    t.notOk(existsSync(env.NODO_DATA_DIR), 'looking changes nothing')
    const away = { ...env, NODO_REDIS_URL: 'redis://:secreta@127.0.0.1:1', LANG: 'pt_BR.UTF-8' }
    const ill = await nodo(t, ['doctor'], away)
    t.match(ill, { code: 1, out: /^fallo +redis +127\.0\.0\.1:1 não responde: .*NODO_REDIS_URL$/m })
    t.notMatch(ill.out, /secreta/)

    const node = await runningNode(t, bundle)
    t.match((await nodo(t, ['doctor'], node.settings)).out, /^ok +base +en uso por este nodo$/m)
    const other = await nodo(t, ['doctor'], env)
    t.match(other, { code: 1, out: /^fallo +base +Otro nodo \(.*\) usa la base nodo-/m })
  })

t.test('the log of a command goes to the file, not between its words', async (t) => {
  const dataDir = dataFolder(t)
  const { out, err } = await nodo(
    t,
    ['user', 'create', email, '--password-stdin'],
    { NODO_DATA_DIR: dataDir, NODO_LOG_LEVEL: 'trace' },
    clave,
  )
  t.equal(out + err, 'Cuenta creada: ana@radio.example (creador).\n')
  t.notMatch(readFileSync(join(dataDir, 'registros', 'nodo.log'), 'utf8'), new RegExp(clave))
})
