import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { loadConfig } from '../../src/load-config.ts'
import { composeFile, folder, instructions, type Service } from './compose-file.ts'

const files = { 'compose.yml': composeFile('compose.yml'), 'compose.test.yml': composeFile('compose.test.yml') }
const bundle = files['compose.yml']
const all = Object.entries(files).flatMap(([file, { services }]) =>
  Object.entries(services).map(([name, service]) => ({ file, name, service, where: `${name} of ${file}` })),
)
/** A service that does its work and ends is waited for by its end; every other runs on, and is asked how it is. */
const endsByItself = (name: string) =>
  Object.values(bundle.services).some(
    ({ depends_on }) => depends_on?.[name]?.condition === 'service_completed_successfully',
  )
const mebibytes = ({ mem_limit = '' }: Service) => Number(/^(\d+)m$/.exec(mem_limit)?.[1])

/** Runs what makes the secrets on these volumes, with a stand-in for chown, which only root may use. @returns the node's */
const makeSecrets = (t: Test, volumes: string): Record<string, string> => {
  const stand = t.testdir({ chown: '#!/bin/sh\n' })
  chmodSync(join(stand, 'chown'), 0o755)
  const env = { PATH: `${stand}:${process.env.PATH}` }
  const { status, stderr } = spawnSync(join(folder, 'make-secrets.sh'), [volumes], { encoding: 'utf8', env })
  t.equal(status, 0, stderr)
  // As docker/nodo.sh reads them.
  const read = spawnSync('env', ['-i', 'sh', '-c', 'set -a; . "$0"; env', join(volumes, 'nodo/settings')], {
    encoding: 'utf8',
  })
  const lines = read.stdout.split('\n').filter((line) => line.startsWith('NODO_'))
  return Object.fromEntries(lines.map((line) => /^(\w+)=(.*)$/.exec(line)?.slice(1) as [string, string]))
}

const emptyVolumes = (t: Test): string => {
  const volumes = mkdtempSync(join(tmpdir(), 'nodo-secrets-'))
  t.teardown(() => rmSync(volumes, { recursive: true }))
  for (const name of ['mongodb', 'neo4j', 'redis', 'nodo']) mkdirSync(join(volumes, name))
  return volumes
}

t.test(
  'what the image, the bundle and its secrets set is what the program takes, and starts it with servers',
  async (t) => {
    const image = instructions()
      .filter(({ name }) => name === 'ENV')
      .flatMap(({ words }) => words.split(' ').map((word) => word.split('=') as [string, string]))
    const given = bundle.services.nodo?.environment
    const secrets = makeSecrets(t, emptyVolumes(t))
    t.strictSame(Object.keys(secrets).sort(), ['NODO_MONGODB_URI', 'NODO_NEO4J_PASSWORD', 'NODO_REDIS_URL'])
    const { config } = loadConfig({
      flags: {},
      env: { ...Object.fromEntries(image), ...given, ...secrets },
      idioma: 'en',
    })
    t.match(config, { storage: 'servers', data_dir: '/var/lib/nodo' })
    for (const uri of [config.mongodb_uri, config.neo4j_uri, config.redis_url]) {
      const host = new URL(uri ?? '').hostname
      t.ok(
        bundle.services[host]?.networks?.some((network) => bundle.services.nodo?.networks?.includes(network)),
        host,
      )
    }
    for (const { service, where } of all.filter(({ name }) => name !== 'nodo')) {
      t.notMatch(Object.keys(service.environment ?? {}).join(), /NODO_/, where)
    }
  },
)

t.test('the servers of the tests are where their settings say', async (t) => {
  const { services, 'x-settings': env } = files['compose.test.yml']
  const { config } = loadConfig({ flags: {}, env: { ...env }, idioma: 'en' })
  const published = Object.values(services).flatMap(({ ports = [] }) => ports.map((port) => port.replace(/:\d+$/, '')))
  const told = [config.mongodb_uri, config.neo4j_uri, config.redis_url].map((uri) => new URL(uri ?? '').host)
  t.strictSame(told, published)
})

