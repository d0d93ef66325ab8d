import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import { firstTables } from './steps/01-first-tables.ts'
import { ties } from './steps/02-ties.ts'
import { comments } from './steps/03-comments.ts'
import { reports } from './steps/04-reports.ts'
import { profiles } from './steps/05-profiles.ts'
import { history } from './steps/06-history.ts'
import { lists } from './steps/07-lists.ts'
import { notices } from './steps/08-notices.ts'
import { graph } from './steps/09-graph.ts'
import { search } from './steps/10-search.ts'
import { cells } from './steps/11-cells.ts'
import { jobErrors } from './steps/12-job-errors.ts'
import { settings } from './steps/13-settings.ts'
import { audit } from './steps/14-audit.ts'
import { rankings } from './steps/15-rankings.ts'
import { logSpan } from './steps/16-log-span.ts'
import { nodes } from './steps/17-nodes.ts'
import { conflicts } from './steps/18-conflicts.ts'
import { categories } from './steps/19-categories.ts'
import { devices } from './steps/20-devices.ts'
import { uploads } from './steps/21-uploads.ts'
import { permanentKeys } from './steps/22-permanent-keys.ts'
import { purchases } from './steps/23-purchases.ts'
import { moderations } from './steps/24-moderations.ts'
import { measurements } from './steps/25-measurements.ts'
import { analyses } from './steps/26-analyses.ts'
import { schedule } from './steps/27-schedule.ts'
import { questions } from './steps/28-questions.ts'
import { blobRecords } from './steps/29-blob-records.ts'
import { transactions } from './steps/30-transactions.ts'
import { contentFields } from './steps/31-content-fields.ts'
import { hiddenBy } from './steps/32-hidden-by.ts'
import { oneTimeCodes } from './steps/33-one-time-codes.ts'
import { vocabulary } from './steps/34-vocabulary.ts'
import { names } from './steps/35-names.ts'
import { personal } from './steps/36-personal.ts'
import { said } from './steps/37-said.ts'
import { portraits } from './steps/38-portraits.ts'
import { jobStates } from './steps/39-job-states.ts'

/**
 * The steps from an empty file to the present tables; `user_version` counts those that were taken. A step that was
 * released never changes: a change is a new step, in a file of its own under the next number. Tables and columns bear
 * the names of the data dictionary; those that it doesn't know (`origen`, `secretos`, `rankings_pendientes`, `fechas_baja`, `horas_medidas`,
 * `sesiones_medidas`, `vocabulario`, the links of `listas`) are this adapter's own.
 */
const steps: readonly string[] = [
  firstTables,
  ties,
  comments,
  reports,
  profiles,
  history,
  lists,
  notices,
  graph,
  search,
  cells,
  jobErrors,
  settings,
  audit,
  rankings,
  logSpan,
  nodes,
  conflicts,
  categories,
  devices,
  uploads,
  permanentKeys,
  purchases,
  moderations,
  measurements,
  analyses,
  schedule,
  questions,
  blobRecords,
  transactions,
  contentFields,
  hiddenBy,
  oneTimeCodes,
  vocabulary,
  names,
  personal,
  said,
  portraits,
  jobStates,
]

/** @throws NodoError version_de_datos where the file comes from a newer program */
export const isPresent = (db: DatabaseSync): boolean => takenBy(db) === steps.length

const takenBy = (db: DatabaseSync): number => {
  const taken = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (taken > steps.length) throw new NodoError('version_de_datos')
  return taken
}

/**
 * Brings an open file up to the present tables, in one transaction.
 * @throws NodoError version_de_datos where the file comes from a newer program
 */
export const migrate = (db: DatabaseSync): void => {
  const taken = takenBy(db)
  if (taken === steps.length) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of steps.slice(taken)) db.exec(step)
    db.exec(`PRAGMA user_version = ${steps.length}`)
    db.exec('COMMIT')
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK')
    throw error
  }
}
