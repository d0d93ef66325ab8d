import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

/** How a child ended. `asked` is true where `stop` was called or its input was closed by us. */
export interface ChildEnd {
  code: number | null
  signal: NodeJS.Signals | null
  asked: boolean
  /** The last 4 KiB of its stderr, for the log and the studio. */
  stderr: string
}

export interface Child {
  readonly pid: number
  readonly stdin: Writable
  /** The child's descriptors 1, 3, 4 … in the order of `outputs`. */
  readonly outputs: Readable[]
  /** Resolves once the process has exited and its pipes are closed. */
  readonly ended: Promise<ChildEnd>
  /** Closes its input and waits for it to finish by itself; SIGINT after `patienceMs`, SIGKILL 5 s later. */
  finish(patienceMs?: number): Promise<ChildEnd>
  /** SIGINT, SIGKILL after 5 s; resolves when it has exited. */
  stop(): Promise<ChildEnd>
}

export interface Children {
  /**
   * Starts a program without a shell, its life tied to this process's.
   * @param outputs how many pipes it writes: descriptor 1, then 3, 4 …
   * @throws the spawn error where the program cannot be started
   */
  spawn(program: string, args: readonly string[], outputs: number): Promise<Child>
  /** Ends what an earlier run of this data folder left behind. @returns how many were ended */
  sweep(): Promise<number>
  /** Stops every child that still runs. */
  stopAll(): Promise<void>
}

const STDERR_KEPT = 4096
const KILL_AFTER_MS = 5000
const SETPRIV = '/usr/bin/setpriv'

/**
 * The supervisor of long-running children. Two nets keep a killed program from leaving orphans: the kernel ends the
 * child with the thread that started it (prctl PR_SET_PDEATHSIG, set by util-linux's setpriv), and a file for each
 * child under `folder` lets the next start end what still runs.
 * @param folder where one file a child is kept: its pid and the start time that tells a reused pid apart
 */
export const createChildren = (folder: string): Children => {
  const running = new Set<Child>()

  /** Where the disk takes no file, which is no reason to leave a live without its child, the first net is all. */
  const track = async (pid: number): Promise<string> => {
    const file = join(folder, String(pid))
    const started = await startTime(pid)
    const keep = async (text: string) => {
      await mkdir(folder, { recursive: true })
      await writeFile(file, text)
    }
    if (started !== undefined) await keep(started).catch(() => undefined)
    return file
  }

  return {
    async spawn(program, args, outputs) {
      const [command, ...given] = existsSync(SETPRIV)
        ? [SETPRIV, '--pdeathsig', 'KILL', '--', program, ...args]
        : [program, ...args]
      const pipes = Array.from({ length: outputs - 1 }, () => 'pipe' as const)
      const raw = spawn(command as string, given, { stdio: ['pipe', 'pipe', 'pipe', ...pipes] })
      await new Promise<void>((resolve, reject) => {
        raw.once('spawn', resolve)
        raw.once('error', reject)
      })
      const child = supervise(raw, outputs)
      running.add(child)
      const file = track(child.pid)
      child.ended.then(async () => {
        running.delete(child)
        await unlink(await file).catch(whatever)
      })
      return child
    },

    async sweep() {
      let ended = 0
      for (const name of await readdir(folder).catch(() => [])) {
        const pid = Number(name)
        const kept = await readFile(join(folder, name), 'utf8').catch(() => '')
        if (Number.isInteger(pid) && kept !== '' && (await startTime(pid)) === kept) {
          process.kill(pid, 'SIGKILL')
          ended++
        }
        await unlink(join(folder, name)).catch(whatever)
      }
      return ended
    },

    async stopAll() {
      await Promise.all([...running].map((child) => child.stop()))
    },
  }
}

const supervise = (raw: ChildProcess, outputs: number): Child => {
  let stderr = ''
  let asked = false
  const keep = (chunk: Buffer) => {
    stderr = (stderr + chunk.toString('latin1')).slice(-STDERR_KEPT)
  }
  raw.stderr?.on('data', keep)
  const stdin = raw.stdin as Writable
  // A child that ends while it is written to: its exit tells why, the broken pipe says nothing more.
  stdin.on('error', (error) => keep(Buffer.from(`stdin: ${error.message}\n`)))
  const ended = new Promise<ChildEnd>((resolve) => {
    raw.once('close', (code, signal) => resolve({ code, signal, asked, stderr }))
  })

  const escalate = async (afterMs: number, signals: readonly NodeJS.Signals[]): Promise<ChildEnd> => {
    const [signal, ...rest] = signals
    if (signal === undefined) return ended
    let timer: NodeJS.Timeout | undefined
    const waited = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, afterMs, undefined)
    })
    const end = await Promise.race([ended, waited])
    clearTimeout(timer)
    if (end) return end
    raw.kill(signal)
    return escalate(KILL_AFTER_MS, rest)
  }

  return {
    pid: raw.pid as number,
    stdin,
    outputs: Array.from({ length: outputs }, (_, i) => raw.stdio[i === 0 ? 1 : i + 2] as Readable),
    ended,
    finish(patienceMs = 2000) {
      asked = true
      stdin.end()
      return escalate(patienceMs, ['SIGINT', 'SIGKILL'])
    },
    stop() {
      asked = true
      stdin.destroy()
      return escalate(0, ['SIGINT', 'SIGKILL'])
    },
  }
}

/** Field 22 of /proc/<pid>/stat, proc(5): ticks since boot at which the process began. Undefined where there is none. */
const startTime = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

/** A file that stays tells of a start that no later process has. */
const whatever = () => undefined
