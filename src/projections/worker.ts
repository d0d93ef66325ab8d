import { setTimeout as wait } from 'node:timers/promises'
import type { Id } from '../model/primitives.ts'
import type { Service } from '../service.ts'
import { type Kind, type ProjectionName, plans, type Seen } from './projection.ts'

/** A row of the change log, as far as a projection needs it: what it tells is read from the document itself. */
export interface Told {
  seq: number
  tipo: string
  id: Id
  lamport: number
}

export interface ChangeLog {
  epoch(): number
  /** The last row before which none can appear any more. */
  settled(): number
  /** The last row that is gone: who has not followed up to it has to be made anew. */
  forgotten(): number
  /**
   * What rows of these kinds tell that are behind `after`, of about `limit` of them, in their order.
   * @returns `reached`: the row up to which that is all
   */
  rows(kinds: readonly Kind[], after: number, until: number, limit: number): Promise<{ told: Told[]; reached: number }>
}

type Document = { id: Id; lamport: number }

/** The records themselves, as they are now. */
export interface Documents {
  byIds(kind: Kind, ids: readonly Id[]): Promise<Document[]>
  /** At most `limit` behind an id, in the order of ids. */
  after(kind: Kind, id: Id | undefined, limit: number): Promise<Document[]>
  count(kind: Kind): Promise<number>
}

/** How far a projection is. It is kept apart from it, so that it may be a little behind, and never ahead. */
export interface Checkpoint {
  /** Counts who took it up: a worker that was held up is told from the one that took its place. */
  turno: number
  version: number
  epoca: number
  /** Everything up to this row of the log has been applied. */
  seq: number
  /** Where a rebuild stands: behind which record of which kind; no kind yet: it begins by clearing. */
  lugar: { tipo: Kind | null; id: Id | null } | null
  hechos: number
  total: number
}

export interface Checkpoints {
  /** Takes up where it was left, under a turn of one's own beyond every other that is known. */
  take(name: ProjectionName, beyond: number): Promise<Checkpoint>
  /** @returns false where another took it up, or wants it rebuilt */
  keep(name: ProjectionName, checkpoint: Checkpoint): Promise<boolean>
}

/** Whose turn it is to work at a projection, among all processes. */
export interface Lease {
  /** Takes or lengthens it. @returns false while another has it */
  hold(): Promise<boolean>
  release(): Promise<void>
  readonly lengthMs: number
}

/** Somebody else is at it, under this turn, or was and nobody remembers. */
export class TurnTaken extends Error {
  readonly turn: number
  constructor(turn: number) {
    super(`the projection was taken up under turn ${turn}`)
    this.turn = turn
  }
}

/** How far a projection is, as it stands beside what it is written into. */
export interface Mark {
  version: number
  epoca: number
  seq: number
  hechos: number
  /** False while a rebuild is under way. */
  lista: boolean
}

/** What a projection is written into. Whatever writes throws TurnTaken where a later turn has begun. */
export interface Target {
  /** Brings it to what these records tell; one that is no newer than what is known changes nothing. */
  apply(seen: readonly Seen[], turn: number): Promise<void>
  clear(turn: number): Promise<void>
  /**
   * Where what it holds may be lost by itself, wholly or back to a moment before: what is missing is then made again.
   * `read` tells what was kept last, of all that is still there; `keep` answers false where that is not `from` any more,
   * since what was lost between the two is not there, however far the log was followed.
   */
  mark?: { read(): Promise<Mark | undefined>; keep(mark: Mark, turn: number, from: Mark | undefined): Promise<boolean> }
}

export interface WorkerDeps {
  name: ProjectionName
  log: ChangeLog
  documents: Documents
  checkpoints: Checkpoints
  lease: Lease
  target: Target
  logger: { warn(fields: object, text: string): void; info(fields: object, text: string): void }
}

export interface Worker extends Service {
  readonly projection: ProjectionName
  /** There may be something new. */
  wake(): void
  /** What keeps it from working, and since when (UTC ms); undefined while nothing does. */
  trouble(): { motivo: string; desde: number } | undefined
}

const recordsAtOnce = 500
/** So long rows are let gather, at least: a batch of ten costs little more than one. */
const gatherMs = 50
/** And so many times as long as the last look took, so that most of a busy machine is left to who writes. */
const restPerLook = 4
const restMostMs = 500
/** Without a word it looks by itself: other processes write too. */
const idleMs = 1_000
const begin = { tipo: null, id: null } as const
const firstRetryMs = 500
const lastRetryMs = 15_000

/**
 * Follows the change log for one projection, and rebuilds it where it has to be made anew. What it is told by a row is
 * only that a record changed: it applies what the document says now, so that neither order nor repetition matter.
 */
