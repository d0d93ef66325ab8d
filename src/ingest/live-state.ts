import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Contenido } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo, TransmisionGuardada } from '../model/transmision.ts'
import type { Rendition } from '../packaging/live-command.ts'
import { type Air, createAir } from './air.ts'
import type { Ingest } from './ingest.ts'
import { createLiveJournal, type LiveJournal } from './live-journal.ts'
import { recordingJob } from './live-records.ts'
import type { IngestEvent } from './protocol.ts'
import type { LiveStore, LiveWithCreator } from './store.ts'

/** A prepared live whose encoder never came ends after this. */
const PREPARED_MS = 24 * 3600 * 1000
/** A live that ended stays in memory for those who are still hearing its last seconds. */
const LINGER_MS = 60_000
const LOOK_EVERY_MS = 60_000

interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

interface Held {
  id: Id
  air: Air
  /** Its changes of state, one after the other. */
  queue: Promise<unknown>
  grace: NodeJS.Timeout | undefined
  /** It is over, and lingers for those who still hear its last seconds. */
  ended: boolean
  journal: LiveJournal
}

export interface LiveStateDeps {
  store: LiveStore
  ingest: Pick<Ingest, 'open' | 'finish'>
  clock: Clock
  log: Log
  graceMs(): number
  /** Begins every name of this run's media. */
  prefix(): string
  /** A live is over: its keys may go, its job waits. */
  over(id: Id): Promise<void>
}

export interface LiveState {
  /** Takes up what an earlier run left: lives that wait for their encoder, and those whose time is over. */
  resume(): Promise<void>
  /** The ingest thread begins anew: gives it every live again. */
  reopen(): Promise<void>
  hold(live: TransmisionGuardada): Promise<void>
  heard(event: Extract<IngestEvent, { live: Id }>): void
  /** @throws NodoError transmision_no_encontrada */
  end(id: Id): Promise<{ transmision: TransmisionGuardada; contenido: Contenido }>
  air(id: Id): Air | undefined
  counts(): { lives: number; viewers: number }
  /** The program stops: waits until all that was heard is durable, and leaves what is on air waiting for its encoder. */
  settle(): Promise<void>
}