t.test('the secrets are made at the first start, agree with one another, and stay', async (t) => {
  const volumes = emptyVolumes(t)
  const env = makeSecrets(t, volumes)
  t.strictSame(makeSecrets(t, volumes), env, 'a second start makes no others')
  t.notSame(makeSecrets(t, emptyVolumes(t)), env, 'another bundle has others')
  const read = (file: string) => readFileSync(join(volumes, file), 'utf8').trim()
  t.equal(new URL(env.NODO_MONGODB_URI ?? '').password, read('mongodb/nodo'))
  t.equal(`neo4j/${env.NODO_NEO4J_PASSWORD}`, read('neo4j/auth'))
  t.equal(new URL(env.NODO_REDIS_URL ?? '').password, read('redis/password'))
  t.equal(`requirepass ${read('redis/password')}`, read('redis/redis.conf'))
  t.match(read('mongodb/key'), /^[0-9a-f]{192}$/, 'MongoDB takes 6 to 1024 characters of base64')
  for (const file of readdirSync(volumes, { recursive: true, encoding: 'utf8' })) {
    const { mode } = statSync(join(volumes, file))
    if (file.includes('/')) t.equal(mode & 0o777, 0o600, file)
  }
})

t.test('secrets whose making was cut short are made at the next start', async (t) => {
  const volumes = emptyVolumes(t)
  writeFileSync(join(volumes, 'mongodb/key'), '')
  writeFileSync(join(volumes, 'neo4j/password.new'), 'ha')
  const env = makeSecrets(t, volumes)
  t.match(readFileSync(join(volumes, 'mongodb/key'), 'utf8'), /^[0-9a-f]{192}\n$/)
  t.match(env.NODO_NEO4J_PASSWORD, /^[0-9a-f]{48}$/)
})

t.test('no file holds a secret', async (t) => {
  for (const { service, where } of all) {
    const words = [...(service.command ?? []), ...(service.entrypoint ?? []), ...(service.healthcheck?.test ?? [])]
    for (const word of words) t.notMatch(word, /requirepass|--password|:\/\/[^/\s]*:[^/\s]*@/i, where)
    for (const [name, value] of Object.entries(service.environment ?? {})) {
      if (/PASS|SECRET|AUTH|TOKEN|KEY/i.test(name)) t.match(value, /^(\/run\/secrets\/|none$)/, `${name} of ${where}`)
      t.notMatch(value, /:\/\/[^/\s]*:[^/\s]*@/, `${name} of ${where}`)
    }
  }
  t.notOk(Object.keys(bundle.services.neo4j?.environment ?? {}).includes('NEO4J_AUTH'), 'in the bundle all have one')
})

t.test('each volume of secrets is seen by the one that it is for, and by who makes them', async (t) => {
  const holders = (volume: string) =>
    Object.entries(bundle.services)
      .filter(([, { volumes = [] }]) => volumes.some((mount) => mount.startsWith(`${volume}:`)))
      .map(([name]) => name)
  t.strictSame(holders('secrets-nodo').sort(), ['nodo', 'secrets'])
  t.strictSame(holders('secrets-neo4j').sort(), ['neo4j', 'secrets'])
  t.strictSame(holders('secrets-redis').sort(), ['redis', 'secrets'])
  t.strictSame(holders('secrets-mongodb').sort(), ['mongodb', 'mongodb-setup', 'secrets'])
})

t.test('each part has a limit of memory, and all of a file fit into 4 GB', async (t) => {
  for (const [file, { services }] of Object.entries(files)) {
    const sum = Object.values(services).reduce((total, service) => total + mebibytes(service), 0)
    t.ok(sum > 0 && sum <= 4096, `${sum} MiB in ${file}`)
  }
})

