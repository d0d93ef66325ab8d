import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Box, startBox } from '../../bench/box.ts'
import { type createPlace, killed } from '../../own-servers.ts'
import type { StorageChild } from './storage-child.ts'

/** Something that is killed (SIGKILL) and started again. */
export interface Victim {
  name: string
  /** What is killed, by whatever name. */
  process: string
  kill(): Promise<void>
  /** Resolves once it is up; where that fails it is to be tried again. */
  start(): Promise<void>
}

export const serverNames = ['mongodb', 'neo4j', 'redis'] as const
export type ServerPlace = ReturnType<typeof createPlace>

/** A server of its own, in a folder of its own, so that nobody waits for another one's start. */
export const serverVictim = (name: (typeof serverNames)[number], place: ServerPlace): Victim => ({
  name,
  process: name,
  kill: () => killed(place.pidOf(name)),
  start: async () => {
    const { code, err } = await place.servers('start', name)
    if (code !== 0) throw new Error(`${name} could not be started: ${err}`)
  },
})

/** Redis that comes back without what it held, as a machine's that keeps nothing. */
export const emptiedRedis = (place: ServerPlace): Victim => {
  const victim = serverVictim('redis', place)
  return {
    ...victim,
    name: 'redis, emptied',
    kill: async () => {
      await victim.kill()
      rmSync(join(place.folder, 'redis', 'appendonlydir'), { recursive: true, force: true })
    },
  }
}

export const storageVictim = (child: StorageChild): Victim => ({
  name: 'program around the ports',
  process: 'program',
  ...child,
})

/** A whole node with its children. */
export const nodeVictim = (folder: string, dataDir: string, env: Record<string, string>) => {
  let box: Box | undefined
  return {
    name: 'node',
    process: 'node',
    url: () => box?.url,
    kill: async () => {
      const killing = box
      box = undefined
      await killing?.kill()
    },
    start: async () => {
      box = await startBox(folder, { dataDir, env })
    },
    stop: async () => {
      await box?.stop()
      box = undefined
    },
  }
}
export type NodeVictim = ReturnType<typeof nodeVictim>

/** How many instants there are, at most how far apart, and how long whoever was killed may stay away. */
export interface Plan {
  instants: number
  apartMs: number
  awayMs: number
}

/** As often a writer is waited for before the next instant; else it comes as it comes, also while others are away. */
const waitedFor = 0.7
/** Of those who are killed so many come back only after a while, some of them when all who waited have given up. */
const staysAway = 0.3
const patienceMs = 20_000
const startTries = 100

/**
 * Kills one of the victims at each of some random instants, each process as often as the others, and starts it again.
 * @param written resolves once something more was acknowledged
 * @returns how often each was killed
 */
export const killAtRandom = async (
  victims: readonly Victim[],
  { instants, apartMs, awayMs }: Plan,
  { random, written, say }: { random: () => number; written: () => Promise<unknown>; say: (line: string) => void },
): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {}
  const back = new Map<string, Promise<void>>()
  const drawn = (from: readonly Victim[]): Victim => from[Math.floor(random() * from.length)]!
  const bringBack = async (victim: Victim, afterMs: number) => {
    await wait(afterMs)
    // As a service manager does.
    for (let tries = 1; ; tries++) {
      try {
        return await victim.start()
      } catch (error) {
        if (tries === startTries) throw error
        await wait(300)
      }
    }
  }
  const processes = [...Map.groupBy(victims, (one) => one.process).values()]
  const order = Array.from({ length: instants }, (_, n) => drawn(processes[n % processes.length] ?? []))
  for (let n = order.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1))
    ;[order[n], order[other]] = [order[other]!, order[n]!]
  }
  for (const [n, victim] of order.entries()) {
    await back.get(victim.process)
    if (random() < waitedFor) await Promise.race([written(), wait(patienceMs)])
    await wait(random() * apartMs)
    const afterMs = random() < staysAway ? random() * awayMs : 0
    counts[victim.name] = (counts[victim.name] ?? 0) + 1
    say(`${n + 1}: ${victim.name}, back after ${Math.round(afterMs)} ms`)
    await victim.kill()
    const coming = bringBack(victim, afterMs)
    coming.catch(() => undefined)
    back.set(victim.process, coming)
  }
  await Promise.all(back.values())
  return counts
}
