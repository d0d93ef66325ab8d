import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import t from 'tap'
import { errors } from '../src/errors.ts'
import { configKeys, configSettings, loadConfig } from '../src/load-config.ts'
import { commandRows, exitRows, settingRows } from './readme-tables.ts'

const project = join(import.meta.dirname, '..')

/** What a room may import of another: `uses` its code, `knows` only its types. Ports and `model` are free to all. */
const rooms: Record<string, { uses?: string[]; knows?: string[] }> = {
  model: {},
  ground: { knows: ['model'] },
  catalog: { uses: ['packaging'] },
  people: { uses: ['packaging'] },
  network: {},
  room: {},
  schedule: {},
  analytics: {},
  packaging: {},
  delivery: { uses: ['packaging'] },
  ingest: { uses: ['packaging'], knows: ['delivery'] },
  system: { uses: ['packaging'], knows: ['catalog', 'ingest', 'people', 'projections'] },
  sync: {},
  central: {},
  http: { knows: ['people'] },
  'storage/blobs': {},
  projections: {},
  // What is the same in both families is asked of the room that it belongs to: mappings, rankings, hours.
  'storage/embedded': { uses: ['storage', 'projections', 'network', 'analytics', 'schedule'] },
  // A backup has one form, whatever family it is taken of.
  'storage/servers': { uses: ['storage', 'storage/embedded', 'projections', 'network', 'analytics', 'schedule'] },
}

/** What a room asks of storage, and the route's type: to be imported as types by any domain folder. */
const isPort = (file: string) => /^src\/(\w+\/(\w+-)?store|storage\/blobs\/blobs|storage\/storage)\.ts$/.test(file)
const isRouteType = (from: string, to: string) =>
  /\/(assemble|([a-z]+-)?routes)\.ts$/.test(from) && to === 'src/http/route.ts'

/** These see everything: the composition root and the command line. */
const seesAll = (file: string) => ['src/node.ts', 'src/storage-family.ts'].includes(file) || file.startsWith('cli/')

const roomOf = (file: string): string => {
  const [, room = '', below, deeper] = file.split('/')
  if (below === undefined) return 'ground'
  return room === 'storage' && deeper !== undefined ? `storage/${below}` : room
}

const sourcesIn = (folder: string): string[] =>
  readdirSync(join(project, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mts)$/.test(entry.name))
    .map((entry) => relative(project, join(entry.parentPath, entry.name)))

interface Import {
  from: string
  to: string
  typeOnly: boolean
}

