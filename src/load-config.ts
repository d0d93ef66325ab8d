import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Config, type ConfigKey, ConfigSchema } from './config.ts'
import type { Idioma } from './errors.ts'
import { fits, fromText, requirement, type Setting } from './setting.ts'
import { type Layer, layers, type Place, phrase, unknownSetting, wrongSetting } from './setting-errors.ts'

/** Settings that may change while the program runs are read here, each time they are needed. */
export interface Settings {
  get<K extends ConfigKey>(key: K): Config[K]
  origin(key: ConfigKey): Layer
  /**
   * Takes the values of the centre or of the dashboard in place of that layer's earlier ones.
   * @throws NodoError ajuste_desconocido, ajuste_invalido (also for a key that is not `runtime`); nothing changes then
   */
  adopt(layer: 'centro' | 'panel', values: Readonly<Record<string, unknown>>): void
}

export interface LoadedConfig {
  /** Frozen; `data_dir` is absolute. */
  config: Config
  settings: Settings
  /** The settings file that was looked for, whether or not it exists. */
  file: string
}

type Values = Partial<Record<ConfigKey, unknown>>

/** Every setting by its key. */
export const configSettings = ConfigSchema.properties as unknown as Readonly<Record<ConfigKey, Setting>>
export const configKeys = Object.keys(configSettings) as ConfigKey[]
export const variableOf = (key: string): string => `NODO_${key.toUpperCase()}`
export const flagOf = (key: string): string => `--${key.replaceAll('_', '-')}`

/** Variables that begin like settings and are none: the test suite and the bench read them. */
const otherVariables = [
  'NODO_TEST_SERVERS',
  'NODO_TEST_MONGODB_URI',
  'NODO_TEST_NEO4J_URI',
  'NODO_TEST_NEO4J_USER',
  'NODO_TEST_NEO4J_PASSWORD',
  'NODO_TEST_REDIS_URL',
  'NODO_BENCH_TOOLS',
]

const isKey = (key: string): key is ConfigKey => Object.hasOwn(configSettings, key)

const defaults = (): Values =>
  Object.fromEntries(
    configKeys.filter((key) => 'default' in configSettings[key]).map((key) => [key, configSettings[key].default]),
  )

/** Checks the values of one layer against the schema. */
const checked = (given: Readonly<Record<string, unknown>>, write: (key: string) => Place, idioma: Idioma): Values => {
  for (const [key, value] of Object.entries(given)) {
    if (!isKey(key))
      throw unknownSetting(
        write(key),
        configKeys.map((known) => write(known).written),
        idioma,
      )
    const setting = configSettings[key]
    if (!fits(setting, value)) throw wrongSetting(write(key), requirement(setting, idioma), idioma)
  }
  return given as Values
}

/** An empty variable is an unset one, as compose files write it. */
const fromVariables = (env: NodeJS.ProcessEnv, idioma: Idioma): Values => {
  const given = Object.entries(env)
    .filter(([name, text]) => name.startsWith('NODO_') && text !== '' && !otherVariables.includes(name))
    .map(([name, text]) => {
      const key = name.slice('NODO_'.length).toLowerCase()
      const mine = isKey(key) && variableOf(key) === name
      return [mine ? key : name, mine ? fromText(configSettings[key], text ?? '') : text]
    })
  const write = (key: string): Place => ({ layer: 'variable', written: isKey(key) ? variableOf(key) : key })
  return checked(Object.fromEntries(given), write, idioma)
}

const fromFlags = (flags: Readonly<Record<string, string>>, idioma: Idioma): Values => {
  const given = Object.entries(flags).map(([key, text]) => [
    key,
    isKey(key) ? fromText(configSettings[key], text) : text,
  ])
  return checked(Object.fromEntries(given), (key) => ({ layer: 'opcion', written: flagOf(key) }), idioma)
}

/** @param required whether the file was named, so that its absence is an error */
const fromFile = (file: string, required: boolean, idioma: Idioma): Values => {
  const whole: Place = required ? { layer: 'opcion', written: '--config' } : { layer: 'archivo', written: file }
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (!required && ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return {}
    throw wrongSetting(whole, `${phrase(idioma, 'notReadable')} (${(error as NodeJS.ErrnoException).code})`, idioma)
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    // The parser's message quotes the text, which may hold a secret: only the line is told.
    const position = /position (\d+)/.exec(String(error))?.[1]
    const line = position && phrase(idioma, 'line', String(text.slice(0, Number(position)).split('\n').length))
    throw wrongSetting(whole, phrase(idioma, 'notJson') + (line ? ` (${line})` : ''), idioma)
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw wrongSetting(whole, phrase(idioma, 'notObject'), idioma)
  }
  return checked(json as Record<string, unknown>, (key) => ({ layer: 'archivo', written: key, file }), idioma)
}

