import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startBox } from '../box.ts'
import type { Scenario } from '../figure.ts'
import { listen, totalOf } from '../listener.ts'
import { untilPlayable } from '../on-air.ts'
import { publish, soundSource } from '../source.ts'

const kinds = ['speech', 'music'] as const

/** What a listener of the smallest rendition pays, requests and headers of every layer included. */
export const smallRendition: Scenario = {
  name: 'small-rendition',
  options: ['segments'],
  seconds: 33,
  async run(bench) {
    const sources = await Promise.all(kinds.map(soundSource))
    const box = await startBox(bench.folder)
    try {
      const heard = await Promise.all(
        kinds.map(async (kind, i) => {
          const live = await box.startLive()
          const encoder = publish(sources[i] as string, live.rtmp)
          try {
            await untilPlayable(live.hls)
            await sleep(8000)
            const playlist = new URL('opus/index.m3u8', live.hls)
            const counted = await listen(playlist, randomUUID(), 3, bench.option('segments', bench.long ? 30 : 5))
            const kbps = (bytes: number) => (bytes * 8) / 1000 / counted.seconds
            const rates = { total: kbps(totalOf(counted)), media: kbps(counted.mediaBytes) }
            bench.say(
              `${kind}: ${rates.total.toFixed(2)} kbit/s, of it media ${rates.media.toFixed(2)}; ${JSON.stringify(counted)}`,
            )
            return { kind, ...rates, ...counted }
          } finally {
            await encoder.stop()
          }
        }),
      )
      return heard.map((one) => ({
        figure: `24 kbit/s rendition on the wire, ${one.kind} (its segments ${one.media.toFixed(1)} kbit/s)`,
        unit: 'kbit/s',
        ours: one.total,
        bar: 32,
        better: 'less' as const,
        detail: one,
      }))
    } finally {
      await box.stop()
    }
  },
}
