import type { EstadoProyeccion } from '../../model/proyeccion.ts'
import { type ProjectionName, plans } from '../../projections/projection.ts'
import type { ProjectionStore } from '../../projections/store.ts'
import {
  type Checkpoint,
  type Checkpoints,
  createWorker,
  type Documents,
  type Lease,
  type Target,
  type Worker,
} from '../../projections/worker.ts'
import type { Service } from '../../service.ts'
import type { Diario } from './diario.ts'
import { createLease } from './lease.ts'
import type { Mongo } from './mongo.ts'
import { behind, type Outage } from './outage.ts'
import { reading } from './reading.ts'
import type { RedisPart } from './redis.ts'

const leaseMs = 15_000

/** What a projection that was never made begins with; it is rebuilt, since no mapping has version 0. */
const nothing: Checkpoint = { turno: 0, version: 0, epoca: 0, seq: 0, lugar: null, hechos: 0, total: 0 }

/** What stands in MongoDB itself needs no Redis to keep others away: the base is of this process. */
const alone: ReadonlySet<string> = new Set<ProjectionName>(['busqueda', 'vocabulario'])
const ownLease: Lease = { lengthMs: leaseMs, hold: async () => true, release: async () => undefined }

/** A checkpoint that is lost to a cut of power costs rows that are applied again: it need not wait for the disk. */
const lightly = { writeConcern: { w: 1, journal: false } }

/**
 * The change of a checkpoint that begins a turn. The time in it makes turns differ even where somebody took the
 * checkpoint away.
 */
const nextTurn = (beyond: number, changed: Partial<Checkpoint> = {}) => [
  { $replaceWith: { $mergeObjects: [nothing, '$$ROOT', changed] } },
  { $set: { turno: { $max: [{ $add: ['$turno', 1] }, beyond + 1, { $toLong: '$$NOW' }] } } },
]

const createCheckpoints = ({ of }: Mongo): Checkpoints => ({
  take: async (name, beyond) => {
    const options = { upsert: true, returnDocument: 'after' } as const
    return (await of('proyecciones').findOneAndUpdate(
      { _id: name },
      nextTurn(beyond),
      options,
    )) as unknown as Checkpoint
  },
  keep: async (name, { turno, version, epoca, seq, lugar, hechos, total }) => {
    const set = { $set: { version, epoca, seq, lugar, hechos, total } }
    return (await of('proyecciones').updateOne({ _id: name, turno }, set, lightly)).matchedCount === 1
  },
})

/** The projections of this database: a worker for each, and what the operator asks of them. */
export const createProjections = (deps: {
  mongo: Mongo
  outage: Outage
  diario: Diario
  documents: Documents
  redis: RedisPart
  targets: Readonly<Record<ProjectionName, Target>>
  /** A name that this process alone bears, and again after a kill: then nobody waits for the end of its leases. */
  holder: string
  log: { warn(fields: object, text: string): void; info(fields: object, text: string): void }
}): Service & { store: ProjectionStore } => {
  const { mongo, outage, diario, documents, redis, targets, holder, log } = deps
  let workers: Worker[] = []
  const wake = () => {
    for (const worker of workers) worker.wake()
  }
  diario.listen(wake)

  const stateOf = async (name: ProjectionName): Promise<EstadoProyeccion> => {
    const kept = (await mongo.of('proyecciones').findOne({ _id: name })) as unknown as Checkpoint | null
    const { version, epoca, seq, lugar, hechos, total } = kept ?? nothing
    const rebuilding = lugar !== null || version !== plans[name].version || epoca !== diario.epoch()
    const pendientes = Math.max(0, diario.settled() - seq)
    const trouble = workers.find((worker) => worker.projection === name)?.trouble()
    return {
      nombre: name,
      estado: rebuilding ? 'reconstruyendo' : pendientes > 0 ? 'atrasada' : 'al_dia',
      hechos,
      total: Math.max(total, hechos),
      pendientes,
      desde: trouble?.desde ?? null,
      motivo: trouble?.motivo ?? null,
    }
  }

  return {
    name: 'projections',
    store: reading({
      states: () => Promise.all(Object.keys(targets).map((name) => stateOf(name as ProjectionName))),
      rebuild: async (name: ProjectionName) => {
        const anew = nextTurn(0, { lugar: { tipo: null, id: null } })
        await mongo.of('proyecciones').updateOne({ _id: name }, anew, { upsert: true })
        wake()
      },
    }),
    start: async () => {
      const space = diario.nodoId()
      workers = Object.entries(targets).map(([name, target]) =>
        createWorker({
          name: name as ProjectionName,
          log: { ...diario, ...behind(outage, { rows: diario.rows }) },
          documents,
          checkpoints: behind(outage, createCheckpoints(mongo)),
          lease: alone.has(name) ? ownLease : createLease(redis.client, `arriendo:{${space}:${name}}`, holder, leaseMs),
          target,
          logger: log,
        }),
      )
      for (const worker of workers) await worker.start()
    },
    stop: async () => {
      await Promise.all(workers.map((worker) => worker.stop()))
    },
  }
}
