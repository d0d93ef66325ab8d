import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Box, startBox } from '../box.ts'
import { launch } from '../child.ts'
import { createConnection } from '../connection.ts'
import type { Bench, Scenario } from '../figure.ts'
import { look, untilPlayable } from '../on-air.ts'
import { publish, videoSource } from '../source.ts'
import { percentile, summary } from '../statistics.ts'

const syncMs = 80
const writesPerSecond = 10
const requestsPerSecond = 50

/** Compiles the shim that makes a disk slow. @returns its path */
const compileShim = async (folder: string): Promise<string> => {
  const shim = join(folder, 'slow-sync.so')
  const source = join(import.meta.dirname, '..', 'slow-sync.c')
  const code = await launch('gcc', ['-shared', '-fPIC', '-O2', '-o', shim, source, '-ldl']).exited
  if (code !== 0) throw new Error(`gcc ended with ${code}`)
  return shim
}

/** Calls `work` each `everyMs`, however long one takes. @returns a function that ends it and waits for what is under way */
const each = (everyMs: number, work: () => Promise<void>) => {
  const under = new Set<Promise<void>>()
  const timer = setInterval(() => {
    const one = work().finally(() => under.delete(one))
    under.add(one)
  }, everyMs)
  return async () => {
    clearInterval(timer)
    await Promise.all(under)
  }
}

/** A change of the live's title, answered once it is durable. */
const createWriter = (box: Box, live: string, times: number[]) => {
  let count = 0
  return async () => {
    const begun = performance.now()
    await box.call('PUT', `/api/live/${live}`, { titulo: `Medida ${++count}` })
    times.push(performance.now() - begun)
  }
}

/** Requests for the newest part on one connection, at a steady pace; a request that had to queue counts its waiting. */
const fetchParts = async (hls: string, seconds: number, failed: (what: string) => void): Promise<number[]> => {
  const times: number[] = []
  let newest = new URL((await look(hls)).part ?? hls)
  const stopLooking = each(100, async () => {
    newest = new URL((await look(hls)).part ?? newest)
  })
  const connection = createConnection(newest.hostname, Number(newest.port))
  const begun = performance.now()
  for (let n = 0; n < seconds * requestsPerSecond; n++) {
    const due = begun + (n * 1000) / requestsPerSecond
    if (due > performance.now()) await sleep(due - performance.now())
    const asked = Math.min(performance.now(), due + 1000 / requestsPerSecond)
    await new Promise<void>((resolve) => {
      connection.get(newest.pathname, false, (error, status) => {
        if (error || status !== 200) failed(error?.message ?? `part ${status}`)
        times.push(performance.now() - asked)
        resolve()
      })
    })
  }
  connection.end()
  await stopLooking()
  return times
}

/** How soon a part is there while the box writes to a disk whose every sync takes 80 ms. */
export const slowDisk: Scenario = {
  name: 'slow-disk',
  options: ['seconds'],
  seconds: 18,
  async run(bench: Bench) {
    const source = await videoSource(1)
    const shim = await compileShim(bench.folder)
    const box = await startBox(bench.folder, { env: { LD_PRELOAD: shim, NODO_WRITES_PER_MINUTE: '1000000' } })
    const writes: number[] = []
    const faults: string[] = []
    let parts: number[]
    try {
      const live = await box.startLive()
      const encoder = publish(source, live.rtmp)
      try {
        await untilPlayable(live.hls)
        await sleep(2000)
        const stopWriting = each(1000 / writesPerSecond, createWriter(box, live.id, writes))
        await sleep(1000)
        parts = await fetchParts(live.hls, bench.option('seconds', 10), (what) => faults.push(what))
        await stopWriting()
      } finally {
        await encoder.stop()
      }
    } finally {
      await box.stop()
    }
    const durable = summary(writes)
    if (!(percentile(writes, 0) >= syncMs))
      throw new Error(`a write was durable after ${percentile(writes, 0)} ms: the disk is not slow`)
    const found = summary(parts)
    bench.say(`parts ${JSON.stringify(found)}; writes ${JSON.stringify(durable)}`)
    return [
      {
        figure: `part delivery p95, ${writesPerSecond} durable writes/s, sync ${syncMs} ms (p50 ${found.p50.toFixed(2)} ms; a write p50 ${Math.round(durable.p50)} ms)`,
        unit: 'ms',
        ours: found.p95,
        bar: 5,
        goal: 2,
        better: 'less',
        also: { [`${faults.length} failed`]: faults.length === 0 },
        detail: { parts: found, writes: durable, faults },
      },
    ]
  },
}
