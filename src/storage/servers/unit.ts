import { type ClientSession, MongoServerError } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { BaseLease } from './base-lease.ts'
import type { Change, Diario } from './diario.ts'
import type { Mongo } from './mongo.ts'
import { translate } from './mongo-error.ts'
import type { Outage } from './outage.ts'

/** One unit of work under way: everything that is written with its session is there together, or not at all. */
export interface Unit {
  readonly session: ClientSession
  /** The Lamport clock, raised. */
  tick(): number
  /** Tells a change; its row of the diario is written with the unit. */
  tell(change: Change, lamport: number): void
}

export interface Units {
  /**
   * Runs the work in a transaction, again from its start where another unit got in its way; not behind the back of who
   * was told meanwhile that the server is away.
   * @throws NodoError what the work throws; servicio_no_disponible where the server is away
   */
  run<T>(work: (unit: Unit) => Promise<T>): Promise<T>
  /** Seconds that each unit took since the last call. */
  takeTimes(): number[]
}

/** A unit that found no way through in this time is told to its caller. */
const patienceMs = 15_000
/**
 * A commit that was never answered may still come to be, until the server ends what nobody commits
 * (`transactionLifetimeLimitSeconds`): so long nobody reads the log past its rows.
 */
const transactionLifetimeMs = 60_000
const DUPLICATE_KEY = 11_000
/** So often a unit begins anew because another wrote the same key after it had looked. */
const duplicatesMost = 3
const keptTimes = 4_096

/** @param lease whose the base is: what is written once another has it would not be a unit of its log */
export const createUnits = (
  { client }: Mongo,
  diario: Diario,
  lease: Pick<BaseLease, 'ensure'>,
  outage: Pick<Outage, 'watch'>,
): Units => {
  let times: number[] = []
  const run: Units['run'] = async (work) => {
    const begun = performance.now()
    const expectNotTold = outage.watch()
    for (let duplicates = 0; ; duplicates++) {
      await lease.ensure()
      const numbered = diario.reserve()
      let undecided = false
      try {
        return await client.withSession({ defaultTimeoutMS: patienceMs }, (session) =>
          session.withTransaction(
            async () => {
              expectNotTold()
              const told: { change: Change; lamport: number }[] = []
              const value = await work({
                session,
                tick: diario.tick,
                tell: (change, lamport) => told.push({ change, lamport }),
              })
              if (told.length > 0) await diario.write(session, numbered, told)
              // The last things before the commit; whoever takes the base ends what is not committed by then.
              await lease.ensure()
              expectNotTold()
              return value
            },
            { readConcern: { level: 'snapshot' }, writeConcern: { w: 'majority', journal: true } },
          ),
        )
      } catch (error) {
        const duplicate = error instanceof MongoServerError && error.code === DUPLICATE_KEY
        if (duplicate && duplicates < duplicatesMost) continue
        if (error instanceof NodoError) throw error
        undecided = true
        throw translate(error)
      } finally {
        if (undecided) setTimeout(numbered.settle, transactionLifetimeMs).unref()
        else numbered.settle()
        if (times.length < keptTimes) times.push((performance.now() - begun) / 1000)
      }
    }
  }
  return {
    run,
    takeTimes: () => {
      const taken = times
      times = []
      return taken
    },
  }
}
