import { startBox } from '../box.ts'
import type { Scenario } from '../figure.ts'
import { untilPlayable } from '../on-air.ts'
import { publish, videoSource } from '../source.ts'
import { median } from '../statistics.ts'

/** From the start of the encoder's process, connecting included, to the first playlists with a part that can be had. */
export const firstPlayable: Scenario = {
  name: 'first-playable',
  options: ['runs'],
  seconds: 10,
  async run(bench) {
    const source = await videoSource(1)
    const box = await startBox(bench.folder)
    const times: number[] = []
    try {
      for (let run = 0; run < bench.option('runs', 7); run++) {
        const live = await box.startLive()
        const begun = performance.now()
        const encoder = publish(source, live.rtmp)
        try {
          await untilPlayable(live.hls)
          times.push((performance.now() - begun) / 1000)
        } finally {
          await encoder.stop()
        }
        await box.call('POST', `/api/live/${live.id}/end`)
        bench.say(`${times.at(-1)?.toFixed(3)} s`)
      }
    } finally {
      await box.stop()
    }
    return [
      {
        figure: 'publish → first playable playlist, 1 s GOP',
        unit: 's',
        ours: median(times),
        bar: 1.5,
        goal: 1,
        better: 'less',
        peer: 4,
        peerIs: 'MediaMTX*',
        detail: { runs: times },
      },
    ]
  },
}
