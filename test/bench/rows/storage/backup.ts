import { fork } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { connectSocket } from '../../../../src/system/socket-client.ts'
import { account, content } from '../../../contract/records.ts'
import { openFamily } from '../../../storage/families.ts'
import { startBox } from '../../box.ts'
import type { Bench, Figure } from '../../figure.ts'
import { look, untilPlayable } from '../../on-air.ts'
import { publish, videoSource } from '../../source.ts'
import type { Order, Report } from '../../viewers-process.ts'

const contents = 10_000
const blobBytes = 20_000
const batchOf = 500
const viewers = 20

/** A data folder with so many contents, each with a file of its own. */
const furnish = async (dataDir: string) => {
  const storage = openFamily({ dataDir, base: undefined })
  await storage.start()
  const creator = account()
  await storage.accounts.create(creator)
  for (let from = 0; from < contents; from += batchOf)
    await storage.contents.createMany(
      Array.from({ length: batchOf }, (_, i) => {
        const bytes = Buffer.alloc(blobBytes, `contenido ${from + i} `)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        const file = join(dataDir, 'blobs', sha256.slice(0, 2), sha256)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, bytes)
        const medium = { formato: 'm4a', codecs: 'mp4a.40.2', ancho: null, alto: null, bitrate: 48_000 }
        const medios = [{ ...medium, tamano_bytes: blobBytes, sha256, url: `/media/${from + i}.m4a` }]
        return content(creator.id, { estado: 'publicado', medios })
      }),
    )
  await storage.stop()
}

/** Makes a backup through the node's socket, as `nodo backup` does. @returns how long it took, ms */
const backUp = async (dataDir: string, folder: string): Promise<number> => {
  const commander = await connectSocket(dataDir)
  if (!commander) throw new Error('the node does not listen')
  const begun = performance.now()
  await commander.call('backup.begin', { carpeta: folder })
  while (!(await commander.call('backup.progress', null)).copia) await sleep(100)
  await commander.close()
  return performance.now() - begun
}

/** What viewers of a live meet while the whole box is backed up. */
export const backups = async (bench: Bench): Promise<Figure[]> => {
  const [dataDir, folder] = ['datos-', 'copias-'].map((name) => mkdtempSync(join(bench.folder, name))) as [
    string,
    string,
  ]
  await furnish(dataDir)
  const source = await videoSource(2)
  const box = await startBox(bench.folder, { dataDir })
  const watching = fork(join(import.meta.dirname, '..', '..', 'viewers-process.ts'), { execArgv: [] })
  const tell = (order: Order) => watching.send(order)
  try {
    const live = await box.startLive()
    const encoder = publish(source, live.rtmp)
    try {
      await untilPlayable(live.hls)
      await sleep(3000)
      tell({ type: 'join', playlist: (await look(live.hls)).playlist, viewers, perSecond: viewers })
      await sleep(5000)
      tell({ type: 'measure' })
      const tookMs = await backUp(dataDir, folder)
      const report = await new Promise<Report>((resolve) => {
        watching.once('message', (message) => resolve(message as Report))
        tell({ type: 'report' })
      })
      const seconds = (tookMs / 1000).toFixed(1)
      bench.say(
        `a backup in ${seconds} s: ${report.stalled} of ${report.playing} stalled, late p95 ${report.late.p95.toFixed(0)} ms`,
      )
      return [
        {
          figure: `viewers of a live that stall while ${contents} contents are backed up (${seconds} s; a part late p95 ${Math.round(report.late.p95)} ms)`,
          unit: '',
          ours: report.stalled,
          bar: 0,
          better: 'less',
          also: { [`${viewers} play`]: report.playing === viewers },
          detail: report,
        },
      ]
    } finally {
      await encoder.stop()
    }
  } finally {
    watching.kill()
    await box.stop()
  }
}
