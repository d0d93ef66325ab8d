import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from '../../src/model/api.ts'
import { type Box, type Prepared, portsOf, startBox } from './box.ts'
import { groupOf, treeOf } from './processes.ts'
import { readRecorded } from './recorded.ts'
import { type StampingEncoder, startStampingEncoder } from './stamping-encoder.ts'

const shape = { width: 320, height: 180, fps: 25, keySeconds: 1 }
const encoderPauseMs = 300
const onAirWithinMs = 15_000

export interface Trial {
  /** ms on air before the kill. */
  killedAfterMs: number
  /** Whether the whole process group was killed, or the node alone, its children left to the kernel. */
  whole: boolean
  /** Whether the encoder came back, or the live was ended right after the restart. */
  goesOn: boolean
}

export interface Outcome extends Trial {
  /** Of what the encoder had been given by the kill, what the recording lacks. */
  missingMs: number
  /** The same of what it was given after it came back, from its first picture on. */
  missingAfterMs: number
  orphans: number
  restartMs: number
  pictures: number
  stretches: number
  /** Why the live did not go on nor end playable. */
  broken?: string
}

/** An encoder that connects again by itself, as OBS does. */
const startPersistentEncoder = (rtmp: string) => {
  const sessions: StampingEncoder[] = []
  let over = false
  const run = async () => {
    while (!over) {
      const session = startStampingEncoder(rtmp, shape)
      sessions.push(session)
      await session.exited
      if (!over) await sleep(encoderPauseMs)
    }
  }
  const running = run()
  return {
    sessions,
    async stop() {
      over = true
      await sessions.at(-1)?.stop()
      await running
    },
  }
}

const until = async (what: string, withinMs: number, look: () => Promise<boolean>) => {
  const begun = performance.now()
  while (!(await look())) {
    if (performance.now() - begun > withinMs) throw new Error(`${what} did not come in ${withinMs} ms`)
    await sleep(50)
  }
}

const onAir = (box: Box, { id }: Prepared) =>
  until('en_vivo', onAirWithinMs, async () => {
    const live = await box.call<Reply<'GET /api/live/:id'>>('GET', `/api/live/${id}`)
    return live.estado === 'en_vivo'
  })

/** Ends the live and looks for its recording. @returns its multivariant playlist; undefined where there is none */
const endAndFind = async (box: Box, { id }: Prepared): Promise<string | undefined> => {
  const { contenido } = await box.call<Reply<'POST /api/live/:id/end'>>('POST', `/api/live/${id}/end`)
  const { url_hls } = await box.call<Reply<'GET /api/content/:id'>>('GET', `/api/content/${contenido.id}`)
  return url_hls === null || (await fetch(box.url + url_hls)).status === 404 ? undefined : box.url + url_hls
}

/** What of `sent` is not in the recording, ms. */
const missing = (sent: readonly number[], kept: ReadonlySet<number>): number =>
  (sent.filter((stamp) => !kept.has(stamp >>> 0)).length * 1000) / shape.fps

/** A live that is killed and taken up again, in a box of its own; everything of it is gone afterwards. */
export const killOnce = async (folder: string, trial: Trial): Promise<Outcome> => {
  const own = await mkdtemp(join(folder, 'corte-'))
  const dataDir = join(own, 'datos')
  let box = await startBox(own, { dataDir })
  const live = await box.startLive()
  const encoder = startPersistentEncoder(live.rtmp)
  const outcome: Outcome = {
    ...trial,
    missingMs: Number.NaN,
    missingAfterMs: 0,
    orphans: 0,
    restartMs: 0,
    pictures: 0,
    stretches: 0,
  }
  try {
    await onAir(box, live)
    await sleep(trial.killedAfterMs)

    const before = treeOf(box.pid).map(({ pid }) => pid)
    const killedAt = Date.now()
    const killed = box
    if (trial.whole) await box.kill()
    else process.kill(box.pid, 'SIGKILL')
    if (!trial.goesOn) await encoder.stop()
    await sleep(300)
    const alive = new Set(groupOf(killed.pid))
    outcome.orphans = before.filter((pid) => alive.has(pid)).length

    box = await startBox(own, { dataDir, ports: portsOf(killed, live) })
    outcome.restartMs = box.startedInMs
    if (trial.goesOn) {
      await onAir(box, live)
      await sleep(2000)
      await encoder.stop()
      await sleep(500)
    }
    const found = await endAndFind(box, live)
    const recorded = found ? await readRecorded(found, shape.width, own) : { stamps: [], stretches: 0 }
    const kept = new Set(recorded.stamps.filter((stamp) => stamp !== undefined))
    const sent = encoder.sessions.map(({ stamps }) => stamps)
    outcome.pictures = recorded.stamps.length
    outcome.stretches = recorded.stretches
    outcome.missingMs = missing(
      (sent[0] ?? []).filter((stamp) => stamp <= killedAt),
      kept,
    )
    const back = sent.slice(1).at(-1)
    if (trial.goesOn)
      outcome.missingAfterMs = back?.some((stamp) => kept.has(stamp >>> 0)) ? missing(back, kept) : Number.NaN
    if (recorded.stamps.includes(undefined)) outcome.broken = 'a picture was misread'
  } catch (error) {
    outcome.broken = error instanceof Error ? error.message : String(error)
  } finally {
    await encoder.stop()
    await box.stop().catch((error: Error) => {
      outcome.broken ??= error.message
    })
    outcome.orphans += box.left().length
    if (!outcome.broken) await rm(own, { recursive: true, force: true })
  }
  return outcome
}
