import { setTimeout as sleep } from 'node:timers/promises'
import { startBox } from '../box.ts'
import type { Bench, Figure, Scenario } from '../figure.ts'
import { type Nginx, startNginx } from '../nginx.ts'
import { look, untilPlayable } from '../on-air.ts'
import { usageOf } from '../processes.ts'
import { publish, videoSource } from '../source.ts'
import { median } from '../statistics.ts'
import { createWrk, type Load } from '../wrk.ts'

const kinds = {
  segment: { bar: 0.9, goal: 1, mediamtx: 1.11, suffix: '.m4s' },
  part: { bar: 0.5, goal: 0.7, mediamtx: 0.45, suffix: '.m4s' },
  playlist: { bar: 0.3, goal: 0.6, mediamtx: 0.2, suffix: '.m3u8' },
} as const
type Kind = keyof typeof kinds

interface Pair {
  bytes: number
  ours: Load
  nginx: Load
  ratio: number
  /** Of our process tree, percent of a core. */
  cpuPercent: number
}

const bytesOf = async (url: string): Promise<Buffer> => {
  const answer = await fetch(url)
  if (answer.status !== 200) throw new Error(`${answer.status} from ${url}`)
  return Buffer.from(await answer.arrayBuffer())
}

const pair = async (
  kind: Kind,
  hls: string,
  pid: number,
  nginx: Nginx,
  wrk: (url: string) => Promise<Load>,
): Promise<Pair> => {
  const url = (await look(hls))[kind]
  if (!url) throw new Error(`there is no ${kind}`)
  const bytes = await bytesOf(url)
  const twin = await nginx.serve(kind + kinds[kind].suffix, bytes)
  if (!bytes.equals(await bytesOf(twin))) throw new Error('nginx does not serve the same bytes')
  const before = usageOf(pid).cpu
  const begun = performance.now()
  const ours = await wrk(url)
  const cpuPercent = ((usageOf(pid).cpu - before) / (performance.now() - begun)) * 1e5
  await bytesOf(url) // A live's window moves on: what was asked for must still be there.
  const theirs = await wrk(twin)
  if (ours.bad + theirs.bad > 0) throw new Error(`${ours.bad} bad answers of ours, ${theirs.bad} of nginx`)
  return { bytes: bytes.length, ours, nginx: theirs, ratio: ours.perSecond / theirs.perSecond, cpuPercent }
}

const figureOf = (kind: Kind, pairs: readonly Pair[]): Figure => ({
  figure: `delivery of a ${kind} (${Math.round(pairs[0]?.bytes ?? 0)} bytes), of nginx, median of ${pairs.length} pairs`,
  unit: '',
  ours: median(pairs.map(({ ratio }) => ratio)),
  bar: kinds[kind].bar,
  goal: kinds[kind].goal,
  better: 'more',
  peerIs: `nginx ${Math.round(median(pairs.map((p) => p.nginx.perSecond)))}/s, ours ${Math.round(median(pairs.map((p) => p.ours.perSecond)))}/s; MediaMTX ${kinds[kind].mediamtx}*`,
  detail: pairs,
})

/** Requests a second for the very same bytes, ours and nginx in turns. */
export const delivery: Scenario = {
  name: 'delivery',
  options: ['seconds', 'pairs'],
  seconds: 165,
  async run(bench: Bench) {
    const seconds = bench.option('seconds', bench.long ? 8 : 4)
    const load = await createWrk(bench.folder)
    const wrk = (url: string) => load(url, seconds)
    const source = await videoSource(2)
    const box = await startBox(bench.folder)
    const figures: Figure[] = []
    const nginx = await startNginx(bench.folder)
    try {
      const live = await box.startLive()
      const encoder = publish(source, live.rtmp)
      try {
        await untilPlayable(live.hls)
        await sleep(9000) // A window of usual length.
        for (const kind of Object.keys(kinds) as Kind[]) {
          const pairs: Pair[] = []
          for (let n = 0; n < bench.option('pairs', 6); n++) {
            const one = await pair(kind, live.hls, box.pid, nginx, wrk)
            pairs.push(one)
            bench.say(
              `${kind} ${one.bytes} B: ${Math.round(one.ours.perSecond)}/s, nginx ${Math.round(one.nginx.perSecond)}/s, ` +
                `${one.ratio.toFixed(3)}, our CPU ${one.cpuPercent.toFixed(0)} %`,
            )
          }
          figures.push(figureOf(kind, pairs))
        }
      } finally {
        await encoder.stop()
      }
    } finally {
      await nginx.stop()
      await box.stop()
    }
    return figures
  },
}
