import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from '../../browser/browser.ts'
import { type Box, startBox } from '../box.ts'
import type { Bench, Scenario } from '../figure.ts'
import { glassProbe, type Seen } from '../glass-probe.ts'
import { untilPlayable } from '../on-air.ts'
import { blocks, strip } from '../stamp.ts'
import { startStampingEncoder } from '../stamping-encoder.ts'
import { median, percentile } from '../statistics.ts'
import { judge, type Viewing } from '../viewing.ts'

const fps = 30

/** One viewer in a browser of their own: opens the live's page and watches. */
const view = async (box: Box, codigo: string, bench: Bench): Promise<Viewing> => {
  const drop = bench.option('drop', bench.long ? 10 : 7)
  const watched = bench.option('watch', bench.long ? 300 : 14)
  const browser = await launch()
  try {
    const page = await (await browser.newContext({ viewport: { width: 800, height: 700 } })).newPage()
    page.on('pageerror', (error) => bench.say(`the page: ${error.message}`))
    await page.addInitScript(glassProbe, { blocks, strip })
    const openedAt = Date.now()
    await page.goto(`${box.url}/v/${codigo}`)
    await page.waitForFunction(() => (globalThis as unknown as { glass: Seen }).glass.frames.length > 0, undefined, {
      timeout: 30_000,
    })
    await sleep((drop + watched) * 1000)
    const seen = await page.evaluate(() => (globalThis as unknown as { glass: Seen }).glass)
    return judge(seen, openedAt, drop, fps)
  } finally {
    await browser.close()
  }
}

const words = ({ glass, newestAge, ...one }: Viewing) =>
  [
    `glass p50 ${glass.p50.toFixed()} p95 ${glass.p95.toFixed()} ms`,
    `newest ${newestAge.p50}/${newestAge.p95} ms`,
    `drift ${one.driftMs.toFixed()} ms`,
    `${one.stalls} stalls (longest gap ${one.longestGapMs.toFixed()} ms), ${one.stallsAtStart} at the start`,
    `rate ≠ 1 for ${one.ratePercent.toFixed()} %`,
    `shown ${one.shownPercent.toFixed(1)} %`,
    `first picture ${one.firstPictureMs.toFixed()} ms`,
  ].join(', ')

/** Pictures that say when they were made go in by RTMP, and are read back from the `<video>` of our own page. */
export const glass: Scenario = {
  name: 'glass',
  options: ['viewers', 'drop', 'watch', 'gop'],
  seconds: 125,
  async run(bench) {
    const viewings: Viewing[] = []
    const box = await startBox(bench.folder)
    try {
      const live = await box.startLive()
      const encoder = startStampingEncoder(live.rtmp, {
        width: 640,
        height: 360,
        fps,
        keySeconds: bench.option('gop', 1),
      })
      try {
        await untilPlayable(live.hls)
        await sleep(3000)
        for (let viewer = 0; viewer < bench.option('viewers', 5); viewer++) {
          const one = await view(box, live.codigo, bench)
          viewings.push(one)
          bench.say(`viewer ${viewer + 1}: ${words(one)}`)
        }
      } finally {
        await encoder.stop()
      }
    } finally {
      await box.stop()
    }
    return [
      {
        figure: 'age of the newest frame when it enters the browser, p50',
        unit: 'ms',
        ours: median(viewings.map(({ newestAge }) => newestAge.p50)),
        bar: 120,
        goal: 60,
        better: 'less',
        peer: 60,
        peerIs: 'MediaMTX*',
        detail: viewings.map(({ newestAge }) => newestAge),
      },
      {
        figure: `glass to glass in our page, ${viewings.length} viewers, the worst p95`,
        unit: 's',
        ours:
          percentile(
            viewings.map(({ glass }) => glass.p95),
            1,
          ) / 1000,
        bar: 1,
        goal: 0.8,
        better: 'less',
        peer: 1.02,
        peerIs: 'MediaMTX*, 3 of 8 drift',
        also: {
          drift: viewings.every(({ drifts }) => !drifts),
          stall: viewings.every(({ stalls }) => stalls === 0),
          misread: viewings.every(({ misread }) => misread === 0),
        },
        detail: viewings,
      },
    ]
  },
}