const importsOf = (file: string): Import[] => {
  const text = readFileSync(join(project, file), 'utf8')
  const statements = text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'"]*?\sfrom\s+)?'(\.[^']+)'/gm)
  const dynamic = text.matchAll(/\bimport\(\s*'(\.[^']+)'/g)
  const target = (path: string) => relative(project, resolve(project, dirname(file), path))
  return [
    ...[...statements].map(([, type, path]) => ({ from: file, to: target(path!), typeOnly: type !== undefined })),
    ...[...dynamic].map(([, path]) => ({ from: file, to: target(path!), typeOnly: false })),
  ]
}

const mayImport = ({ from, to, typeOnly }: Import): boolean => {
  const [mine, theirs] = [roomOf(from), roomOf(to)]
  if (seesAll(from) || mine === theirs) return true
  if (seesAll(to)) return false
  if (mine === 'dashboard') return theirs === 'model' && typeOnly
  if (theirs === 'model' || theirs === 'ground') return true
  if (typeOnly && (isPort(to) || isRouteType(from, to))) return !(mine === 'http' && to.startsWith('src/storage/'))
  if (mine === 'storage') return false
  const { uses = [], knows = [] } = rooms[mine] ?? {}
  return uses.includes(theirs) || (typeOnly && knows.includes(theirs))
}

t.test(
  'imports go the way of the house: the domain knows neither http nor storage, and only the root sees all',
  async (t) => {
    const imports = sourcesIn('src')
      .flatMap(importsOf)
      .filter(({ to }) => to.startsWith('src/') || to.startsWith('cli/'))
    t.ok(imports.length > 300, 'the imports are found')
    t.same(
      imports
        .filter((one) => !mayImport(one))
        .map(({ from, to, typeOnly }) => `${from} → ${to}${typeOnly ? ' (type)' : ''}`),
      [],
    )
  },
)

t.test('every room of src is known to the house', async (t) => {
  const known = [...Object.keys(rooms), 'storage', 'dashboard']
  t.same(
    [...new Set(sourcesIn('src').map(roomOf))].filter((room) => !known.includes(room)),
    [],
  )
})

t.test('rooms do not import one another in a circle', async (t) => {
  const uses = new Map<string, Set<string>>()
  for (const { from, to, typeOnly } of sourcesIn('src').flatMap(importsOf)) {
    if (typeOnly || seesAll(from) || roomOf(from) === 'ground' || roomOf(to) === 'ground') continue
    uses.set(roomOf(from), (uses.get(roomOf(from)) ?? new Set()).add(roomOf(to)))
  }
  const reaches = (from: string, to: string, seen: Set<string>): boolean =>
    [...(uses.get(from) ?? [])].some((next) => {
      if (next === from || seen.has(next)) return false
      return next === to || reaches(next, to, seen.add(next))
    })
  t.same(
    [...uses.keys()].filter((room) => reaches(room, room, new Set())),
    [],
  )
})

t.test('a file is opened for one reason: none is longer than 300 lines', async (t) => {
  const files = ['src', 'cli'].flatMap(sourcesIn)
  const lines = (file: string) => readFileSync(join(project, file), 'utf8').split('\n').length - 1
  t.same(
    files.filter((file) => lines(file) > 300),
    [],
  )
})

t.test('names are kebab-case', async (t) => {
  const odd = ['src', 'cli', 'test']
    .flatMap(sourcesIn)
    .filter((file) => !/^[a-z0-9-]+(\.[a-z]+)+$/.test(file.split('/').at(-1)!))
  t.same(odd, [])
})

const readme = readFileSync(join(project, 'README.md'), 'utf8')
/** The rows of the table under a header. */
const rowsUnder = (header: string): string[] => {
  const lines = readme.split('\n')
  const start = lines.findIndex((line) => line.startsWith(header))
  const end = lines.findIndex((line, i) => i > start && !line.startsWith('|'))
  return lines.slice(start + 2, end)
}

t.test('README lists every setting as the schema has it', async (t) => {
  t.same(rowsUnder('| variable |'), settingRows())
})

t.test('README lists every command as its help has it', async (t) => {
  t.same(rowsUnder('| command |'), commandRows())
})

t.test('README lists every error under its exit code', async (t) => {
  t.same(rowsUnder('| exit code |'), ['| 0 | done | |', ...exitRows()])
})

t.test('what README points to is there', async (t) => {
  const targets = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path]) => path!)
  t.same(
    targets.filter((path) => !existsSync(join(project, path))),
    [],
  )
})

t.test('the example file has every setting that belongs into a file, at its default, and loads', async (t) => {
  const file = join(project, 'config', 'nodo.example.json')
  const example = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
  // The folder cannot be said from inside it, nobody should keep a password in a file, and servers have no default.
  const left = [
    'data_dir',
    'admin_email',
    'backup_dir',
    'admin_password',
    'mongodb_uri',
    'neo4j_uri',
    'neo4j_password',
    'redis_url',
  ]
  t.same(
    Object.keys(example),
    configKeys.filter((key) => !left.includes(key)),
  )
  for (const key of configKeys.filter((key) => !left.includes(key)))
    t.equal(example[key], configSettings[key].default, key)
  t.doesNotThrow(() => loadConfig({ flags: {}, env: {}, idioma: 'es', file }))
})

t.test('every error speaks three languages and fills the same values in each', async (t) => {
  for (const [code, entry] of Object.entries(errors)) {
    const values = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()
    t.same(values(entry.pt), values(entry.es), code)
    t.same(values(entry.en), values(entry.es), code)
    t.ok(entry.es && entry.pt && entry.en)
  }
})
