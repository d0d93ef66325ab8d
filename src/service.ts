import type { Words } from './errors.ts'
import type { EstadoParte } from './model/sistema.ts'

/** How a part of the program is, since when and why, for a reader of any language. */
export type Health = Omit<EstadoParte, 'motivo'> & { motivo: Words | null }

/** A part of the program with a life of its own. `stop` resolves when everything it opened is closed and exited. */
export interface Service {
  readonly name: string
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts the services one after the other. If one fails, those already started are stopped in reverse and its error
 * is thrown.
 * @returns a function that stops all of them in reverse order; calling it again returns the same promise. Errors of
 * single stops are collected and thrown as one AggregateError after every service had its turn.
 */
export const startInOrder = async (services: readonly Service[]): Promise<() => Promise<void>> => {
  const started: Service[] = []
  const stopAll = async () => {
    const failures: unknown[] = []
    for (const service of started.toReversed()) {
      await service.stop().catch((cause) => failures.push(new Error(`stopping ${service.name} failed`, { cause })))
    }
    if (failures.length > 0) throw new AggregateError(failures, 'not everything stopped in order')
  }
  for (const service of services) {
    try {
      await service.start()
      started.push(service)
    } catch (error) {
      await stopAll()
      throw error
    }
  }
  let stopping: Promise<void> | undefined
  return () => (stopping ??= stopAll())
}
