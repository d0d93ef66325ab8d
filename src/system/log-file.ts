import { mkdirSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'

export interface LogFile {
  write(line: string): void
  /** Resolves when what was written is with the system. */
  close(): Promise<void>
}

/**
 * `nodo.log` in a folder; at `maxBytes` it becomes `nodo.1.log`, that one `nodo.2.log`, up to `keep` old ones. By size
 * alone, since days are not to be trusted here. (pino-roll does the same with date-fns: 76 ms and 10 MB at the start.)
 * @param failed told once when the disk refuses; the program goes on without its file
 */
export const createLogFile = (
  folder: string,
  { maxBytes, keep }: { maxBytes: number; keep: number },
  failed: (error: Error) => void,
): LogFile => {
  mkdirSync(folder, { recursive: true, mode: 0o750 })
  const nameOf = (age: number) => join(folder, age === 0 ? 'nodo.log' : `nodo.${age}.log`)
  const destination = pino.destination({ dest: nameOf(0), sync: false, mode: 0o640 })
  let size = statSync(nameOf(0), { throwIfNoEntry: false })?.size ?? 0

  const rotate = () => {
    try {
      for (let age = keep - 1; age >= 0; age--)
        if (statSync(nameOf(age), { throwIfNoEntry: false })) renameSync(nameOf(age), nameOf(age + 1))
      destination.reopen()
    } catch (error) {
      failed(error as Error)
    }
  }
  destination.once('error', failed)
  // Later ones of the same disk say the same.
  destination.on('error', () => undefined)
  destination.on('write', (bytes: number) => {
    size += bytes
    if (size < maxBytes) return
    size = 0
    destination.once('drain', rotate)
  })

  return {
    write: (line) => void destination.write(line),
    close: () =>
      new Promise((resolve) => {
        destination.once('close', () => resolve())
        destination.end()
      }),
  }
}