export const createWorker = (deps: WorkerDeps): Worker => {
  const { name, log, documents, checkpoints, lease, target, logger } = deps
  const { version, reads, from: sources } = plans[name]
  let stopping = new AbortController()
  let done: Promise<void> = Promise.resolve()
  let woken = Promise.withResolvers<void>()
  let trouble: { motivo: string; desde: number } | undefined
  let heldUntilMs = 0
  let beyond = 0

  const hold = async (): Promise<boolean> => {
    const askedAtMs = performance.now()
    const ours = await lease.hold()
    heldUntilMs = ours ? askedAtMs + lease.lengthMs : 0
    return ours
  }
  const running = () => !stopping.signal.aborted
  const holds = () => running() && performance.now() < heldUntilMs
  /** Waits, unless it is told to stop. */
  const pause = (ms: number) => wait(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  const anew = async (from: Checkpoint): Promise<Checkpoint> => {
    const counts = await Promise.all(sources.map((kind) => documents.count(kind)))
    // What changes from here on is followed after the rebuild, which may or may not have met it.
    const place = {
      version,
      epoca: log.epoch(),
      seq: log.settled(),
      hechos: 0,
      total: counts.reduce((a, b) => a + b, 0),
    }
    return { turno: from.turno, ...place, lugar: begin }
  }

  const seenOf = (tipo: Kind, record: Document) =>
    ({ tipo, id: record.id, lamport: record.lamport, record }) as unknown as Seen

  const rebuildOn = async (from: Checkpoint, { tipo, id }: NonNullable<Checkpoint['lugar']>): Promise<Checkpoint> => {
    if (tipo === null) {
      await target.clear(from.turno)
      return { ...from, lugar: { tipo: sources[0] ?? null, id: null } }
    }
    const found = await documents.after(tipo, id ?? undefined, recordsAtOnce)
    const seen = found.map((document) => seenOf(tipo, document))
    if (seen.length > 0) await target.apply(seen, from.turno)
    const hechos = from.hechos + found.length
    if (found.length === recordsAtOnce) return { ...from, hechos, lugar: { tipo, id: found.at(-1)?.id ?? null } }
    const next = sources[sources.indexOf(tipo) + 1]
    if (next) return { ...from, hechos, lugar: { tipo: next, id: null } }
    logger.info({ projection: name, records: hechos }, 'a projection was rebuilt')
    return { ...from, hechos, lugar: null }
  }

  const follow = async (from: Checkpoint, settled: number): Promise<Checkpoint> => {
    if (settled <= from.seq) return from
    if (reads.length === 0) return { ...from, seq: settled }
    const { told: all, reached } = await log.rows(reads, from.seq, settled, recordsAtOnce)
    const byKind = Map.groupBy(all, ({ tipo }) => tipo as Kind)
    const seen: Seen[] = []
    for (const [kind, told] of byKind) {
      // A record that is gone is as old as the last that was told of it.
      const lastTold = new Map(told.map(({ id, lamport }) => [id, lamport]))
      const found = await documents.byIds(kind, [...lastTold.keys()])
      for (const document of found) {
        lastTold.delete(document.id)
        seen.push(seenOf(kind, document))
      }
      for (const [id, lamport] of lastTold) seen.push({ tipo: kind, id, lamport, record: undefined })
    }
    if (seen.length > 0) await target.apply(seen, from.turno)
    return { ...from, seq: reached }
  }

  /** The place as what it is written into bears it out: further back, where that lost something. */
  const standing = (place: Checkpoint, mark: Mark | undefined): Checkpoint => {
    if (!target.mark || place.lugar?.tipo === null) return place
    const known = mark && mark.version === place.version && mark.epoca === place.epoca ? mark : undefined
    const lost = place.lugar
      ? !known || known.lista || known.seq !== place.seq || known.hechos < place.hechos
      : !known?.lista
    if (lost) return { ...place, lugar: begin }
    return known && known.seq < place.seq ? { ...place, seq: known.seq } : place
  }

  /** The place, unless the log does not reach back to it. */
  const reachable = (place: Checkpoint): Checkpoint =>
    place.lugar === null && place.seq < log.forgotten() ? { ...place, lugar: begin } : place

  /** Works as long as the lease holds and nobody else took the projection up. */
  const turn = async () => {
    let place = await checkpoints.take(name, beyond)
    if (place.version !== version || place.epoca !== log.epoch()) place = { ...place, lugar: begin }
    while (holds()) {
      // Before it looks: what is told while it does is not waited for.
      woken = Promise.withResolvers()
      const [begunMs, settled] = [performance.now(), log.settled()]
      const mark = await target.mark?.read()
      place = reachable(standing(place, mark))
      const from = place
      if (place.lugar?.tipo === null) place = await anew(place)
      place = place.lugar ? await rebuildOn(place, place.lugar) : await follow(place, settled)
      trouble = undefined
      // Before the checkpoint, which may only be behind.
      if (place !== from) {
        const { version, epoca, seq, hechos, lugar } = place
        const reached = { version, epoca, seq, hechos, lista: lugar === null }
        const isKept = await target.mark?.keep(reached, place.turno, from.lugar?.tipo === null ? undefined : mark)
        if (isKept === false) {
          place = from
          continue
        }
      }
      if (!(await checkpoints.keep(name, place))) return
      if (place.lugar || place.seq < settled) continue
      const restMs = Math.min(restMostMs, restPerLook * (performance.now() - begunMs))
      await Promise.race([woken.promise, pause(idleMs)])
      await pause(Math.max(gatherMs, restMs))
    }
  }

  const run = async () => {
    let retryMs = firstRetryMs
    const renewing = setInterval(() => {
      // A lease that cannot be lengthened ends by itself.
      if (holds()) hold().catch(() => undefined)
    }, lease.lengthMs / 3)
    while (running()) {
      try {
        if (await hold()) await turn()
        else {
          trouble = undefined
          await pause(lease.lengthMs / 3)
        }
        retryMs = firstRetryMs
      } catch (err) {
        // Whoever has the lease goes beyond it.
        if (err instanceof TurnTaken) beyond = err.turn
        if (!trouble) logger.warn({ err, projection: name }, 'a projection is held up; it catches up by itself')
        trouble ??= { motivo: String(err), desde: Date.now() }
        await pause(retryMs)
        retryMs = Math.min(lastRetryMs, retryMs * 2)
      }
    }
    clearInterval(renewing)
    await lease.release().catch(() => undefined)
  }

  return {
    name: `projection ${name}`,
    projection: name,
    start: async () => {
      stopping = new AbortController()
      done = run()
    },
    stop: async () => {
      stopping.abort()
      await done
    },
    wake: () => woken.resolve(),
    trouble: () => trouble,
  }
}
