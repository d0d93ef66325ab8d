import { setTimeout as wait } from 'node:timers/promises'
import type { ContentStore } from '../catalog/store.ts'
import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { RecuentoVistas, SucesoVista } from '../model/vista.ts'
import type { AccountStore } from '../people/store.ts'
import type { LimitStore } from '../system/limit-store.ts'
import type { ViewStore } from './store.ts'
import { createTally, type Reporter } from './tally.ts'

/** What players tell of what is seen and heard. */
export interface Views {
  /**
   * Counts events in their order; resolves once all of it is durable, within a second.
   * @throws NodoError servicio_no_disponible where storage is away: then none of it is counted
   */
  report(events: readonly SucesoVista[], from: Reporter): Promise<RecuentoVistas>
}

export interface ViewsDeps {
  views: Pick<ViewStore, 'sessions' | 'add'>
  contents: Pick<ContentStore, 'byIds'>
  accounts: Pick<AccountStore, 'byId'>
  limits: Pick<LimitStore, 'count'>
  clock: Pick<Clock, 'now' | 'wall' | 'boot'>
}

interface Report {
  events: readonly SucesoVista[]
  from: Reporter
  settle(counted: RecuentoVistas): void
  fail(error: unknown): void
}

/** So long what comes is gathered, so that many listeners cost one commit. */
const gatherMs = 100
/** Views of one content from one address that count in a minute: of a crowd behind one router enough, of a machine few. */
const viewsPerMinute = 60
const minuteMs = 60_000
/** Another process may count on the same sessions meanwhile. */
const attempts = 5

const distinct = <T>(all: readonly T[]): T[] => [...new Set(all)]

export const createViews = ({ views, contents, accounts, limits, clock }: ViewsDeps): Views => {
  let waiting: Report[] = []
  let flushing = false

  const tallyOf = async (reports: readonly Report[]) => {
    const now = clock.now()
    const events = reports.flatMap(({ events }) => events)
    const people = distinct(reports.flatMap(({ from }) => from.reader?.id ?? []))
    const [sessions, found, known] = await Promise.all([
      views.sessions(distinct(events.map(({ sesion }) => sesion)), now),
      contents.byIds(distinct(events.map(({ contenido_id }) => contenido_id))),
      Promise.all(people.map(accounts.byId)),
    ])
    const published = found.filter(({ contenido }) => contenido.estado === 'publicado')
    return createTally({
      now,
      wall: clock.wall(),
      sessions,
      contents: new Map(published.map(({ contenido }) => [contenido.id, contenido])),
      regions: new Map(known.flatMap((one) => (one?.region ? [[one.id, one.region]] : []))),
      mayCount: async (contenidoId, address) =>
        (await limits.count(`vistas ${address} ${contenidoId}`, minuteMs, now)).count <= viewsPerMinute,
    })
  }

  const keep = async (reports: readonly Report[], attempt = 1): Promise<RecuentoVistas[]> => {
    const tally = await tallyOf(reports)
    const counted: RecuentoVistas[] = []
    for (const { events, from } of reports) {
      let aceptadas = 0
      for (const event of events) if (await tally.take(event, from)) aceptadas++
      counted.push({ aceptadas, rechazadas: events.length - aceptadas })
    }
    const batch = tally.batch(clock.boot())
    try {
      if (batch.sesiones.length > 0) await views.add(batch)
      return counted
    } catch (error) {
      const overtaken = error instanceof NodoError && error.code === 'version_distinta'
      if (!overtaken || attempt === attempts) throw error
      return keep(reports, attempt + 1)
    }
  }

  const flush = async () => {
    flushing = true
    while (waiting.length > 0) {
      await wait(gatherMs)
      const reports = waiting
      waiting = []
      try {
        const counted = await keep(reports)
        for (const [i, { settle }] of reports.entries()) settle(counted[i] ?? { aceptadas: 0, rechazadas: 0 })
      } catch (error) {
        for (const { fail } of reports) fail(error)
      }
    }
    flushing = false
  }

  return {
    report: (events, from) =>
      new Promise((settle, fail) => {
        waiting.push({ events, from, settle, fail })
        if (!flushing) void flush()
      }),
  }
}
