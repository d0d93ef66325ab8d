import { createHash, randomInt } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { ClaveGuardada, ClaveTransmision } from '../model/clave-transmision.ts'
import { newId } from '../model/ids.ts'
import type { Id } from '../model/primitives.ts'
import type { Ingesta } from '../model/transmision.ts'
import type { Actor, StreamKeys } from './lives.ts'
import type { KeyEntry } from './protocol.ts'
import type { StreamKeyStore } from './store.ts'

/** An encoder that reconnects by itself must be away this long before its permanent key opens another live. */
const REST_MS = 60_000
const AGAIN_MS = 2_000
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4

/** 20 letters that cannot be mistaken for one another: 99 bits, in groups that can be read aloud. */
export const newStreamKey = (): string =>
  Array.from({ length: GROUPS }, () =>
    Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  ).join('-')

export const hashOfKey = (clave: string): string => createHash('sha256').update(clave).digest('hex')

/** A key's record. @param live the one live it opens, null for a permanent key */
export const keyRecord = (clave: string, nombre: string, creador: Id, live: Id | null, at: number): ClaveGuardada => ({
  id: newId(at),
  creador_id: creador,
  nombre,
  prefijo: clave.slice(0, 5),
  creada_en: at,
  usada_en: null,
  revocada_en: null,
  clave_hash: hashOfKey(clave),
  transmision_id: live,
})

/** Where an encoder is pointed. @param host the name the caller used for this box, with or without a port */
export const ingestOf = (host: string, port: number, clave: string): Ingesta => ({
  rtmp_url: `rtmp://${host.replace(/:\d+$/, '')}:${port}/live`,
  clave,
  icecast_url: null,
})

export interface StreamKeysDeps {
  store: StreamKeyStore
  clock: Clock
  rtmpPort(): number
  /** Gives the ingest thread its index. */
  publish(entries: KeyEntry[]): Promise<void>
  /** Opens a live for a permanent key. */
  openLive(key: ClaveGuardada): Promise<Id>
}

export interface StreamKeyIndex extends StreamKeys {
  /** Reads the keys anew and gives them to the ingest thread. */
  refresh(): Promise<void>
  /** Gives the ingest thread the keys as they are known. */
  publish(): Promise<void>
  /** The live that a permanent key publishes to now, a new one where it has none; undefined while it rests. */
  acquire(key: Id): Promise<Id | undefined>
  /** The live of these keys is over: a permanent one among them rests. */
  rest(live: Id): void
}

/** Permanent keys, and the index by which the ingest thread knows every key. */
export const createStreamKeys = (deps: StreamKeysDeps): StreamKeyIndex => {
  let active: ClaveGuardada[] = []
  const opening = new Map<Id, Promise<Id>>()
  /** Permanent keys that rest, and when their encoder last tried. */
  const resting = new Map<Id, number>()

  let again: NodeJS.Timeout | undefined

  const refresh = async () => {
    clearTimeout(again)
    try {
      active = await deps.store.active()
    } catch (error) {
      // What changed is known to storage: it is read until that succeeds.
      again = setTimeout(() => refresh().catch(() => undefined), AGAIN_MS).unref()
      throw error
    }
    await publish()
  }

  const publish = async () => {
    const entries = new Map<string, KeyEntry>()
    for (const key of active) {
      const hash = key.clave_hash
      // A permanent key that has a live stands twice: for the live, and for the next one.
      if (key.transmision_id !== null) entries.set(hash, { hash, live: key.transmision_id })
      else if (!entries.has(hash)) entries.set(hash, { hash, permanent: key.id })
    }
    await deps.publish([...entries.values()])
  }

  const owned = async (id: Id, actor: Actor): Promise<ClaveTransmision> => {
    const key = active.find((one) => one.id === id && one.transmision_id === null)
    if (!key || (key.creador_id !== actor.id && actor.rol !== 'admin')) throw new NodoError('clave_no_encontrada')
    return key
  }

  return {
    refresh,
    publish,

    async create(nombre, actor, host, keep) {
      const clave = newStreamKey()
      const { clave_hash, transmision_id, ...shown } = keyRecord(clave, nombre, actor.id, null, deps.clock.wall())
      const answer = {
        clave_transmision: { ...shown, en_reposo: false },
        ingesta: ingestOf(host, deps.rtmpPort(), clave),
      }
      await deps.store.create({ ...shown, clave_hash, transmision_id }, keep(201, answer))
      await refresh()
      return answer
    },

    async list(creadorId) {
      const keys = await deps.store.of(creadorId)
      return keys.map((key) => ({ ...key, en_reposo: resting.has(key.id) }))
    },

    admit: owned,

    async revoke(id, actor) {
      await owned(id, actor)
      await deps.store.revoke(id, deps.clock.wall())
      resting.delete(id)
      await refresh()
    },

    async resume(id, actor) {
      await owned(id, actor)
      resting.delete(id)
    },

    async acquire(id) {
      const key = active.find((one) => one.id === id)
      if (!key) return undefined
      const running = active.find((one) => one.clave_hash === key.clave_hash && one.transmision_id !== null)
      if (running?.transmision_id) return running.transmision_id
      const tried = resting.get(id)
      const now = deps.clock.now()
      if (tried !== undefined && now - tried < REST_MS) {
        resting.set(id, now)
        return undefined
      }
      resting.delete(id)
      // Two connections at once get one live.
      const pending = opening.get(id) ?? deps.openLive(key).finally(() => opening.delete(id))
      opening.set(id, pending)
      return pending
    },

    rest(live) {
      for (const key of active.filter((one) => one.transmision_id === live)) {
        const permanent = active.find((one) => one.clave_hash === key.clave_hash && one.transmision_id === null)
        if (permanent) resting.set(permanent.id, deps.clock.now())
      }
    },
  }
}
