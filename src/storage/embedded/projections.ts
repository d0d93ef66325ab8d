import type { DatabaseSync } from 'node:sqlite'
import type { EstadoProyeccion } from '../../model/proyeccion.ts'
import { type Kind, type ProjectionName, plans, projectionNames, type Recorded } from '../../projections/projection.ts'
import type { Collections } from './collections.ts'
import type { Outcome, Unit } from './group.ts'
import type { Reads } from './ports.ts'

/** A projection as this adapter keeps it: beside the documents, in the transaction of each change. */
export interface EmbeddedProjection {
  name: ProjectionName
  /** Brings its tables from what a record said to what it says; the same again changes nothing. */
  project<K extends Kind>(tipo: K, before: Recorded[K] | undefined, after: Recorded[K] | undefined): void
  /** Takes away everything that it is made of. */
  clear(): void
  /** Whether something was gathered that is not brought in yet. */
  unsettled?(): boolean
  /** Brings in what was gathered, for so long; all of it, where that is enough. */
  settle?(untilMs: number): void
}

/** Tells the projections of a change; a kind of record that none is made of is let pass. */
export type Project = (tipo: string, before: object | undefined, after: object | undefined) => void

export const projectInto =
  (projections: readonly EmbeddedProjection[]): Project =>
  (tipo, before, after) => {
    for (const { name, project } of projections)
      if (plans[name].reads.includes(tipo as Kind)) project(tipo as Kind, before as never, after as never)
  }

/** Where a rebuild stands: behind which record of which kind. */
interface Place {
  tipo: Kind
  id: string | null
}

/** A step ends after this time, so that whoever waits with a change waits no longer. */
const stepMs = 20
const recordsAtOnce = 100
/** So long what is brought in afterwards is let gather. */
const gatherMs = 250
/** What went wrong is tried again after this time: a full disk has room one day. */
const troubleMs = 5_000

/** The rebuilds of this base, and what is brought in afterwards: a step is a unit of its own, between others that bring changes. */
export interface Rebuilds {
  /** One that is none here, because its questions are answered from the documents, is whole at once; so is one of no records. */
  rebuild(name: ProjectionName): void
  /** Begins those that were never made, or by an earlier mapping. */
  begin(): void
  /** Whether there is something to do, as far as this connection knows. */
  pending(): boolean
  /** Does a step of it. @param alone does a unit in a transaction of its own */
  advance(alone: (unit: Unit) => Outcome | undefined): void
  /** How long to wait before the next step. */
  restMs(): number
}

export const createRebuilds = (
  db: DatabaseSync,
  projections: readonly EmbeddedProjection[],
  collections: Collections,
): Rebuilds => {
  const byKind = new Map<string, Collections[keyof Collections]>(
    Object.values(collections).map((collection) => [collection.tipo, collection]),
  )
  const known = db.prepare('SELECT version FROM proyecciones WHERE nombre = ?')
  const next = db.prepare('SELECT nombre, lugar FROM proyecciones WHERE lugar IS NOT NULL ORDER BY nombre LIMIT 1')
  const restart = db.prepare(
    'INSERT OR REPLACE INTO proyecciones (nombre, version, lugar, hechos, total) VALUES (?, ?, ?, 0, ?)',
  )
  const advance = db.prepare('UPDATE proyecciones SET lugar = ?, hechos = hechos + ?, motivo = NULL WHERE nombre = ?')
  const explain = db.prepare('UPDATE proyecciones SET motivo = ? WHERE lugar IS NOT NULL')
  let rebuilding = true
  let restMs = gatherMs
  const unsettled = () => projections.filter((one) => one.unsettled?.())

  const rebuild = (name: ProjectionName) => {
    const { version, from } = plans[name]
    const projection = projections.find((one) => one.name === name)
    const total = projection ? from.reduce((sum, kind) => sum + (byKind.get(kind)?.count() ?? 0), 0) : 0
    projection?.clear()
    // A base without records waits for nothing: its first question is answered at once.
    const begin = total === 0 ? null : JSON.stringify({ tipo: from[0], id: null })
    restart.run(name, version, begin, total)
    if (begin) rebuilding = true
  }

  const stepOf = ({ name, project }: EmbeddedProjection, start: Place) => {
    const { from } = plans[name]
    const until = performance.now() + stepMs
    let place: Place | null = start
    let done = 0
    while (place && performance.now() < until) {
      const { tipo }: Place = place
      const records: readonly { id: string }[] = byKind.get(tipo)?.after(place.id ?? undefined, recordsAtOnce) ?? []
      for (const record of records) project(tipo, undefined, record as never)
      done += records.length
      const nextKind = from[from.indexOf(tipo) + 1]
      if (records.length === recordsAtOnce) place = { tipo, id: records.at(-1)?.id ?? null }
      else place = nextKind ? { tipo: nextKind, id: null } : null
    }
    advance.run(place && JSON.stringify(place), done, name)
  }

  const step = () => {
    const row = next.get()
    const projection = projections.find(({ name }) => name === row?.nombre)
    rebuilding = projection !== undefined
    if (row && projection) stepOf(projection, JSON.parse(String(row.lugar)) as Place)
    const until = performance.now() + stepMs
    for (const { settle } of unsettled()) settle?.(until)
  }

  return {
    rebuild,
    begin: () => {
      for (const name of projectionNames) if (known.get(name)?.version !== plans[name].version) rebuild(name)
    },
    pending: () => rebuilding || unsettled().length > 0,
    advance: (alone) => {
      const outcome = alone(step)
      const failed = outcome !== undefined && 'error' in outcome
      restMs = failed ? troubleMs : rebuilding ? 0 : gatherMs
      if (failed) alone(() => explain.run(String(outcome.error)))
    },
    restMs: () => restMs,
  }
}

export const projectionReads = (db: DatabaseSync): Reads['projections'] => {
  const rows = db.prepare('SELECT nombre, lugar, hechos, total, motivo FROM proyecciones ORDER BY nombre')
  const gathered = db.prepare('SELECT count(*) AS n FROM rankings_pendientes')
  return {
    states: () =>
      rows.all().map(({ nombre, lugar, hechos, total, motivo }): EstadoProyeccion => {
        const pendientes = nombre === 'rankings' ? Number(gathered.get()?.n) : 0
        return {
          nombre: String(nombre),
          estado: lugar !== null ? 'reconstruyendo' : pendientes > 0 ? 'atrasada' : 'al_dia',
          hechos: Number(hechos),
          total: Math.max(Number(total), Number(hechos)),
          pendientes,
          desde: null,
          motivo: motivo === null ? null : String(motivo),
        }
      }),
  }
}