/**
 * Reads every setting: default < centre < file < dashboard < variable < flag (design.md, Running it). The centre's and
 * the dashboard's values are in the storage and join later, through `settings.adopt`.
 * @param given.flags by setting key, as text · `file` the value of `--config` · `cwd` what relative folders start from
 * @throws NodoError ajuste_desconocido, ajuste_invalido, in words of `idioma`; never with a value in it
 */
export const loadConfig = (given: {
  flags: Readonly<Record<string, string>>
  env: NodeJS.ProcessEnv
  idioma: Idioma
  file?: string
  cwd?: string
}): LoadedConfig => {
  const { idioma } = given
  const cwd = given.cwd ?? process.cwd()
  const taken: Record<Layer, Values> = {
    defecto: defaults(),
    centro: {},
    archivo: {},
    panel: {},
    variable: fromVariables(given.env, idioma),
    opcion: fromFlags(given.flags, idioma),
  }
  const originOf = (key: ConfigKey): Layer => layers.findLast((layer) => key in taken[layer]) ?? 'defecto'
  const effective = (key: ConfigKey): unknown => taken[originOf(key)][key]

  const file = resolve(cwd, given.file ?? join(String(effective('data_dir')), 'nodo.json'))
  taken.archivo = fromFile(file, given.file !== undefined, idioma)
  if (given.file === undefined && 'data_dir' in taken.archivo) {
    throw wrongSetting({ layer: 'archivo', written: 'data_dir', file }, phrase(idioma, 'ownFolder'), idioma)
  }
  const placeOf = (key: ConfigKey) => place(originOf(key), key, file)
  checkAdmin(effective, placeOf, idioma)
  checkServers(effective, placeOf, idioma)

  const plain = Object.fromEntries(configKeys.map((key) => [key, effective(key)])) as Values
  const config = Object.freeze({ ...plain, data_dir: resolve(cwd, String(plain.data_dir)) }) as Config
  const settings: Settings = {
    get: <K extends ConfigKey>(key: K) => (configSettings[key].runtime ? effective(key) : config[key]) as Config[K],
    origin: originOf,
    adopt(layer, values) {
      const write = (key: string): Place => ({ layer, written: key })
      const adopted = checked(values, write, idioma)
      for (const key of Object.keys(adopted) as ConfigKey[]) {
        if (!configSettings[key].runtime) throw wrongSetting(write(key), phrase(idioma, 'static'), idioma)
      }
      taken[layer] = adopted
    },
  }
  return { config, settings, file }
}

const place = (layer: Layer, key: ConfigKey, file: string): Place => {
  if (layer === 'variable') return { layer, written: variableOf(key) }
  if (layer === 'opcion') return { layer, written: flagOf(key) }
  return layer === 'archivo' ? { layer, written: key, file } : { layer, written: key }
}

/** An address that its driver can read: a host and a port that there may be, and behind them what that server knows. */
const isAddress = (text: string): boolean => {
  const { protocol = '', hostname = '', pathname = '', search = '' } = URL.parse(text) ?? {}
  if (hostname === '') return false
  return protocol.startsWith('redis') ? /^(\/\d*)?$/.test(pathname) : protocol.startsWith('neo4j') || search === ''
}

/** The servers family needs the address of each of its servers. */
const checkServers = (
  effective: (key: ConfigKey) => unknown,
  placeOf: (key: ConfigKey) => Place,
  idioma: Idioma,
): void => {
  if (effective('storage') !== 'servers') return
  for (const key of ['mongodb_uri', 'neo4j_uri', 'redis_url'] as const) {
    if (effective(key) === undefined)
      throw wrongSetting(placeOf('storage'), phrase(idioma, 'alone', variableOf(key)), idioma)
  }
  for (const key of ['neo4j_uri', 'redis_url'] as const) {
    if (!isAddress(String(effective(key))))
      throw wrongSetting(placeOf(key), requirement(configSettings[key], idioma), idioma)
  }
}

/** The first admin needs both of its settings; bcrypt reads 72 bytes and no more. */
const checkAdmin = (
  effective: (key: ConfigKey) => unknown,
  placeOf: (key: ConfigKey) => Place,
  idioma: Idioma,
): void => {
  const email = effective('admin_email')
  const password = effective('admin_password')
  if (email !== undefined && password === undefined) {
    throw wrongSetting(placeOf('admin_email'), phrase(idioma, 'alone', 'admin_password'), idioma)
  }
  if (password !== undefined && email === undefined) {
    throw wrongSetting(placeOf('admin_password'), phrase(idioma, 'alone', 'admin_email'), idioma)
  }
  if (Buffer.byteLength(String(password ?? '')) > 72) {
    throw wrongSetting(placeOf('admin_password'), phrase(idioma, 'bytes'), idioma)
  }
}
