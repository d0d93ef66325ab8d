import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Contenido } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import type { SegmentoVivo, TransmisionGuardada } from '../model/transmision.ts'
import type { Air } from './air.ts'
import { createHeld, current, type Held, inTurn, learn } from './held-live.ts'
import type { Ingest } from './ingest.ts'
import type { LiveChange } from './live-changes.ts'
import { longestMs, tail } from './live-extent.ts'
import { isForgotten, recordingJob } from './live-records.ts'
import type { IngestEvent } from './protocol.ts'
import type { LiveStore, LiveWithCreator } from './store.ts'

/** A live that ended stays in memory for those who are still hearing its last seconds. */
const LINGER_MS = 60_000
const LOOK_EVERY_MS = 60_000

interface Log {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
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
  /** Somebody changed what it is called, or how it is found. */
  changed(live: LiveWithCreator): void
  heard(event: Extract<IngestEvent, { live: Id }>): void
  /** @throws NodoError transmision_no_encontrada */
  end(id: Id): Promise<{ transmision: TransmisionGuardada; contenido: Contenido }>
  air(id: Id): Air | undefined
  /** The lives that are not over as they were last known, newest first: for readers while storage is away. */
  known(): LiveWithCreator[]
  counts(): { lives: number; viewers: number }
  /** The program stops: waits until all that was heard is durable, and leaves what is on air waiting for its encoder. */
  settle(): Promise<void>
}

