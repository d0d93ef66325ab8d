import type { Arranque } from '../model/arranque.ts'
import type { Contenido } from '../model/contenido.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { SesionMedida, SucesoVista } from '../model/vista.ts'
import type { Play } from '../people/store.ts'
import { emptyParts, grown, viewCells } from './cells.ts'
import { countsOf, isAnother, isView, type Opened, opened, reachesEnd, stretchesBetween } from './heard.ts'
import { sketchOf } from './sketch.ts'
import type { ViewStore } from './store.ts'

export type ViewBatch = Parameters<ViewStore['add']>[0]
type Added = ViewBatch['celdas'][number]

/** Where an event comes from. */
export interface Reporter {
  reader: Lector
  address: string
}

/** What of a content is needed to count it. */
type CountedContent = Pick<Contenido, 'id' | 'creador_id' | 'duracion_ms'>

export interface TallyDeps {
  /** The moment at which it is counted: node time, and UTC ms. */
  now: number
  wall: number
  /** What is kept of the sessions that tell something. */
  sessions: readonly SesionMedida[]
  /** What may be counted of. */
  contents: ReadonlyMap<Id, CountedContent>
  /** Of the people who tell something. */
  regions: ReadonlyMap<Id, string>
  /** Whether one more view of a content counts that comes from an address. */
  mayCount(contenidoId: Id, address: string): Promise<boolean>
}

/** A report that comes again later than this would count again. */
const sessionMs = 24 * 3_600_000
const hourMs = 3_600_000
const nothing = emptyParts(viewCells)

/** Counts events one by one, over what is kept of their sessions; nothing of it is kept before the batch is. */
export const createTally = ({ now, wall, sessions: kept, contents, regions, mayCount }: TallyDeps) => {
  const before = new Map(kept.map(({ sesion, n }) => [sesion, n]))
  const sessions = new Map(kept.map((one) => [one.sesion, structuredClone(one)]))
  const cells = new Map<string, Added>()
  const plays: Play[] = []

  const add = (contenido_id: Id, region: string, parts: Partial<typeof nothing>) => {
    const key = `${contenido_id} ${region}`
    const so = cells.get(key) ?? nothing
    cells.set(key, { ...grown(viewCells, so, { ...nothing, ...parts }, 'added'), contenido_id, region })
  }

  /** The session, where an event is news of it. */
  const sessionOf = ({ sesion, n }: SucesoVista): SesionMedida | undefined => {
    const session = sessions.get(sesion) ?? { sesion, n: 0, contenidos: [], vence_nodo_ms: 0 }
    if (n <= session.n) return undefined
    session.n = n
    session.vence_nodo_ms = now + sessionMs
    sessions.set(sesion, session)
    return session
  }

  const openIn = (session: SesionMedida, content: CountedContent, opens: boolean): Opened => {
    const known = session.contenidos.find(({ contenido_id }) => contenido_id === content.id)
    if (known && !(opens && isAnother(known, now))) return known
    const fresh = opened(content, now)
    session.contenidos = [...session.contenidos.filter((one) => one !== known), fresh]
    return fresh
  }

  return {
    /** @returns false where it counts for nothing: told before, or of what is not published */
    async take(event: SucesoVista, { reader, address }: Reporter): Promise<boolean> {
      const content = contents.get(event.contenido_id)
      const session = content && sessionOf(event)
      if (!session) return false
      const opens = event.tipo === 'vista'
      const played = event.duracion_ms ?? 0
      // A live has no place to go on from.
      const place = event.posicion_ms ?? (content.duracion_ms === null ? 0 : undefined)
      if (reader && place !== undefined && event.tipo !== 'interaccion')
        plays.push({
          usuario_id: reader.id,
          contenido_id: content.id,
          posicion_ms: place,
          vista_ms: played,
          abre: opens,
          dispositivo: event.dispositivo ?? null,
          fecha: wall,
        })
      // To hear oneself is no view.
      if (reader?.id === content.creador_id) return true

      const open = openIn(session, content, opens)
      const region = (reader ? regions.get(reader.id) : event.region) ?? ''
      const bits = stretchesBetween((place ?? 0) - played, place ?? 0, content) & ~open.tramos
      open.duracion_ms += played
      open.tramos |= bits
      if (open.contada_nodo_ms !== null) {
        add(content.id, region, {
          duracion_total_ms: played,
          retencion: countsOf(bits),
          completadas: Number(reachesEnd(bits)),
          interacciones: Number(event.tipo === 'interaccion'),
        })
      } else if (isView(open, content) && (await mayCount(content.id, address))) {
        open.contada_nodo_ms = now
        add(content.id, region, {
          vistas: 1,
          duracion_total_ms: open.duracion_ms,
          retencion: countsOf(open.tramos),
          completadas: Number(reachesEnd(open.tramos)),
          unicos: sketchOf([reader?.id ?? event.sesion]),
        })
      }
      return true
    },
    /** All that was counted, as one unit. */
    batch: ({ numero, desde_nodo_ms }: Pick<Arranque, 'numero' | 'desde_nodo_ms'>): ViewBatch => ({
      arranque: numero,
      hora_arranque: Math.floor((now - desde_nodo_ms) / hourMs),
      nodo_ms: now,
      sesiones: [...sessions.values()]
        .filter(({ sesion, n }) => n !== before.get(sesion))
        .map((session) => ({ ...session, antes: before.get(session.sesion) ?? 0 })),
      celdas: [...cells.values()],
      reproducciones: plays,
    }),
  }
}
