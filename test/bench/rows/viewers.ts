import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Box, startBox } from '../box.ts'
import type { Bench, Scenario } from '../figure.ts'
import { look, untilPlayable } from '../on-air.ts'
import { watchUsage } from '../processes.ts'
import { publish, videoSource } from '../source.ts'
import type { Order, Report } from '../viewers-process.ts'

const joinsPerSecond = 100

interface Step extends Report {
  viewers: number
  requestsPerSecond: number
  mbPerSecond: number
  serverCpuPercent: number
  serverRssPeakMb: number
  generatorCpuPercent: number
}

const tell = (worker: ChildProcess, order: Order) => worker.send(order)

const step = async (box: Box, playlist: string, viewers: number, seconds: number): Promise<Step> => {
  const worker = fork(join(import.meta.dirname, '..', 'viewers-process.ts'), { execArgv: [] })
  try {
    tell(worker, { type: 'join', playlist, viewers, perSecond: joinsPerSecond })
    await sleep((viewers / joinsPerSecond + 4) * 1000)
    const usage = watchUsage(box.pid, 1000)
    tell(worker, { type: 'measure' })
    const begun = performance.now()
    await sleep(seconds * 1000)
    const elapsed = (performance.now() - begun) / 1000
    const server = usage()
    const report = await new Promise<Report>((resolve, reject) => {
      worker.once('message', (message) => resolve(message as Report))
      worker.once('exit', (code) => reject(new Error(`the viewers' process ended with ${code}`)))
      tell(worker, { type: 'report' })
    })
    return {
      viewers,
      ...report,
      requestsPerSecond: report.requests / elapsed,
      mbPerSecond: report.bytes / elapsed / 1e6,
      serverCpuPercent: server.cpuPercent,
      serverRssPeakMb: server.rssPeakMb,
      generatorCpuPercent: (report.cpu / elapsed) * 100,
    }
  } finally {
    worker.kill()
  }
}

const held = ({ stalled, playing, viewers, lost }: Step) => stalled === 0 && lost === 0 && playing === viewers

const words = (s: Step) =>
  `${s.viewers} viewers: ${s.playing} play, ${s.stalled} stalled, late p50 ${s.late.p50.toFixed(0)} p95 ${s.late.p95.toFixed(0)} ` +
  `max ${s.late.max.toFixed(0)} ms, ${s.requestsPerSecond.toFixed(0)} requests/s, ${s.mbPerSecond.toFixed(0)} MB/s, CPU of a core: ` +
  `box ${s.serverCpuPercent.toFixed(0)} %, generator ${s.generatorCpuPercent.toFixed(0)} % (lag p99 ${s.loopLagP99Ms.toFixed(0)} ms) ${JSON.stringify(s.errors)}`

/** Viewers of one 2 Mbit/s live by parts, the generator on the same cores, until one of them stands still. */
export const viewers: Scenario = {
  name: 'viewers',
  options: ['viewers', 'seconds'],
  seconds: 90,
  async run(bench: Bench) {
    const only = bench.option('viewers', 0)
    const wanted = only > 0 ? [only] : bench.long ? [400, 600, 800, 1000, 1200, 1500] : [600, 800, 1000]
    const seconds = bench.option('seconds', bench.long ? 30 : 12)
    const steps: Step[] = []
    const source = await videoSource(2)
    const box = await startBox(bench.folder)
    try {
      const live = await box.startLive()
      const encoder = publish(source, live.rtmp)
      try {
        await untilPlayable(live.hls)
        await sleep(6000)
        const { playlist } = await look(live.hls)
        for (const many of wanted) {
          const one = await step(box, playlist, many, seconds)
          steps.push(one)
          bench.say(words(one))
          if (!held(one)) break
          await sleep(1000)
        }
      } finally {
        await encoder.stop()
      }
    } finally {
      await box.stop()
    }
    const most = steps.filter(held).at(-1)
    return [
      {
        figure: `LL-HLS viewers of 2 Mbit/s without a stall${most ? ` (${Math.floor(most.requestsPerSecond)} requests/s, ${Math.floor(most.mbPerSecond)} MB/s; CPU box ${Math.ceil(most.serverCpuPercent)} %, generator ${Math.ceil(most.generatorCpuPercent)} %)` : ''}`,
        unit: '',
        ours: most?.viewers ?? 0,
        bar: 600,
        goal: 1000,
        better: 'more',
        peer: 500,
        peerIs: 'MediaMTX*, 10000 requests/s',
        detail: steps,
      },
    ]
  },
}
