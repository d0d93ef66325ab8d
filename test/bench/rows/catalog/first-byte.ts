import { Agent, get } from 'node:http'
import { startBox } from '../../box.ts'
import type { Bench, Figure } from '../../figure.ts'
import { startNginx } from '../../nginx.ts'
import { untilPlayable } from '../../on-air.ts'
import { randomFrom } from '../../random.ts'
import { publish, videoSource } from '../../source.ts'
import { percentile, summary } from '../../statistics.ts'
import { bigFilm } from './film.ts'
import { prepared } from './prepared.ts'
import { sendByTus } from './sending.ts'

const fileBytes = 256 * 1024 * 1024
const rangeBytes = 64 * 1024
const asked = 1_000

/** From the question to the first byte of the body, in ms. */
const firstByte = (url: string, from: number, agent: Agent): Promise<number> =>
  new Promise((resolve, reject) => {
    const begun = performance.now()
    get(url, { agent, headers: { range: `bytes=${from}-${from + rangeBytes - 1}` } }, (answer) => {
      if (answer.statusCode !== 206) reject(new Error(`${answer.statusCode} from ${url}`))
      let took: number | undefined
      answer.on('data', () => {
        took ??= performance.now() - begun
      })
      answer.on('end', () => resolve(took ?? Number.NaN))
    }).on('error', reject)
  })

/** Pieces of a download from anywhere in it, while a live is on the air; nginx gives the same file in turns. */
export const rangedDownload = async (bench: Bench): Promise<Figure[]> => {
  const film = await bigFilm(bench.folder, fileBytes)
  const random = randomFrom(bench.option('seed', 1))
  const box = await startBox(bench.folder)
  const nginx = await startNginx(bench.folder)
  try {
    const fields = { titulo: 'Para llevar', tipo: 'video', filename: 'corto.mp4' }
    const content = await prepared(box, await sendByTus(box.url, await box.token(), film, fields))
    const live = await box.startLive()
    const encoder = publish(await videoSource(2), live.rtmp)
    try {
      await untilPlayable(live.hls)
      const ours = box.url + content.url_descarga
      const theirs = await nginx.serve('corto.mp4', Buffer.from(await (await fetch(ours)).arrayBuffer()))
      const [here, there] = [new Agent({ keepAlive: true }), new Agent({ keepAlive: true })]
      const times: { ours: number[]; nginx: number[] } = { ours: [], nginx: [] }
      for (let n = 0; n < asked; n++) {
        const from = Math.floor(random() * (fileBytes - rangeBytes))
        times.ours.push(await firstByte(ours, from, here))
        times.nginx.push(await firstByte(theirs, from, there))
      }
      for (const agent of [here, there]) agent.destroy()
      return [
        {
          figure: `first byte of a ranged download under a live, ${asked} asked, p99`,
          unit: 'ms',
          ours: percentile(times.ours, 0.99),
          bar: 5,
          better: 'less',
          peer: percentile(times.nginx, 0.99),
          peerIs: 'nginx',
          detail: { ours: summary(times.ours), nginx: summary(times.nginx) },
        },
      ]
    } finally {
      await encoder.stop()
    }
  } finally {
    await nginx.stop()
    await box.stop()
  }
}
