import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { mean } from './statistics.ts'

const tick = Number(execFileSync('getconf', ['CLK_TCK']))
const page = Number(execFileSync('getconf', ['PAGESIZE']))

interface Stat {
  pid: number
  parent: number
  group: number
  state: string
  /** CPU seconds of its own and of children that it has buried. */
  cpu: number
  rss: number
}

/** proc(5), /proc/<pid>/stat: the name stands in brackets and may hold anything. */
const statOf = (pid: number): Stat | undefined => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
    const [state = '', parent, group] = fields
    const times = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0)
    return {
      pid,
      parent: Number(parent),
      group: Number(group),
      state,
      cpu: times / tick,
      rss: Number(fields[21]) * page,
    }
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** A process may end between two looks. */
const isGone = (error: unknown) => ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')

const pssOf = (pid: number): number => {
  try {
    const found = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))
    return found ? Number(found[1]) * 1024 : 0
  } catch (error) {
    if (isGone(error)) return 0
    throw error
  }
}

const all = (): Stat[] =>
  readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []))

/** The process and all below it. */
export const treeOf = (root: number): Stat[] => {
  const everybody = all()
  const members = everybody.filter(({ pid }) => pid === root)
  for (const member of members) members.push(...everybody.filter(({ parent }) => parent === member.pid))
  return members
}

/** What still runs of a process group; zombies do not. */
export const groupOf = (group: number): number[] =>
  all()
    .filter((stat) => stat.group === group && stat.state !== 'Z')
    .map(({ pid }) => pid)

/** What one process has in memory, in bytes. */
export const memoryOf = (pid: number): number => statOf(pid)?.rss ?? 0

export interface Usage {
  processes: number
  /** CPU seconds. */
  cpu: number
  rssMb: number
  pssMb: number
}

export const usageOf = (root: number): Usage => {
  const members = treeOf(root)
  return {
    processes: members.length,
    cpu: members.reduce((sum, m) => sum + m.cpu, 0),
    rssMb: members.reduce((sum, m) => sum + m.rss, 0) / 1e6,
    pssMb: members.reduce((sum, m) => sum + pssOf(m.pid), 0) / 1e6,
  }
}

/** Looks at a process tree each `everyMs` until it is asked. */
export const watchUsage = (root: number, everyMs = 500) => {
  const begun = performance.now()
  const first = usageOf(root)
  const samples = [first]
  const timer = setInterval(() => samples.push(usageOf(root)), everyMs)
  return () => {
    clearInterval(timer)
    const last = usageOf(root)
    const seconds = (performance.now() - begun) / 1000
    return {
      seconds,
      processes: last.processes,
      cpuPercent: ((last.cpu - first.cpu) / seconds) * 100,
      rssMb: mean(samples.map((s) => s.rssMb)),
      rssPeakMb: Math.max(...samples.map((s) => s.rssMb)),
      pssMb: mean(samples.map((s) => s.pssMb)),
    }
  }
}
