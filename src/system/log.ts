import pino, { type Logger } from 'pino'
import { createLogFile } from './log-file.ts'
import { redact } from './redact.ts'

export interface LogOptions {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error'
  /** `auto`: pretty where a terminal reads it, JSON otherwise. */
  format: 'auto' | 'json' | 'pretty'
  /** Where the log is also kept, rotated; without one it is on the console alone. */
  folder?: string
  /** What the console is; the process's own output without one. */
  console?: { write(line: string): void; isTTY?: boolean }
}

export interface Log {
  logger: Logger
  /** Writes out what is left. */
  close(): Promise<void>
}

const rotation = { maxBytes: 5 * 1024 * 1024, keep: 5 }
const colours: Record<string, string> = { trace: '90', debug: '90', info: '36', warn: '33', error: '31', fatal: '35' }

/** One line for a person: time, severity, message, and the rest as `key=value`. */
const prettyOf = (line: string): string => {
  const { time, level, msg, pid: _pid, hostname: _hostname, err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const label = pino.levels.labels[Number(level)] ?? 'info'
  const values = Object.entries(rest).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const stack = err && typeof err === 'object' && 'stack' in err ? `\n${String(err.stack)}` : ''
  const clock = new Date(Number(time)).toTimeString().slice(0, 8)
  return `${clock} \u001b[${colours[label]}m${label.toUpperCase().padEnd(5)}\u001b[0m ${String(msg ?? '')}${values.join('')}${stack}\n`
}

/**
 * The log of the program: structured, to the console and to a rotated file, in this thread (a transport of its own
 * would cost a thread's memory). Every line passes through `redact`, so no secret is ever in it.
 */
export const createLog = ({ level, format, folder, console }: LogOptions): Log => {
  const out = console ?? process.stdout
  const pretty = format === 'pretty' || (format === 'auto' && out.isTTY === true)
  const file =
    folder === undefined
      ? undefined
      : createLogFile(folder, rotation, (error) => out.write(`${JSON.stringify({ level: 50, msg: error.message })}\n`))
  const stream = {
    write(line: string) {
      const safe = redact(line)
      out.write(pretty ? prettyOf(safe) : safe)
      file?.write(safe)
    },
  }
  const logger = pino({ level, base: null }, stream)
  return {
    logger,
    async close() {
      await file?.close()
    },
  }
}
