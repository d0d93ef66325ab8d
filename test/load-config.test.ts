import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t, { type Test } from 'tap'
import type { ConfigKey } from '../src/config.ts'
import { messageOf, NodoError } from '../src/errors.ts'
import { configKeys, configSettings, loadConfig, variableOf } from '../src/load-config.ts'

type Given = { flags?: Record<string, string>; env?: Record<string, string>; file?: string; cwd: string }
const load = ({ flags = {}, env = {}, ...rest }: Given) => loadConfig({ flags, env, idioma: 'es', ...rest })

/** The message a person reads when loading fails. */
const refusal = (given: Given): string => {
  try {
    load(given)
  } catch (error) {
    if (error instanceof NodoError) return messageOf(error, 'es')
    throw error
  }
  return 'accepted'
}

const folderWith = (t: Test, settings?: object) =>
  t.testdir(settings ? { data: { 'nodo.json': JSON.stringify(settings) } } : {})

t.test('without anything said, every setting has the default of the schema', async (t) => {
  const cwd = folderWith(t)
  const { config, settings } = load({ cwd })
  for (const key of configKeys.filter((key) => key !== 'data_dir')) {
    t.equal(config[key], configSettings[key].default, key)
    t.equal(settings.origin(key), 'defecto')
  }
  t.equal(config.data_dir, join(cwd, 'data'))
})

t.test('each layer wins over the ones before it, for any set of layers that says something', async (t) => {
  const says = { centro: 11, archivo: 12, panel: 13, variable: 14, opcion: 15 }
  const cwd = t.testdir({ a: { data: { 'nodo.json': '{"live_grace_s":12}' } }, b: {} })
  fc.assert(
    fc.property(fc.subarray(Object.keys(says) as (keyof typeof says)[]), (said) => {
      const has = (layer: keyof typeof says) => said.includes(layer)
      const { settings } = load({
        cwd: join(cwd, has('archivo') ? 'a' : 'b'),
        env: has('variable') ? { NODO_LIVE_GRACE_S: '14' } : {},
        flags: has('opcion') ? { live_grace_s: '15' } : {},
      })
      if (has('centro')) settings.adopt('centro', { live_grace_s: 11 })
      if (has('panel')) settings.adopt('panel', { live_grace_s: 13 })
      const winner = said.at(-1)
      return (
        settings.get('live_grace_s') === (winner === undefined ? 300 : says[winner]) &&
        settings.origin('live_grace_s') === (winner ?? 'defecto')
      )
    }),
  )
})

t.test('the file is nodo.json in the data folder, or the one that --config names', async (t) => {
  const cwd = t.testdir({ elsewhere: { 'nodo.json': '{"http_port":1}' }, 'other.json': '{"http_port":2}' })
  t.equal(load({ cwd, env: { NODO_DATA_DIR: './elsewhere' } }).config.http_port, 1)
  t.equal(load({ cwd, env: { NODO_DATA_DIR: './elsewhere' }, file: 'other.json' }).config.http_port, 2)
  t.match(refusal({ cwd, file: 'absent.json' }), /"--config" .* no se puede leer \(ENOENT\)/)
})

t.test('a file that --config names may say where the data are; the one inside them may not', async (t) => {
  const cwd = t.testdir({ 'x.json': '{"data_dir":"./here"}', data: { 'nodo.json': '{"data_dir":"./there"}' } })
  t.equal(load({ cwd, file: 'x.json' }).config.data_dir, join(cwd, 'here'))
  t.match(refusal({ cwd }), /"data_dir" \(archivo .*nodo\.json\).*no puede cambiarla/)
})

