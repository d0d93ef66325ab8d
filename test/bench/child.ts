import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'

/** A process of the bench, ended by its own pid, also when the bench itself is interrupted. */
export interface Running {
  readonly process: ChildProcess
  readonly pid: number
  /** Resolves with its exit code once it has ended. */
  readonly exited: Promise<number | null>
  stop(signal?: NodeJS.Signals, patienceMs?: number): Promise<number | null>
}

const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill() // SIGTERM: a killed nginx would leave its worker.
})

/** @throws the error of a program that cannot be started */
export const launch = (program: string, args: readonly string[], options: SpawnOptions = {}): Running => {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'], ...options })
  alive.add(child)
  let failure: Error | undefined
  child.once('error', (error) => {
    failure = error
  })
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('close', (code) => {
      alive.delete(child)
      if (failure) reject(failure)
      else resolve(code)
    })
  })
  exited.catch(() => alive.delete(child))
  return {
    process: child,
    pid: child.pid ?? -1,
    exited,
    async stop(signal = 'SIGTERM', patienceMs = 12_000) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal)
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      return exited.finally(() => clearTimeout(timer))
    },
  }
}
