import type { DatabaseSync } from 'node:sqlite'
import { isFatal, isFull, translate } from './sqlite-error.ts'

/** A unit of work: what one call of a port does. */
export type Unit = () => unknown
export type Outcome = { value: unknown } | { error: unknown }

/** What is done around the units of each transaction, inside it. */
export interface Frame {
  open(): void
  seal(): void
}

/**
 * Runs the units in their order in one transaction with one sync to disk, each in a SAVEPOINT of its own: one that
 * throws undoes only itself. Outcomes are final when this returns: what has a `value` is durable.
 * @throws the error of SQLite after which the connection may not be used any more; then nothing of the group is certain
 */
export const commitGroup = (db: DatabaseSync, units: readonly Unit[], frame: Frame): Outcome[] => {
  try {
    db.exec('BEGIN IMMEDIATE')
    frame.open()
    const outcomes = units.map((unit) => attempt(db, unit))
    frame.seal()
    db.exec('COMMIT')
    return outcomes
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    if (isFatal(error) || !isFull(error)) throw error
    // A full disk undoes the whole transaction. Alone, the units that need no more room still succeed.
    return units.length === 1 ? [{ error: translate(error) }] : units.flatMap((unit) => commitGroup(db, [unit], frame))
  }
}

const attempt = (db: DatabaseSync, unit: Unit): Outcome => {
  db.exec('SAVEPOINT unit')
  try {
    const value = unit()
    db.exec('RELEASE unit')
    return { value }
  } catch (error) {
    // SQLite itself ends the transaction on some errors, a full disk among them: then the group has to start anew.
    if (!db.isTransaction || isFatal(error) || isFull(error)) throw error
    db.exec('ROLLBACK TO unit; RELEASE unit')
    return { error: translate(error) }
  }
}
