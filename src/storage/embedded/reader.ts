import { parentPort, workerData } from 'node:worker_threads'
import { qualityCells, viewCells } from '../../analytics/cells.ts'
import { accountReads } from './accounts.ts'
import { analysisReads } from './analyses.ts'
import { artistReads } from './artists.ts'
import { auditReads } from './audit.ts'
import { blobReads } from './blobs.ts'
import { categoryReads } from './categories.ts'
import { cellReads, viewTotals } from './cells.ts'
import { changeLogReads } from './change-log.ts'
import { channelReads } from './channels.ts'
import { collaborationReads } from './collaborations.ts'
import { collectiveReads } from './collectives.ts'
import { commentReads } from './comments.ts'
import { conflictReads } from './conflicts.ts'
import { contentReads } from './contents.ts'
import { openForReading } from './database.ts'
import { deviceReads } from './devices.ts'
import { erasureReads } from './erasures.ts'
import { feedReads } from './feeds.ts'
import { filesOf } from './files.ts'
import { followReads } from './follows.ts'
import { graphReads } from './graph.ts'
import { historyReads } from './history.ts'
import { idempotencyReads } from './idempotency.ts'
import { identityReads } from './identity.ts'
import { jobReads } from './jobs.ts'
import { listReads } from './lists.ts'
import { liveReads } from './lives.ts'
import { measurementReads } from './measurements.ts'
import { membershipReads } from './memberships.ts'
import { moderationReads } from './moderations.ts'
import { nameReads } from './names.ts'
import { nodeReads } from './nodes.ts'
import { noticeReads } from './notices.ts'
import { personalReads } from './personal.ts'
import type { Reads } from './ports.ts'
import { programmeReads } from './programmes.ts'
import { projectionReads } from './projections.ts'
import { purchaseReads } from './purchases.ts'
import { questionReads } from './questions.ts'
import { rankingReads } from './rankings.ts'
import { reactionReads } from './reactions.ts'
import { reportReads } from './reports.ts'
import { saidReads } from './said.ts'
import { sessionReads } from './sessions.ts'
import { settingReads } from './settings.ts'
import { isDamage, translate } from './sqlite-error.ts'
import { streamKeyReads } from './stream-keys.ts'
import { transactionReads } from './transactions.ts'
import { uploadReads } from './uploads.ts'
import { vocabularyReads } from './vocabulary.ts'
import { type Answer, type FromThread, packError, type ToThread } from './wire.ts'

const port = parentPort!
const send = (message: FromThread) => port.postMessage(message)

const files = filesOf(workerData.dataDir)
const db = openForReading(files.database)
const erasures = openForReading(files.erasures)
const ports: Reads = {
  accounts: accountReads(db),
  artists: artistReads(db),
  sessions: sessionReads(db),
  history: historyReads(db),
  lists: listReads(db),
  notices: noticeReads(db),
  devices: deviceReads(db),
  purchases: purchaseReads(db),
  contents: contentReads(db),
  categories: categoryReads(db),
  blobRecords: blobReads(db),
  uploads: uploadReads(db),
  comments: commentReads(db),
  reactions: reactionReads(db),
  reports: reportReads(db),
  questions: questionReads(db),
  transactions: transactionReads(db),
  follows: followReads(db),
  collectives: collectiveReads(db),
  memberships: membershipReads(db),
  collaborations: collaborationReads(db),
  views: { ...cellReads(db, viewCells), totals: viewTotals(db) },
  quality: cellReads(db, qualityCells),
  lives: liveReads(db),
  streamKeys: streamKeyReads(db),
  jobs: jobReads(db),
  boots: {},
  idempotency: idempotencyReads(db),
  identity: identityReads(db),
  settings: settingReads(db),
  audit: auditReads(db),
  feeds: feedReads(db),
  changeLog: changeLogReads(db),
  conflicts: conflictReads(db),
  nodes: nodeReads(db),
  moderations: moderationReads(db),
  measurements: measurementReads(db),
  analyses: analysisReads(db),
  channels: channelReads(db),
  programmes: programmeReads(db),
  erasures: erasureReads(erasures),
  personal: personalReads(db),
  graph: graphReads(db),
  rankings: rankingReads(db),
  vocabulary: vocabularyReads(db),
  names: nameReads(db),
  said: saidReads(db),
  projections: projectionReads(db),
}

const answer = ({ id, port: name, method, args }: Extract<ToThread, { kind: 'call' }>): Answer => {
  try {
    const methods = ports[name as keyof Reads] as Record<string, (...args: unknown[]) => unknown>
    return { id, value: methods[method]?.(...args) }
  } catch (error) {
    if (isDamage(error)) send({ kind: 'damaged' })
    return { id, failure: packError(translate(error)) }
  }
}

port.on('message', (message: ToThread) => {
  if (message.kind === 'call') {
    send({ kind: 'answers', answers: [answer(message)], commitS: undefined })
    return
  }
  db.close()
  erasures.close()
  port.close()
})
send({ kind: 'ready', nodoMs: 0, recovered: undefined })
