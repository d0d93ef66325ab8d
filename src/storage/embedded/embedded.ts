import { resolve } from 'node:path'
import { filled, type Words } from '../../errors.ts'
import type { Health } from '../../service.ts'
import { prepareFolder } from '../folder.ts'
import { ringing } from '../job-calls.ts'
import { createLimits } from '../limits.ts'
import { createNoticeNews } from '../notice-news.ts'
import type { Storage } from '../storage.ts'
import { storageTexts } from '../storage-texts.ts'
import { copiesIn, copyIsDue, takeCopy } from './copies.ts'
import { filesOf } from './files.ts'
import { createJobCalls } from './job-calls.ts'
import { createLiveHolders } from './live/live-holders.ts'
import { createPresence } from './live/presence.ts'
import { createRooms } from './live/rooms.ts'
import { createViewers } from './live/viewers.ts'
import { createRemotePorts } from './ports.ts'
import { createThread, type Log } from './thread.ts'

export interface EmbeddedDeps {
  dataDir: string
  log: Log
}

const copyCheckMs = 10 * 60_000
// A start has better things to do in its first moments.
const firstCopyCheckMs = 2_000
const keptCommitTimes = 4_096

/**
 * The embedded family: one SQLite file in the data folder, written by one thread and read by another (design.md,
 * Storage). `start` takes the folder for this process.
 * @throws NodoError from start: carpeta_no_escribible, carpeta_en_uso, version_de_datos
 */
export const createEmbedded = ({ dataDir: given, log }: EmbeddedDeps): Storage => {
  const dataDir = resolve(given)
  let commitTimes: number[] = []
  let copyCheck: NodeJS.Timeout | undefined
  let copying: Promise<void> = Promise.resolve()
  let stopped = true
  let nodeTime = () => 0
  let wentBack: Words | undefined
  let damageSeen = false
  let copyTrouble: Words | undefined
  let told: Health = { estado: 'down', desde: Date.now(), motivo: storageTexts.notStarted }

  const jobCalls = createJobCalls()
  const noticeNews = createNoticeNews()
  const reader = createThread({
    name: 'reader',
    script: new URL('./reader.ts', import.meta.url),
    dataDir,
    log,
    onReady: () => undefined,
    onCommit: () => undefined,
    onTold: () => undefined,
    onDamage: () => {
      if (damageSeen) return
      damageSeen = true
      log.error({ dataDir }, 'the database is damaged: checking it')
      // As it opens the file, the writer checks it and goes back to a copy where it has to.
      writer.restart()
    },
  })
  const writer = createThread({
    name: 'writer',
    script: new URL('./writer.ts', import.meta.url),
    dataDir,
    log,
    onReady: ({ nodoMs, recovered }) => {
      const readyAtMs = performance.now()
      nodeTime = () => nodoMs + performance.now() - readyAtMs
      if (recovered === undefined) return
      wentBack = recovered
      damageSeen = false
      log.error({ dataDir }, recovered.en)
      // The reader has the damaged file open, unless this is the first start and it is not there yet.
      if (reader.trouble() === undefined) reader.restart()
      checkCopies(firstCopyCheckMs)
    },
    onCommit: (seconds) => {
      commitTimes.push(seconds)
      if (commitTimes.length > keptCommitTimes) commitTimes.shift()
    },
    onDamage: () => undefined,
    onTold: noticeNews.tell,
  })

  const copyIfDue = async () => {
    try {
      if (!copyIsDue(copiesIn(dataDir), nodeTime())) return
      const answer = await takeCopy(dataDir)
      copyTrouble = 'damage' in answer ? filled(storageTexts.damaged, { causa: answer.damage }) : undefined
      if (copyTrouble === undefined) log.info({ ...answer }, 'a verified copy of the database was taken')
      else log.error({ ...answer }, 'the database is damaged: no copy was taken of it')
    } catch (err) {
      copyTrouble = filled(storageTexts.noCopy, { causa: String(err) })
      log.error({ err }, 'no copy of the database could be taken')
    }
  }

  const checkCopies = (inMs: number) => {
    clearTimeout(copyCheck)
    if (stopped) return
    copyCheck = setTimeout(() => {
      copying = copying.then(copyIfDue).then(() => checkCopies(copyCheckMs))
    }, inMs)
  }

  const present = (): Pick<Health, 'estado' | 'motivo'> => {
    const trouble = writer.trouble() ?? reader.trouble()
    if (trouble !== undefined) return { estado: 'down', motivo: trouble }
    // A check found nothing, and yet a reader did.
    const unexplained = damageSeen ? storageTexts.unexplained : undefined
    const motivo = wentBack ?? copyTrouble ?? unexplained ?? null
    return { estado: motivo === null ? 'ok' : 'degraded', motivo }
  }

  const status = () => {
    const now = present()
    if (now.estado !== told.estado || now.motivo !== told.motivo) told = { ...now, desde: Date.now() }
    return told
  }

  return {
    name: 'storage',
    ...ringing(createRemotePorts(writer.call, reader.call), jobCalls.ring),
    jobCalls,
    noticeNews,
    snapshots: {
      write: async (file) => {
        const answer = await takeCopy(dataDir, file)
        if ('damage' in answer) throw new Error(`the database is damaged: ${answer.damage}`)
      },
    },
    rooms: createRooms(),
    viewers: createViewers(),
    presence: createPresence(),
    liveHolders: createLiveHolders(),
    limits: createLimits(),
    start: async () => {
      await prepareFolder(dataDir, [filesOf(dataDir).copies])
      await writer.start()
      try {
        await reader.start()
      } catch (error) {
        await writer.stop()
        throw error
      }
      stopped = false
      checkCopies(firstCopyCheckMs)
    },
    stop: async () => {
      stopped = true
      clearTimeout(copyCheck)
      await copying
      await reader.stop()
      // Last, so that it folds the log into the file as it closes.
      await writer.stop()
    },
    status,
    parts: () => ({ almacenamiento: status() }),
    takeCommitTimes: () => {
      const taken = commitTimes
      commitTimes = []
      return taken
    },
  }
}
