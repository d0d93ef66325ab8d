import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { randomFrom } from '../../bench/random.ts'
import { createPlace } from '../../own-servers.ts'
import type { Base } from '../../storage/server-base.ts'
import { logOf } from '../node-under-fault.ts'
import { createApiClient } from './api-client.ts'
import { createApiWriter } from './api-writers.ts'
import { type Asking, createAsking } from './asking.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { openBase } from './open-base.ts'
import { type Reckoning, reckon } from './reckoning.ts'
import { createStorageChild, type Place, type StorageChild } from './storage-child.ts'
import { createStorageWriter, foundTown } from './storage-writers.ts'
import {
  emptiedRedis,
  killAtRandom,
  nodeVictim,
  type Plan,
  serverNames,
  serverVictim,
  storageVictim,
  type Victim,
} from './victims.ts'

export interface Asked extends Plan {
  seed: number
  /** Of the API, and as many of the ports. */
  writers: number
  /** Also waits until what is made of the writes has caught up with them, which may take a minute. */
  catchesUp: boolean
  /** A folder for all that is made. */
  folder: string
  say(line: string): void
}

export interface Outcome {
  kills: Record<string, number>
  /** By kind of write. */
  acknowledged: Record<string, number>
  /** How often a write had to be asked again. */
  unanswered: number
  /** Answers that no fault explains. */
  refusals: string[]
  /** What is wrong, of the node's base and of the one that is written through its ports. */
  reckoning: Reckoning
}

const people = 24
const writersEnv = {
  NODO_LOGIN_PER_MINUTE: '1000000',
  NODO_REGISTER_PER_MINUTE: '1000000',
  NODO_WRITES_PER_MINUTE: '1000000',
  NODE_OPTIONS: '',
}

/** Who ends what was started. */
type Ending = Parameters<typeof createPlace>[0]

/** Where a family keeps two bases, and what of it is killed besides the programs. */
interface Ground {
  /** The variables of a node. */
  env: Record<string, string>
  place: Place
  nodePlace: Place
  victims: Victim[]
}

const embeddedGround = async (folder: string): Promise<Ground> => ({
  env: {},
  place: { dataDir: await mkdtemp(join(folder, 'puertos-')), base: undefined },
  nodePlace: { dataDir: await mkdtemp(join(folder, 'nodo-')), base: undefined },
  victims: [],
})

const serversGround = async (folder: string, ending: Ending): Promise<Ground> => {
  const places = Object.fromEntries(serverNames.map((name) => [name, createPlace(ending)])) as Record<
    (typeof serverNames)[number],
    ReturnType<typeof createPlace>
  >
  const victims = serverNames.map((name) => serverVictim(name, places[name]))
  await Promise.all(victims.map((victim) => victim.start()))
  const settings = Object.assign({}, ...serverNames.map((name) => places[name].settings())) as Record<string, string>
  const baseNamed = (name: string): Base => {
    const uri = new URL(settings.NODO_MONGODB_URI ?? '')
    uri.pathname = `/${name}`
    const { NODO_NEO4J_URI = '', NODO_NEO4J_USER: user = '', NODO_NEO4J_PASSWORD: password = '' } = settings
    return {
      mongo: { uri: uri.href, database: undefined },
      neo4j: { uri: NODO_NEO4J_URI, user, password },
      redisUrl: settings.NODO_REDIS_URL ?? '',
    }
  }
  const nodeBase = baseNamed('nodo')
  return {
    env: { ...settings, NODO_STORAGE: 'servers', NODO_MONGODB_URI: nodeBase.mongo.uri },
    place: { dataDir: await mkdtemp(join(folder, 'puertos-')), base: baseNamed('puertos') },
    nodePlace: { dataDir: await mkdtemp(join(folder, 'nodo-')), base: nodeBase },
    victims: [...victims, emptiedRedis(places.redis)],
  }
}

const sum = (one: Reckoning, other: Reckoning): Reckoning => ({
  lost: [...one.lost, ...other.lost],
  double: [...one.double, ...other.double],
  log: [...one.log, ...other.log],
  derived: [...one.derived, ...other.derived],
})

