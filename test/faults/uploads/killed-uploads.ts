import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from '../../../src/model/api.ts'
import type { Box } from '../../bench/box.ts'
import { launch, type Running } from '../../bench/child.ts'
import { randomFrom } from '../../bench/random.ts'
import { bigFilm } from '../../bench/rows/catalog/film.ts'
import { startNode, until } from '../node-under-fault.ts'
import { openLink } from './link.ts'

export interface Killed {
  /** One a kill: who, and what went over the link once more because of it, in seconds of the link. */
  kills: { who: 'client' | 'node' | 'both'; twiceSeconds: number }[]
  /** How many uploads ended, and of how many the original is what was sent. */
  uploads: number
  whole: number
  /** Contents that the catalog lists. */
  contents: number
}

/** Between two kills, at most. */
const apartMs = 1_800
/** Of a sender that is done with its file; far beyond what any machine takes. */
const patienceMs = 120_000

const sender = join(import.meta.dirname, 'sender.ts')

/** Uploads over a slow link, one after the other, while sender, node or both are killed (SIGKILL) at random instants. */
export const killUploads = async (given: {
  instants: number
  bytesPerSecond: number
  seed: number
  folder: string
  say(line: string): void
}): Promise<Killed> => {
  const { instants, bytesPerSecond, folder, say } = given
  const random = randomFrom(given.seed)
  const bytes = bytesPerSecond * 8
  const film = await bigFilm(folder, bytes)
  const file = join(folder, 'caminata.mp4')
  await writeFile(file, film.pieces())
  const hash = createHash('sha256')
  for await (const piece of film.pieces()) hash.update(piece)
  const sha256 = hash.digest('hex')

  const dataDir = join(folder, 'datos')
  const tokenFile = join(folder, 'token')
  const link = await openLink(bytesPerSecond)
  let box: Box | undefined
  const startBox = async () => {
    box = await startNode(folder, { dataDir })
    await writeFile(tokenFile, await box.token())
    link.leadTo(box.url)
    return box
  }

  const outcome: Killed = { kills: [], uploads: 0, whole: 0, contents: 0 }
  const killsLeft = () => instants - outcome.kills.length
  try {
    let node = await startBox()

    const sendOne = async (n: number): Promise<string> => {
      /** Bytes that had gone over the link twice when a sender last began to send. */
      let twice = 0
      const before = link.passed
      const sentTwice = (from: number) => {
        const now = link.passed - before - from
        const last = outcome.kills.at(-1)
        if (last) last.twiceSeconds += (now - twice) / bytesPerSecond
        twice = now
      }
      const became = Promise.withResolvers<string>()
      const start = (): Running => {
        const args = [`${link.url}/api/content/uploads`, file, join(folder, `begun-${n}`), tokenFile, `Subida ${n}`]
        const running = launch(process.execPath, ['--no-warnings', sender, ...args], {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: { ...process.env, NODE_OPTIONS: '' },
        })
        createInterface({ input: running.process.stdout! }).on('line', (line) => {
          const [word, told = ''] = line.split(' ')
          if (word === 'from') sentTwice(Number(told))
          if (word === 'became') {
            sentTwice(bytes)
            became.resolve(told)
          }
        })
        void running.exited.then((code) => {
          if (code) became.reject(new Error(`the sender ended with ${code}`))
        })
        return running
      }
      let running = start()
      let ended = false
      became.promise.then(
        () => {
          ended = true
        },
        () => undefined,
      )
      while (killsLeft() > 0 && !ended) {
        await Promise.race([sleep(random() * apartMs), became.promise])
        if (ended) break
        const who = (['client', 'node', 'both'] as const)[Math.floor(random() * 3)] ?? 'both'
        say(`upload ${n}: kill -9 of ${who}, ${link.passed - before} bytes over the link`)
        const ends = [who !== 'node' && running.stop('SIGKILL'), who !== 'client' && node.kill()]
        await Promise.all(ends)
        outcome.kills.push({ who, twiceSeconds: 0 })
        if (who !== 'client') node = await startBox()
        if (who !== 'node') running = start()
      }
      const timer = setTimeout(() => became.reject(new Error('the upload never ended')), patienceMs)
      return became.promise.finally(() => {
        clearTimeout(timer)
        return running.stop()
      })
    }

    while (killsLeft() > 0) {
      outcome.uploads++
      const address = await sendOne(outcome.uploads)
      const content = await until(`${address} published`, async () => {
        const found = await node.call<Reply<'GET /api/content/:id'>>('GET', address)
        return found.estado === 'publicado' && found
      })
      const original = content.medios.find(({ formato }) => formato === 'original')
      if (original?.sha256 === sha256 && original.tamano_bytes === bytes) outcome.whole++
    }
    outcome.contents = (await node.call<Reply<'GET /api/content/list'>>('GET', '/api/content/list')).datos.length
    return outcome
  } finally {
    if (box && box.left().length > 0) await box.kill()
    await link.close()
  }
}
