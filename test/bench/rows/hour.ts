import { fork } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startBox } from '../box.ts'
import type { Bench, Figure, Scenario } from '../figure.ts'
import { look, untilPlayable } from '../on-air.ts'
import { usageOf } from '../processes.ts'
import { publish, videoSource } from '../source.ts'
import { median } from '../statistics.ts'

const viewers = 10
const everyS = 10

interface Sample {
  atS: number
  rssMb: number
  pssMb: number
  processes: number
  descriptors: number
  /** MB on disk by what lies at the top of the data folder. */
  diskMb: Record<string, number>
}

const sizeOf = async (path: string): Promise<number> => {
  const found = await stat(path).catch(() => undefined)
  if (!found?.isDirectory()) return found ? found.size : 0
  const inside = await Promise.all((await readdir(path).catch(() => [])).map((name) => sizeOf(join(path, name))))
  return inside.reduce((sum, size) => sum + size, 0)
}

const sample = async (pid: number, dataDir: string, begun: number): Promise<Sample> => {
  const disk = await Promise.all(
    (await readdir(dataDir)).map(async (name) => [name, (await sizeOf(join(dataDir, name))) / 1e6] as const),
  )
  const { rssMb, pssMb, processes } = usageOf(pid)
  const descriptors = readdirSync(`/proc/${pid}/fd`).length
  return {
    atS: (performance.now() - begun) / 1000,
    rssMb,
    pssMb,
    processes,
    descriptors,
    diskMb: Object.fromEntries(disk),
  }
}

const diskOf = ({ diskMb }: Sample, recordings: boolean): number =>
  Object.entries(diskMb).reduce((sum, [name, mb]) => sum + ((name === 'grabaciones') === recordings ? mb : 0), 0)

/** A long live with a few viewers: what grows with time. */
export const hour: Scenario = {
  name: 'hour',
  options: ['minutes'],
  seconds: 3620,
  long: true,
  async run(bench: Bench) {
    const minutes = bench.option('minutes', 60)
    const warmS = Math.min(600, minutes * 20)
    const source = await videoSource(2)
    const sourceMbps = (await stat(source)).size / 1e6 / 64
    const box = await startBox(bench.folder)
    const samples: Sample[] = []
    try {
      const live = await box.startLive()
      const encoder = publish(source, live.rtmp)
      const watching = fork(join(import.meta.dirname, '..', 'viewers-process.ts'), { execArgv: [] })
      try {
        await untilPlayable(live.hls)
        const { playlist } = await look(live.hls)
        watching.send({ type: 'join', playlist, viewers, perSecond: viewers })
        const begun = performance.now()
        while (performance.now() - begun < minutes * 60_000) {
          await sleep(everyS * 1000)
          samples.push(await sample(box.pid, box.dataDir, begun))
          const last = samples.at(-1)
          if (last && samples.length % 30 === 0) {
            bench.say(`${(last.atS / 60).toFixed(0)} min: ${last.rssMb.toFixed(0)} MB, ${last.descriptors} descriptors`)
          }
        }
      } finally {
        watching.kill()
        await encoder.stop()
      }
    } finally {
      await box.stop()
    }
    const after = samples.filter(({ atS }) => atS >= warmS)
    const tenth = Math.max(1, Math.floor(after.length / 10))
    const [early, late] = [after.slice(0, tenth), after.slice(-tenth)]
    const change = (of: (s: Sample) => number) => median(late.map(of)) - median(early.map(of))
    const first = after[0] as Sample
    const last = after.at(-1) as Sample
    const expectedMb = (last.atS - first.atS) * sourceMbps
    const recordedMb = diskOf(last, true) - diskOf(first, true)
    const otherMb = diskOf(last, false) - diskOf(first, false)
    const figures: Figure[] = [
      {
        figure: `${minutes} min of live: growth of memory after ${warmS / 60} min (RSS at the end ${Math.ceil(last.rssMb)} MB)`,
        unit: 'MB',
        ours: change(({ rssMb }) => rssMb),
        bar: 8,
        better: 'less',
        also: { processes: samples.every(({ processes }) => processes === last.processes) },
        detail: samples,
      },
      {
        figure: `${minutes} min of live: more descriptors open than after ${warmS / 60} min`,
        unit: '',
        ours: change(({ descriptors }) => descriptors),
        bar: 2,
        better: 'less',
        detail: { first: first.descriptors, last: last.descriptors },
      },
      {
        // The sound is kept three times: as it came, in AAC 48 and in Opus 24 kbit/s.
        figure: `${minutes} min of live: disk beyond ${expectedMb.toFixed(0)} MB sent (recording ${recordedMb.toFixed(0)} MB)`,
        unit: 'MB',
        ours: recordedMb + otherMb - expectedMb * (1 + 0.072 / (sourceMbps * 8)),
        bar: Math.ceil(expectedMb * 0.02 + 8),
        better: 'less',
        also: { 'less than was sent': recordedMb > expectedMb * 0.98 },
        detail: { first: first.diskMb, last: last.diskMb },
      },
    ]
    return figures
  },
}