t.test('what does not exist is refused wherever it is written, and the nearest name is offered', async (t) => {
  const cwd = folderWith(t, { htp_port: 1 })
  t.match(refusal({ cwd }), /"htp_port" \(archivo .*nodo\.json\) no existe.*¿quizá http_port\?/)
  const empty = join(cwd, 'empty')
  mkdirSync(empty)
  t.match(refusal({ cwd: empty, env: { NODO_HTTP_PRT: '1' } }), /"NODO_HTTP_PRT" \(variable\).*¿quizá NODO_HTTP_PORT\?/)
  t.match(refusal({ cwd: empty, env: { NODO_http_port: '1' } }), /"NODO_http_port".*NODO_HTTP_PORT/)
  t.match(refusal({ cwd: empty, flags: { rtmp_prt: '1' } }), /"--rtmp-prt" \(opción\).*¿quizá --rtmp-port\?/)
  t.match(refusal({ cwd: empty, env: { NODO_XYZZY: '1' } }), /quítalo\.$/, 'nothing is offered where nothing is near')
  t.match(refusal({ cwd: empty, env: { NODO_CONSTRUCTOR: '1' } }), /NODO_CONSTRUCTOR/)
})

t.test('variables of the tests and of the bench are no settings, and an empty variable is an unset one', async (t) => {
  const cwd = folderWith(t)
  t.equal(
    refusal({
      cwd,
      env: { NODO_TEST_SERVERS: '1', NODO_TEST_REDIS_URL: '/x', NODO_BENCH_TOOLS: '/x', NODO_HTTP_PORT: '' },
    }),
    'accepted',
  )
})

t.test('a value of the wrong kind is refused by name, origin and what it must be', async (t) => {
  const cwd = folderWith(t)
  const wrong: [string, string, RegExp][] = [
    ['NODO_HTTP_PORT', '80a', /"NODO_HTTP_PORT" \(variable\).*número entero entre 0 y 65535/],
    ['NODO_HTTP_PORT', '8000.5', /número entero/],
    ['NODO_HTTP_PORT', '70000', /entre 0 y 65535/],
    ['NODO_LOGIN_PER_MINUTE', '0', /número entero de al menos 1/],
    ['NODO_REGISTRATION_OPEN', 'yes', /true o false/],
    ['NODO_LOG_LEVEL', 'loud', /uno de: trace, debug, info, warn, error/],
    ['NODO_STORAGE', 'floppy', /uno de: embedded/],
    ['NODO_NODE_NAME', 'x'.repeat(81), /un texto con un largo entre 1 y 80/],
    ['NODO_ADMIN_EMAIL', 'nobody', /dirección de correo/],
    ['NODO_MONGODB_URI', 'http://box', /escribirse como mongodb:\/\/127/],
    ['NODO_NEO4J_URI', '127.0.0.1:7687', /escribirse como bolt:\/\/127/],
    ['NODO_REDIS_URL', 'localhost', /escribirse como redis:\/\/127/],
  ]
  for (const [name, value, said] of wrong) t.match(refusal({ cwd, env: { [name]: value } }), said, `${name}=${value}`)
  t.match(refusal({ cwd, flags: { http_port: '-1' } }), /"--http-port" \(opción\)/)
})

t.test('an address that no driver can read is refused, and none of those that it can', async (t) => {
  const cwd = folderWith(t)
  const env = {
    NODO_STORAGE: 'servers',
    NODO_MONGODB_URI: 'mongodb://one,two:27018/nodo',
    NODO_NEO4J_URI: 'neo4j+s://box?region=sur',
    NODO_REDIS_URL: 'rediss://:pass@[::1]:6380/2',
  }
  t.equal(refusal({ cwd, env }), 'accepted')
  for (const uri of ['bolt://', 'bolt://box:70000', 'bolt://box?region=sur'])
    t.match(refusal({ cwd, env: { ...env, NODO_NEO4J_URI: uri } }), /NODO_NEO4J_URI.*como bolt/, uri)
  for (const url of ['redis://', 'redis://box:99999', 'redis://box/first'])
    t.match(refusal({ cwd, env: { ...env, NODO_REDIS_URL: url } }), /NODO_REDIS_URL.*como redis/, url)
})

t.test('numbers and booleans are themselves in the file, and text there is refused', async (t) => {
  const cwd = t.testdir({ a: '{"http_port":"8000"}', b: '{"registration_open":false,"http_port":0}' })
  t.match(refusal({ cwd, file: 'a' }), /"http_port" \(archivo .*\).*número entero/)
  t.match(load({ cwd, file: 'b' }).config, { registration_open: false, http_port: 0 })
})

