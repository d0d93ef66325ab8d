import { setTimeout as sleep } from 'node:timers/promises'
import { startBox } from '../box.ts'
import type { Scenario } from '../figure.ts'
import { look, untilPlayable } from '../on-air.ts'
import { treeOf, watchUsage } from '../processes.ts'
import { publish, videoSource } from '../source.ts'

const settleS = 10

/** What one 2 Mbit/s live costs the box: recorded, with its renditions of sound, and one reader of its playlist. */
export const oneLive: Scenario = {
  name: 'one-live',
  options: ['seconds'],
  seconds: 46,
  async run(bench) {
    const source = await videoSource(2)
    const box = await startBox(bench.folder)
    try {
      await sleep(settleS * 1000)
      const watchIdle = watchUsage(box.pid)
      await sleep(4000)
      const idle = watchIdle()
      const live = await box.startLive()
      const encoder = publish(source, live.rtmp)
      try {
        await untilPlayable(live.hls)
        const reader = setInterval(() => {
          look(live.hls).catch((error: Error) => bench.say(error.message))
        }, 1000)
        await sleep(settleS * 1000)
        const before = new Map(treeOf(box.pid).map(({ pid, cpu }) => [pid, cpu]))
        const watchLive = watchUsage(box.pid, 1000)
        await sleep(bench.option('seconds', bench.long ? 30 : 20) * 1000)
        const usage = watchLive()
        clearInterval(reader)
        const members = treeOf(box.pid).map(({ pid, cpu, rss }) => ({
          what: pid === box.pid ? 'node' : 'ffmpeg',
          cpuPercent: ((cpu - (before.get(pid) ?? 0)) / usage.seconds) * 100,
          rssMb: rss / 1e6,
        }))
        const more = usage.rssMb - idle.rssMb
        bench.say(`idle ${idle.rssMb.toFixed(0)} MB, live ${JSON.stringify(usage)} ${JSON.stringify(members)}`)
        return [
          {
            figure: `one live with its audio renditions: memory more than idle (PSS ${Math.ceil(usage.pssMb - idle.pssMb)} MB)`,
            unit: 'MB',
            ours: more,
            bar: 100,
            better: 'less',
            peer: 62 - 37,
            peerIs: 'MediaMTX*, no renditions',
            detail: { idle, live: usage, members },
          },
          {
            figure: 'one live with its audio renditions: CPU of a core',
            unit: '%',
            ours: usage.cpuPercent,
            bar: 12,
            goal: 7,
            better: 'less',
            peer: 2.9,
            peerIs: 'MediaMTX*, no renditions',
            detail: { live: usage, members },
          },
        ]
      } finally {
        await encoder.stop()
      }
    } finally {
      await box.stop()
    }
  },
}
