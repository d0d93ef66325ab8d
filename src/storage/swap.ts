import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { syncToDisk } from '../sync-to-disk.ts'

/**
 * The swap of a data folder's contents for restored ones, inside the folder, which may be a volume or belong to a service
 * that may rename nothing outside of it. It is written down before it begins, so that a cut at any instant leaves it to be
 * ended by whoever takes the folder next.
 */

/** What belongs to the community and is swapped; the rest is this machine's: settings, logs, ballast, socket, lock. */
const swapped = ['nodo.db', 'nodo.db-wal', 'nodo.db-shm', 'base.json', 'blobs', 'grabaciones', 'copias']

/** Where the restored contents are put together, and stay until they are swapped in. */
export const restoredIn = (dataDir: string): string => join(dataDir, 'restaurada')
const planOf = (dataDir: string) => join(dataDir, 'cambio.json')

interface Plan {
  anterior: string
  /** `out`: the earlier contents are on their way out; `in`: they are, and the restored ones are on their way in. */
  step: 'out' | 'in'
}

const write = (dataDir: string, plan: Plan) => {
  const file = planOf(dataDir)
  writeFileSync(`${file}.nuevo`, JSON.stringify(plan), { mode: 0o600, flush: true })
  renameSync(`${file}.nuevo`, file)
  syncToDisk(dataDir)
}

const move = (from: string, to: string) => {
  for (const name of swapped) if (existsSync(join(from, name))) renameSync(join(from, name), join(to, name))
  syncToDisk(to)
  syncToDisk(from)
}

/**
 * Ends a swap that was begun, and takes away what a restore left that never came to it. The caller has the folder to
 * itself.
 */
export const finishSwap = (dataDir: string): void => {
  if (existsSync(planOf(dataDir))) endPlanned(dataDir)
  rmSync(restoredIn(dataDir), { recursive: true, force: true })
}

const endPlanned = (dataDir: string): void => {
  const plan = JSON.parse(readFileSync(planOf(dataDir), 'utf8')) as Plan
  const earlier = join(dataDir, plan.anterior)
  if (plan.step === 'out') {
    mkdirSync(earlier, { recursive: true, mode: 0o700 })
    move(dataDir, earlier)
    write(dataDir, { ...plan, step: 'in' })
  }
  move(restoredIn(dataDir), dataDir)
  // The settings are this machine's, unless it has none yet.
  const [given, own] = [restoredIn(dataDir), dataDir].map((folder) => join(folder, 'nodo.json')) as [string, string]
  if (existsSync(given) && !existsSync(own)) renameSync(given, own)
  rmSync(planOf(dataDir))
  syncToDisk(dataDir)
}

/**
 * Puts what stands in `restoredIn` in the place of what the folder holds, which is kept.
 * @returns the name of the folder in which it is kept; null where there was nothing
 */
export const swapIn = (dataDir: string): string | null => {
  const empty = !swapped.some((name) => existsSync(join(dataDir, name)))
  const taken = readdirSync(dataDir).flatMap((name) => /^anterior-(\d+)$/.exec(name)?.[1] ?? [])
  const anterior = `anterior-${Math.max(0, ...taken.map(Number)) + 1}`
  write(dataDir, { anterior, step: empty ? 'in' : 'out' })
  finishSwap(dataDir)
  return empty ? null : anterior
}
