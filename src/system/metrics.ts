import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Where the figures come from. Totals are since the start and only grow. */
export interface Figures {
  lives(): { lives: number; viewers: number }
  /** Parts and segments answered. */
  partsServed(): number
  /** Times an ffmpeg child was started again. */
  childRestarts(): number
  /** Jobs that wait or run. */
  pendingJobs(): Promise<number>
  /** Seconds of each group commit since the last call. */
  takeCommitTimes(): number[]
  /** Bytes. */
  disk(): Promise<{ free: number; total: number }>
}

export interface Metrics {
  /** Prometheus text, version 0.0.4. */
  text(): Promise<string>
  stop(): void
}

const sampledMs = 20

/** Sets quantiles of the loop's delay since the last reading, in seconds. The histogram counts the sampling interval in. */
const loopDelay = (histogram: ReturnType<typeof monitorEventLoopDelay>, gauge: Gauge<'quantile'>) => {
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - sampledMs / 1000)
  for (const quantile of [0.5, 0.99]) gauge.set({ quantile }, late(histogram.percentile(quantile * 100)))
  gauge.set({ quantile: 1 }, late(histogram.max))
  histogram.reset()
}

/** Figures of the box in a registry of its own. */
export const createMetrics = (figures: Figures): Metrics => {
  const registry = new Registry()
  const registers = [registry]
  const delays = monitorEventLoopDelay({ resolution: sampledMs })
  delays.enable()

  const gauge = (name: string, help: string, value: () => number | Promise<number>) =>
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await value())
      },
    })
  const total = (name: string, help: string, value: () => number) =>
    new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset()
        this.inc(value())
      },
    })

  gauge('nodo_lives', 'Lives with media now', () => figures.lives().lives)
  gauge('nodo_viewers', 'Viewers of all lives now', () => figures.lives().viewers)
  total('nodo_parts_served_total', 'Parts and segments of lives answered', figures.partsServed)
  total('nodo_child_restarts_total', 'Media children started again', figures.childRestarts)
  gauge('nodo_jobs_pending', 'Jobs that wait or run', figures.pendingJobs)
  gauge('nodo_disk_free_bytes', 'Free bytes of the data disk', async () => (await figures.disk()).free)
  gauge('nodo_disk_total_bytes', 'Bytes of the data disk', async () => (await figures.disk()).total)
  gauge('process_resident_memory_bytes', 'Resident memory of the main process', () => process.memoryUsage.rss())
  gauge('process_uptime_seconds', 'Seconds since the program started', () => process.uptime())
  total('process_cpu_seconds_total', 'Processor seconds of the main process', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  new Gauge({
    name: 'nodo_loop_delay_seconds',
    help: 'Delay of the main loop since the last reading',
    labelNames: ['quantile'],
    registers,
    collect() {
      loopDelay(delays, this)
    },
  })
  new Histogram({
    name: 'nodo_commit_seconds',
    help: 'Group commits of the database, sync included',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
    collect() {
      for (const seconds of figures.takeCommitTimes()) this.observe(seconds)
    },
  })

  return { text: () => registry.metrics(), stop: () => delays.disable() }
}