/** The states of this box's lives: preparada → en_vivo ⇄ reconectando → finalizada, driven by what ingest tells. */
export const createLiveState = (deps: LiveStateDeps): LiveState => {
  const lives = new Map<Id, Held>()
  let looking: NodeJS.Timeout | undefined

  const add = (known: LiveWithCreator): Held => {
    const { store, log } = deps
    const held = createHeld(known, { prefix: deps.prefix(), store, log, write: (...change) => write(held, ...change) })
    lives.set(held.id, held)
    return held
  }

  const enqueue = <T>(held: Held, work: () => Promise<T>): Promise<T> => {
    const result = inTurn(held, work)
    result.catch((err) => deps.log.error({ err, live: held.id }, 'a live could not change its state'))
    return result
  }

  const write = async (held: Held, change: LiveChange, isLast: () => boolean) => {
    const { transmision, creador } = await existing(held.id)
    if (transmision.estado === 'finalizada') return
    if (change.to === 'en_vivo') {
      learn(held, { transmision: await deps.store.goLive(held.id, change.at), creador })
    } else if (transmision.estado === 'en_vivo') {
      learn(held, { transmision: await deps.store.interrupt(held.id, change.at, change.ends), creador })
      // An encoder that is back meanwhile is not ended by a grace.
      if (isLast()) waitForEncoder(held, change.ends)
    }
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
      await held.changes.flush()
      const { transmision } = await existing(held.id)
      if (held.on || transmision.estado !== 'reconectando') return
      const ends = transmision.vence_nodo_ms ?? 0
      if (ends > deps.clock.now()) waitForEncoder(held, ends)
      else await finish(held, held.id)
    })

  const interrupt = (held: Held) => {
    held.on = false
    held.changes.add({ to: 'reconectando', at: deps.clock.wall(), ends: deps.clock.now() + deps.graceMs() })
  }

  const finish = async (held: Held | undefined, id: Id) => {
    // First, so that a storage that is away takes nothing off the air.
    await held?.changes.flush()
    const { transmision } = await existing(id)
    if (held && transmision.estado !== 'finalizada') {
      clearTimeout(held.grace)
      await deps.ingest.finish(id)
      held.ending = true
      await held.journal.flush()
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
      held.changes.close()
      held.air.end()
      setTimeout(() => lives.delete(id), LINGER_MS).unref()
      await deps.over(id)
    }
    return ended
  }

  const existing = async (id: Id): Promise<LiveWithCreator> => {
    const found = await deps.store.byId(id)
    if (!found) throw new NodoError('transmision_no_encontrada')
    const held = lives.get(id)
    if (held) learn(held, found)
    return found
  }

  const end = (id: Id) => {
    const held = lives.get(id)
    return held ? enqueue(held, () => finish(held, id)) : finish(undefined, id)
  }

  const open = async (held: Held, { id, grabar, estado }: TransmisionGuardada, rows: readonly SegmentoVivo[]) => {
    const resume = estado === 'preparada' ? undefined : tail(rows, held.air)
    const { rows: found } = await deps.ingest.open({ live: id, grabar, resume })
    if (found.length > 0) held.journal.add(found)
    await held.journal.written()
  }

  const takeUp = async (known: LiveWithCreator) => {
    const held = add(known)
    const { transmision: live } = known
    // A disk that cannot be read here costs this live its encoder, not the box its start: it waits, then ends.
    const opened = deps.store.segments(live.id).then((rows) => open(held, live, rows))
    await opened.catch((err) => deps.log.error({ err, live: live.id }, 'a live could not be taken up'))
    const now = deps.clock.now()
    if (live.estado === 'preparada') {
      if (isForgotten(live, now)) await end(live.id)
    } else if (live.estado === 'en_vivo') {
      interrupt(held)
      await held.queue
    } else if ((live.vence_nodo_ms ?? 0) <= now) await end(live.id)
    else waitForEncoder(held, live.vence_nodo_ms ?? now)
  }

  /** Prepared and forgotten, or one whose end could not be kept when its time was over or somebody ended it. */
  const isOver = (live: TransmisionGuardada, held?: Held) => {
    const lateMs = live.estado === 'reconectando' ? deps.clock.now() - (live.vence_nodo_ms ?? 0) : 0
    return !held?.on && (isForgotten(live, deps.clock.now()) || lateMs > LOOK_EVERY_MS || held?.ending === true)
  }

  const look = async () => {
    for (const { transmision } of await deps.store.unfinished()) {
      const held = lives.get(transmision.id)
      if (!isOver(transmision, held)) continue
      if (!held) await finish(undefined, transmision.id)
      // In its turn, and as it is then: what was read may be older than an encoder that is back.
      else
        await enqueue(held, async () => {
          await held.changes.flush()
          if (isOver((await existing(held.id)).transmision, held)) await finish(held, held.id)
        })
    }
  }

  /** What storage does not hear now is found at the next start: segments in their files, and a live that was on air. */
  const settleOne = async (held: Held) => {
    await held.queue
    await held.journal.written()
    if (held.ended || !held.air.onAir()) return
    if (held.changes.last()?.to !== 'reconectando') interrupt(held)
    await held.queue
    clearTimeout(held.grace)
  }

  return {
    async resume() {
      for (const live of await deps.store.unfinished()) await takeUp(live)
      looking = setInterval(
        () => look().catch((err) => deps.log.error({ err }, 'prepared lives could not be looked at')),
        LOOK_EVERY_MS,
      )
    },

    async reopen() {
      for (const held of lives.values()) {
        if (held.ended || held.ending) continue
        const { id } = held
        await held.journal.written()
        // While storage is away, what is on air tells where it goes on.
        const rows = await deps.store.segments(id).catch((err) => {
          deps.log.warn({ err, live: id }, 'the journal of a live could not be read')
          return []
        })
        await open(held, current(held), rows)
        if (current(held).estado === 'en_vivo') interrupt(held)
      }
    },

    // Its creator's name comes with what is read of it when it goes on air.
    hold: (live) => open(add({ transmision: live, creador: { id: live.creador_id, nombre: '' } }), live, []),

    changed(live) {
      const held = lives.get(live.transmision.id)
      if (held) learn(held, live)
    },

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
        clearTimeout(held.grace)
        held.grace = undefined
        held.on = true
        held.changes.add({ to: 'en_vivo', at: deps.clock.wall() })
      } else interrupt(held)
    },

    end,
    air: (id) => lives.get(id)?.air,
    known: () =>
      [...lives.values()]
        .flatMap((held) => (held.ended ? [] : { ...held.known, transmision: current(held) }))
        .sort((a, b) => b.transmision.creada_nodo_ms - a.transmision.creada_nodo_ms),

    counts() {
      const on = [...lives.values()].filter((held) => !held.ended && held.air.onAir())
      return { lives: on.length, viewers: on.reduce((sum, held) => sum + held.air.viewers(), 0) }
    },

    async settle() {
      clearInterval(looking)
      for (const held of lives.values()) {
        clearTimeout(held.grace)
        held.changes.close()
        held.journal.close()
      }
      // All at once: each may be waiting for a storage that is away.
      await Promise.all([...lives.values()].map(settleOne))
    },
  }
}