t.test('what runs on is asked how it is, is begun again, and keeps what it has', async (t) => {
  for (const { name, file, service, where } of all) {
    if (file === 'compose.yml' && endsByItself(name)) continue
    t.ok(service.healthcheck?.test?.length, where)
    if (file === 'compose.yml') t.equal(service.restart, 'unless-stopped', where)
  }
  for (const { service, where } of all) {
    for (const mount of service.volumes ?? []) {
      const [source = ''] = mount.split(':')
      const there = source.startsWith('.') ? existsSync(join(folder, source)) : source in (bundle.volumes ?? {})
      t.ok(there, `${source} of ${where}`)
    }
  }
})

t.test('nothing starts before what it needs is ready', async (t) => {
  for (const { file, service, where } of all) {
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      t.ok(other in files[file as keyof typeof files].services, `${other}, which ${where} waits for`)
      t.ok(['service_healthy', 'service_completed_successfully'].includes(condition), where)
    }
  }
  t.match(bundle.services.nodo?.depends_on, { mongodb: {}, 'mongodb-setup': {}, neo4j: {}, redis: {} })
  for (const name of ['mongodb', 'neo4j', 'redis']) t.match(bundle.services[name]?.depends_on, { secrets: {} })
})

t.test(
  'only pages and encoders are reached from outside; the servers of the tests from this machine alone',
  async (t) => {
    const published = Object.entries(bundle.services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port]),
    )
    t.strictSame(published, [
      ['nodo', '8000:8000'],
      ['nodo', '1935:1935'],
    ])
    for (const name of ['mongodb', 'neo4j', 'redis']) t.strictSame(bundle.services[name]?.networks, ['servers'])
    t.ok(bundle.networks?.servers?.internal)
    for (const [name, { ports = [] }] of Object.entries(files['compose.test.yml'].services)) {
      t.match(ports, [/^127\.0\.0\.1:\d+:\d+$/], name)
    }
  },
)

t.test('the image runs as nobody, on any processor, on a base that may be another', async (t) => {
  const last = instructions().at(-1)?.stage
  const words = (name: string) =>
    instructions()
      .filter((line) => line.stage === last && line.name === name)
      .map((line) => line.words)
  t.match(words('USER').at(-1), /^[1-9]\d*:[1-9]\d*$/)
  t.strictSame(words('STOPSIGNAL'), ['SIGTERM'])
  t.strictSame(words('VOLUME'), ['/var/lib/nodo'])
  t.strictSame(words('ENTRYPOINT'), ['["nodo"]'])
  t.match(words('HEALTHCHECK'), [/CMD \["nodo-ready"\]/])
  t.match(readFileSync(join(folder, 'ready.sh'), 'utf8'), /GET \/readyz /)
  t.match(instructions()[0], { name: 'ARG', words: /^BASE=docker\.io\/library\/debian:12-slim$/ })
  for (const { name, words } of instructions()) {
    t.notMatch(words, /amd64|x86|x64|arm64|aarch64/, `${name} ${words}`)
    if (name === 'FROM') t.match(words, /^(\$\{BASE\}|runtime)( |$)/)
  }
})

t.test('the scripts of the image are sh, and are runnable', async (t) => {
  for (const script of ['nodo.sh', 'ready.sh', 'make-secrets.sh']) {
    const file = join(folder, script)
    t.ok(statSync(file).mode & 0o111, script)
    const shell = script === 'ready.sh' ? 'bash' : 'dash'
    t.equal(spawnSync(shell, ['-n', file], { encoding: 'utf8' }).stderr, '', script)
  }
})

/** What reads compose files here: an engine's own, or Debian's older one. */
const composer = [['docker', 'compose'], ['docker-compose']].find(
  ([program = '', ...words]) => spawnSync(program, [...words, 'version']).status === 0,
)
t.test('compose takes the files as they are', { skip: !composer && 'no compose here' }, async (t) => {
  const [program = '', ...words] = composer ?? []
  for (const file of Object.keys(files)) {
    const read = spawnSync(program, [...words, '--file', join(folder, file), 'config', '--quiet'], { encoding: 'utf8' })
    t.equal(read.stderr, '', file)
    t.equal(read.status, 0, file)
  }
})
