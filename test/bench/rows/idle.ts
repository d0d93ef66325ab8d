import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startBox } from '../box.ts'
import type { Scenario } from '../figure.ts'
import { untilPlayable } from '../on-air.ts'
import { watchUsage } from '../processes.ts'
import { publish, videoSource } from '../source.ts'
import { median } from '../statistics.ts'

const settleS = 10

/** A box that has been used before: how soon it is ready again after a clean stop, and what it holds with nothing to do. */
export const idle: Scenario = {
  name: 'idle',
  options: ['starts', 'seconds'],
  seconds: 33,
  async run(bench) {
    const source = await videoSource(1)
    const dataDir = await mkdtemp(join(bench.folder, 'usada-'))
    let box = await startBox(bench.folder, { dataDir })
    const live = await box.startLive()
    const encoder = publish(source, live.rtmp)
    await untilPlayable(live.hls)
    await sleep(3000)
    await encoder.stop()
    await box.call('POST', `/api/live/${live.id}/end`)
    await sleep(2000)
    await box.stop()

    const starts: number[] = []
    const runs = bench.option('starts', 7)
    for (let n = 1; ; n++) {
      box = await startBox(bench.folder, { dataDir })
      starts.push(box.startedInMs / 1000)
      if (n === runs) break
      await box.stop()
    }
    await sleep(settleS * 1000)
    const look = watchUsage(box.pid)
    await sleep(bench.option('seconds', 5) * 1000)
    const usage = look()
    await box.stop()
    bench.say(`starts ${starts.map((s) => s.toFixed(3)).join(' ')} s; ${JSON.stringify(usage)}`)
    return [
      {
        figure: `idle memory of the process tree, RSS (PSS ${Math.ceil(usage.pssMb)} MB, CPU ${usage.cpuPercent.toFixed(1)} %)`,
        unit: 'MB',
        ours: usage.rssMb,
        bar: 190,
        goal: 150,
        better: 'less',
        peer: 37,
        peerIs: 'MediaMTX*, node-media-server alone 90',
        detail: usage,
      },
      {
        figure: `start after a clean stop to /readyz, median of ${starts.length}`,
        unit: 's',
        ours: median(starts),
        bar: 1,
        goal: 0.6,
        better: 'less',
        peer: 0.029,
        peerIs: 'MediaMTX*, node-media-server 0.245',
        detail: { starts },
      },
    ]
  },
}