/** Of pino. */
const errorLevel = 50
const catchesUpWithinMs = 180_000

/** Waits until every projection has met what was written. @returns how long that took, ms @throws where it never does */
const catchingUp = async (child: StorageChild, asking: Asking): Promise<number> => {
  const begun = performance.now()
  for (;;) {
    const states = (await asking.until('states', () => child.ask('states', undefined))) ?? []
    const ms = performance.now() - begun
    if (states.length > 0 && states.every(({ estado }) => estado === 'al_dia')) return ms
    if (ms > catchesUpWithinMs) throw new Error(`never caught up: ${JSON.stringify(states)}`)
    await wait(100)
  }
}

/**
 * Writes through the API of a whole node and through the ports of another base, without pause and many at a time, while
 * both programs and, in the servers family, every server are killed at random instants; then holds what stands in both
 * bases against what was acknowledged.
 * @param ending is given what ends servers and programs
 */
export const killUnderWrites = async (
  family: 'embedded' | 'servers',
  { seed, writers, catchesUp, folder, say, ...plan }: Asked,
  ending: Ending,
): Promise<Outcome> => {
  const random = randomFrom(seed)
  const ground = family === 'embedded' ? await embeddedGround(folder) : await serversGround(folder, ending)
  const node = nodeVictim(folder, ground.nodePlace.dataDir, { ...ground.env, ...writersEnv })
  const child = createStorageChild(ground.place)
  ending.teardown(() => Promise.allSettled([node.kill(), child.kill()]))
  await Promise.all([node.start(), child.start()])
  const asking = createAsking(random, wait)
  const [ofNode, ofPorts]: [Ledger, Ledger] = [createLedger(), createLedger()]

  const call = createApiClient(node.url)
  const admin = await call<{ usuario: { id: string } }>('POST /api/users/login', {
    body: { email: 'operadora@radio.example', clave: 'una clave de medida' },
  })
  ofNode.admin = admin.body.usuario.id
  ofNode.put('usuarios', ofNode.admin, { tipo_usuario: 'admin' })
  const town = await foundTown(child, asking, ofPorts, people)
  ofPorts.people = town.people
  say(`${town.people.length} people and ${town.works.length} contents are there`)

  let over = false
  const writeOn = async (act: () => Promise<void>) => {
    while (!over) await act()
  }
  const writing = Promise.all(
    Array.from({ length: writers }, (_, n) => [
      writeOn(createApiWriter({ call, asking, ledger: ofNode, random })),
      writeOn(createStorageWriter({ child, asking, ledger: ofPorts, town, random }, n)),
    ]).flat(),
  )
  const kills = await killAtRandom([node, storageVictim(child), ...ground.victims], plan, {
    ...{ random, say },
    written: () => Promise.all([ofNode.written(), ofPorts.written()]),
  })
  over = true
  await writing
  say(`${asking.unanswered()} were asked again; all is acknowledged`)
  if (asking.refusals.length > 0)
    for (const line of logOf(ground.nodePlace.dataDir)) if (line.level >= errorLevel) say(JSON.stringify(line))
  if (catchesUp) say(`all is caught up with after ${Math.round(await catchingUp(child, asking))} ms`)
  await Promise.all([node.stop(), child.stop()])

  let reckoning: Reckoning = { lost: [], double: [], log: [], derived: [] }
  for (const [place, ledger] of [
    [ground.nodePlace, ofNode],
    [ground.place, ofPorts],
  ] as const) {
    const base = await openBase(place)
    say(`the base in ${place.dataDir} is held against what was acknowledged`)
    reckoning = sum(reckoning, await reckon(base, ledger, family === 'embedded'))
    await base.close()
  }
  const acknowledged = { ...ofNode.acknowledged, ...ofPorts.acknowledged }
  return { kills, acknowledged, unanswered: asking.unanswered(), refusals: asking.refusals, reckoning }
}