/** The states of this box's lives: preparada → en_vivo ⇄ reconectando → finalizada, driven by what ingest tells. */
export const createLiveState = (deps: LiveStateDeps): LiveState => {
  const lives = new Map<Id, Held>()
  let looking: NodeJS.Timeout | undefined

  const add = (id: Id, mostViewers: number): Held => {
    const held: Held = {
      id,
      air: createAir(deps.prefix(), mostViewers),
      queue: Promise.resolve(),
      grace: undefined,
      ended: false,
      journal: createLiveJournal({ live: id, store: deps.store, log: deps.log }),
    }
    lives.set(id, held)
    return held
  }

  const enqueue = <T>(held: Held, work: () => Promise<T>): Promise<T> => {
    const result = held.queue.then(work)
    held.queue = result.catch((err) => deps.log.error({ err, live: held.id }, 'a live could not change its state'))
    return result
  }

  const waitForEncoder = (held: Held, endsNodoMs: number) => {
    clearTimeout(held.grace)
    const wait = Math.max(0, endsNodoMs - deps.clock.now())
    held.grace = setTimeout(
      () => expire(held).catch((err) => deps.log.error({ err, live: held.id }, 'a live could not end')),
      wait,
    )
  }

  /** Its encoder may have come back while this waited for its turn. */
  const expire = (held: Held) =>
    enqueue(held, async () => {
      const { transmision } = await existing(held.id)
      if (transmision.estado !== 'reconectando') return
      const ends = transmision.vence_nodo_ms ?? 0
      if (ends > deps.clock.now()) waitForEncoder(held, ends)
      else await finish(held, held.id)
    })

  const interrupt = async (held: Held, endsNodoMs: number) => {
    await deps.store.interrupt(held.id, deps.clock.wall(), endsNodoMs)
    waitForEncoder(held, endsNodoMs)
  }

  const finish = async (held: Held | undefined, id: Id) => {
    const { transmision } = await existing(id)
    if (held && transmision.estado !== 'finalizada') {
      clearTimeout(held.grace)
      await deps.ingest.finish(id)
      await held.journal.written()
      // Its first fragment came out while it was being ended: what was on air is no draft.
      if (transmision.estado === 'preparada' && held.air.onAir()) await deps.store.goLive(id, deps.clock.wall())
    }
    const recordedMs = longestMs(await deps.store.segments(id))
    const now = { wall: deps.clock.wall(), node: deps.clock.now() }
    const recorded = {
      duracion_ms: recordedMs > 0 ? recordedMs : null,
      espectadores_max: Math.max(transmision.espectadores_max, held?.air.mostViewers() ?? 0),
    }
    const ended = await deps.store.finish(
      id,
      now.wall,
      recorded,
      recordedMs > 0 ? recordingJob(transmision, now) : undefined,
    )
    if (held) {
      held.ended = true
      held.air.end()
      setTimeout(() => lives.delete(id), LINGER_MS).unref()
      await deps.over(id)
    }
    return ended
  }

  const existing = async (id: Id): Promise<LiveWithCreator> => {
    const found = await deps.store.byId(id)
    if (!found) throw new NodoError('transmision_no_encontrada')
    return found
  }

  const end = (id: Id) => {
    const held = lives.get(id)
    return held ? enqueue(held, () => finish(held, id)) : finish(undefined, id)
  }

  const open = async (held: Held, live: TransmisionGuardada) => {
    const rows = await deps.store.segments(live.id)
    const { rows: found } = await deps.ingest.open({
      live: live.id,
      grabar: live.grabar,
      resume: live.estado === 'preparada' ? undefined : tail(rows, held.air),
    })
    if (found.length > 0) await deps.store.journal(found)
  }

  const takeUp = async (live: TransmisionGuardada) => {
    const held = add(live.id, live.espectadores_max)
    // A disk that cannot be read here costs this live its encoder, not the box its start: it waits, then ends.
    await open(held, live).catch((err) => deps.log.error({ err, live: live.id }, 'a live could not be taken up'))
    const now = deps.clock.now()
    if (live.estado === 'preparada') {
      if (now - live.creada_nodo_ms > PREPARED_MS) await end(live.id)
    } else if (live.estado === 'en_vivo') await enqueue(held, () => interrupt(held, now + deps.graceMs()))
    else if ((live.vence_nodo_ms ?? 0) <= now) await end(live.id)
    else waitForEncoder(held, live.vence_nodo_ms ?? now)
  }

  const look = async () => {
    const now = deps.clock.now()
    for (const { transmision } of await deps.store.unfinished()) {
      const { estado, creada_nodo_ms, vence_nodo_ms } = transmision
      const forgotten = estado === 'preparada' && now - creada_nodo_ms > PREPARED_MS
      // One whose time is over and that could not end then.
      const overdue = estado === 'reconectando' && vence_nodo_ms !== null && now - vence_nodo_ms > LOOK_EVERY_MS
      if (forgotten || overdue) await end(transmision.id)
    }
  }

  return {
    async resume() {
      for (const { transmision } of await deps.store.unfinished()) await takeUp(transmision)
      looking = setInterval(
        () => look().catch((err) => deps.log.error({ err }, 'prepared lives could not be looked at')),
        LOOK_EVERY_MS,
      )
    },

    async reopen() {
      for (const { transmision } of await deps.store.unfinished()) {
        const held = lives.get(transmision.id)
        if (!held) continue
        await held.journal.written()
        await open(held, transmision)
        if (transmision.estado === 'en_vivo')
          await enqueue(held, () => interrupt(held, deps.clock.now() + deps.graceMs()))
      }
    },

    hold: (live) => open(add(live.id, 0), live),

    heard(event) {
      const held = lives.get(event.live)
      if (!held) return
      if (event.type === 'init' || event.type === 'fragment') {
        try {
          held.air.take(event)
        } catch (err) {
          // What one live's media cannot say ends that live, and no other.
          deps.log.error({ err, live: event.live }, 'a live could not be shown')
          end(event.live).catch((cause) => deps.log.error({ err: cause, live: event.live }, 'a live could not end'))
        }
      } else if (event.type === 'journal') held.journal.add(event.rows)
      else if (event.type === 'signal') held.air.signal = event.senal
      else if (event.type === 'recordingFailed')
        deps.log.error({ live: event.live, reason: event.reason }, 'a live is no longer recorded')
      else if (event.type === 'recordingResumed') deps.log.info({ live: event.live }, 'a live is recorded again')
      else if (event.type === 'onAir') {
        enqueue(held, async () => {
          // In its turn: an interruption that is still being written sets the grace only then.
          clearTimeout(held.grace)
          held.grace = undefined
          const { transmision } = await existing(event.live)
          if (transmision.estado !== 'finalizada') await deps.store.goLive(event.live, deps.clock.wall())
        })
      } else {
        enqueue(held, async () => {
          const { transmision } = await existing(event.live)
          if (transmision.estado === 'en_vivo') await interrupt(held, deps.clock.now() + deps.graceMs())
        })
      }
    },

    end,
    air: (id) => lives.get(id)?.air,

    counts() {
      const on = [...lives.values()].filter((held) => !held.ended && held.air.onAir())
      return { lives: on.length, viewers: on.reduce((sum, held) => sum + held.air.viewers(), 0) }
    },

    async settle() {
      clearInterval(looking)
      for (const held of lives.values()) {
        held.journal.close()
        clearTimeout(held.grace)
        await held.queue
        await held.journal.written()
        if (!held.air.onAir()) continue
        const { transmision } = await existing(held.id)
        if (transmision.estado === 'en_vivo') {
          await deps.store.interrupt(held.id, deps.clock.wall(), deps.clock.now() + deps.graceMs())
        }
      }
    },
  }
}

/** How long the longest of the recorded renditions is: on a disk that was almost full the sound goes on without the picture. */
const longestMs = (rows: readonly SegmentoVivo[]): number => {
  const lengths = new Map<string, number>()
  for (const { rendicion, relleno, duracion_ms } of rows)
    if (!relleno) lengths.set(rendicion, (lengths.get(rendicion) ?? 0) + duracion_ms)
  return Math.round(Math.max(0, ...lengths.values()))
}

/** Where a live ends, in its journal or on air: the highest stretch and sequence of each rendition, -1 where there is none. */
const tail = (rows: readonly SegmentoVivo[], air: Air) => {
  const last = (rendition: Rendition) =>
    Math.max(
      air.newest(rendition)?.secuencia ?? -1,
      ...rows.filter((row) => row.rendicion === rendition).map((row) => row.secuencia),
    )
  return {
    tramo: Math.max(air.newest('main')?.tramo ?? -1, ...rows.map((row) => row.tramo)),
    secuencia: { main: last('main'), aac: last('aac'), opus: last('opus') },
  }
}
