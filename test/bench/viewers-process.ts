import { randomUUID } from 'node:crypto'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { summary } from './statistics.ts'
import { createTimeline } from './timeline.ts'
import { createViewer, newTally, type Tally } from './viewer.ts'

/** What the bench asks of a process full of viewers. */
export type Order =
  | { type: 'join'; playlist: string; viewers: number; perSecond: number }
  | { type: 'measure' }
  | { type: 'report' }

export interface Report extends Omit<Tally, 'on' | 'arrivals'> {
  playing: number
  stalled: number
  /** Arrival of parts after that of the quickest, ms. */
  late: ReturnType<typeof summary>
  /** CPU seconds of this process. */
  cpu: number
  /** How late its own loop was, ms. */
  loopLagP99Ms: number
}

const resolution = 5
const viewers: ReturnType<typeof createViewer>[] = []
const lag = monitorEventLoopDelay({ resolution })
const tally = newTally()
let cpu = process.cpuUsage()

const join = ({ playlist, viewers: many, perSecond }: Extract<Order, { type: 'join' }>) => {
  const read = createTimeline()
  for (let i = 0; i < many; i++) {
    const viewer = createViewer(new URL(playlist), randomUUID(), read, tally)
    viewers.push(viewer)
    setTimeout(viewer.watch, (i * 1000) / perSecond)
  }
  setInterval(() => {
    for (const viewer of viewers) viewer.check()
  }, 1000).unref()
}

const report = (): Report => {
  const { on, arrivals, ...counts } = tally
  tally.on = false
  const quickest = arrivals.reduce((least, age) => Math.min(least, age), Number.POSITIVE_INFINITY)
  const used = process.cpuUsage(cpu)
  return {
    ...counts,
    playing: viewers.filter((viewer) => viewer.playing()).length,
    stalled: viewers.filter((viewer) => viewer.stalls() > 0).length,
    late: summary(arrivals.map((age) => age - quickest)),
    cpu: (used.user + used.system) / 1e6,
    loopLagP99Ms: lag.percentile(99) / 1e6 - resolution,
  }
}

process.on('message', (order: Order) => {
  if (order.type === 'join') join(order)
  else if (order.type === 'measure') {
    Object.assign(tally, newTally(), { on: true })
    for (const viewer of viewers) viewer.forget()
    lag.enable()
    cpu = process.cpuUsage()
  } else {
    process.send?.(report())
    for (const viewer of viewers) viewer.leave()
    process.disconnect?.()
  }
})
