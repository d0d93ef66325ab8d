import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { startBox } from '../../box.ts'
import { launch } from '../../child.ts'
import type { Bench, Figure } from '../../figure.ts'
import { startNginx } from '../../nginx.ts'
import { memoryOf } from '../../processes.ts'
import { type BigFilm, bigFilm } from './film.ts'
import { send, sendByForm, sendByTus } from './sending.ts'

const gigabyte = 1024 ** 3
const ways = { 'tus, one piece': sendByTus, 'a form': sendByForm }

const toDisk = async (path: string): Promise<void> => {
  const code = await launch('sync', [path]).exited
  if (code !== 0) throw new Error(`sync ended with ${code}`)
}

/** A copy of a file until the disk has it, in bytes a second. */
const plainCopy = async (from: string, bytes: number): Promise<number> => {
  const to = `${from}-copia`
  const begun = performance.now()
  const code = await launch('cp', [from, to]).exited
  if (code !== 0) throw new Error(`cp ended with ${code}`)
  await toDisk(to)
  const rate = bytes / ((performance.now() - begun) / 1000)
  await rm(to)
  return rate
}

/** The same upload to nginx, which neither looks at it nor says what is on the disk, until the disk has it; bytes a second. */
const toNginx = async (folder: string, film: BigFilm): Promise<number> => {
  const nginx = await startNginx(folder)
  try {
    const { url, path } = nginx.take('grande.mp4')
    const begun = performance.now()
    await send(url, { method: 'PUT', headers: { 'content-length': film.bytes } }, film.pieces())
    await toDisk(path)
    const rate = film.bytes / ((performance.now() - begun) / 1000)
    await rm(path)
    return rate
  } finally {
    await nginx.stop()
  }
}

/** One big upload: what it costs in memory, and how near it comes to a plain copy on the same disk. */
export const bigUpload = async (bench: Bench): Promise<Figure[]> => {
  const film = await bigFilm(bench.folder, bench.option('gigabytes', 4) * gigabyte)
  const file = join(bench.folder, 'grande.mp4')
  await pipeline(film.pieces, createWriteStream(file, { flush: true }))
  const gigabytes = Math.round(film.bytes / gigabyte)
  const figures: Figure[] = []
  for (const [way, sendBy] of Object.entries(ways)) {
    const copied = await plainCopy(file, film.bytes)
    const taken = await toNginx(bench.folder, film)
    const box = await startBox(bench.folder)
    try {
      const token = await box.token()
      const before = memoryOf(box.pid)
      let most = before
      const timer = setInterval(() => {
        most = Math.max(most, memoryOf(box.pid))
      }, 100)
      const begun = performance.now()
      await sendBy(box.url, token, film, { titulo: 'Grande', tipo: 'video', filename: 'grande.mp4' })
      const rate = film.bytes / ((performance.now() - begun) / 1000)
      clearInterval(timer)
      const [mb, ours, theirs, nginx] = [(most - before) / 1e6, rate / 1e6, copied / 1e6, taken / 1e6]
      const peers = `cp ${theirs.toFixed(0)} MB/s, nginx ${nginx.toFixed(0)} MB/s`
      bench.say(`${way}: ${ours.toFixed(0)} MB/s, ${peers}, ${mb.toFixed(1)} MB of memory more`)
      figures.push(
        {
          figure: `memory that an upload of ${gigabytes} GB takes more, ${way}`,
          unit: 'MB',
          ours: mb,
          bar: 30,
          better: 'less',
        },
        {
          figure: `speed of an upload of ${gigabytes} GB, of a plain copy, ${way}`,
          unit: '',
          ours: rate / copied,
          bar: 0.7,
          better: 'more',
          peer: taken / copied,
          peerIs: `nginx that takes it by PUT; cp and sync ${theirs.toFixed(0)} MB/s`,
        },
      )
    } finally {
      await box.stop()
      await rm(box.dataDir, { recursive: true })
    }
  }
  await rm(file)
  return figures
}