t.test('a file that is no JSON is refused with the line, and never quoted', async (t) => {
  const cwd = t.testdir({ a: '{\n  "admin_password": "s3cr3t-s3cr3t",\n  oops\n}', b: '[]', c: '"x"', d: '' })
  t.match(refusal({ cwd, file: 'a' }), /no es JSON \(línea 3\)/)
  t.notMatch(refusal({ cwd, file: 'a' }), /s3cr3t|oops/)
  for (const file of ['b', 'c']) t.match(refusal({ cwd, file }), /debe ser un objeto JSON/)
  t.match(refusal({ cwd, file: 'd' }), /no es JSON/)
})

t.test('no error carries a value: it may be a secret in the wrong place', async (t) => {
  const cwd = folderWith(t)
  fc.assert(
    fc.property(fc.constantFrom(...configKeys), fc.stringMatching(/^§[a-z]{6,90}§$/), (key: ConfigKey, value) => {
      return !refusal({ cwd, env: { [variableOf(key)]: value } }).includes(value)
    }),
  )
})

t.test('the first admin needs both settings, of a length that bcrypt reads whole', async (t) => {
  const cwd = folderWith(t)
  const email = 'a@b.example'
  t.match(refusal({ cwd, env: { NODO_ADMIN_EMAIL: email } }), /"NODO_ADMIN_EMAIL".*hace falta también admin_password/)
  t.match(refusal({ cwd, flags: { admin_password: '0123456789' } }), /"--admin-password".*también admin_email/)
  t.match(refusal({ cwd, env: { NODO_ADMIN_EMAIL: email, NODO_ADMIN_PASSWORD: 'short' } }), /entre 10 y 72/)
  t.match(refusal({ cwd, env: { NODO_ADMIN_EMAIL: email, NODO_ADMIN_PASSWORD: 'ñ'.repeat(40) } }), /72 bytes/)
  t.equal(refusal({ cwd, env: { NODO_ADMIN_EMAIL: email, NODO_ADMIN_PASSWORD: '0123456789' } }), 'accepted')
})

t.test('the configuration is frozen, and only run-time settings change while the program runs', async (t) => {
  const { config, settings } = load({ cwd: folderWith(t) })
  t.ok(Object.isFrozen(config))
  settings.adopt('panel', { registration_open: false, login_per_minute: 3 })
  t.equal(settings.get('registration_open'), false)
  t.equal(config.registration_open, true, 'what was read at the start stays')
  t.throws(() => settings.adopt('panel', { http_port: 1 }), { code: 'ajuste_invalido' })
  t.throws(() => settings.adopt('panel', { login_per_minute: '3' }), { code: 'ajuste_invalido' })
  t.throws(() => settings.adopt('panel', { nothing: 1 }), { code: 'ajuste_desconocido' })
  t.equal(settings.get('login_per_minute'), 3, 'a refused layer changes nothing')
  settings.adopt('panel', {})
  t.equal(settings.get('registration_open'), true)
})

t.test('what a variable sets cannot be changed at run time', async (t) => {
  const { settings } = load({ cwd: folderWith(t), env: { NODO_LIVE_GRACE_S: '60' } })
  settings.adopt('panel', { live_grace_s: 90 })
  t.equal(settings.get('live_grace_s'), 60)
})

t.test('the same mistake is told in three languages', async (t) => {
  const cwd = folderWith(t)
  writeFileSync(join(cwd, 'x'), '{"htp_port":1}')
  const said = (['es', 'pt', 'en'] as const).map((idioma) => {
    try {
      return loadConfig({ flags: {}, env: {}, idioma, file: join(cwd, 'x') }).file
    } catch (error) {
      return messageOf(error as NodoError, idioma)
    }
  })
  t.match(said, [/quizá http_port/, /talvez http_port/, /perhaps http_port/])
})
