import { parentPort, workerData } from 'node:worker_threads'
import { qualityCells, viewCells } from '../../analytics/cells.ts'
import type { Id } from '../../model/primitives.ts'
import { lockFolder } from '../lock.ts'
import { accountWrites } from './accounts.ts'
import { analysisWrites } from './analyses.ts'
import { auditWrites } from './audit.ts'
import { blobWrites } from './blobs.ts'
import { bootWrites, lastBoot } from './boots.ts'
import { categoryWrites, establishCategories } from './categories.ts'
import { cellWrites } from './cells.ts'
import { changeLogWrites } from './change-log.ts'
import { channelWrites, establishMainChannel } from './channels.ts'
import { collaborationWrites } from './collaborations.ts'
import { createCollections } from './collections.ts'
import { collectiveWrites } from './collectives.ts'
import { commentWrites } from './comments.ts'
import { conflictWrites } from './conflicts.ts'
import { contentWrites } from './contents.ts'
import { deviceWrites } from './devices.ts'
import { createDiario } from './diario.ts'
import { erasureWrites, openErasures } from './erasures.ts'
import { filesOf } from './files.ts'
import { followWrites } from './follows.ts'
import { createGraphProjection } from './graph-writes.ts'
import { commitGroup, type Unit } from './group.ts'
import { historyWrites, recordPlays } from './history.ts'
import { establishOrigin, identityWrites } from './identity.ts'
import { jobWrites } from './jobs.ts'
import { listWrites } from './lists.ts'
import { liveWrites } from './lives.ts'
import { measurementWrites } from './measurements.ts'
import { membershipWrites } from './memberships.ts'
import { moderationWrites } from './moderations.ts'
import { nodeWrites } from './nodes.ts'
import { createNoticeProjection } from './notice-projection.ts'
import { noticeWrites } from './notices.ts'
import { personalWrites } from './personal.ts'
import type { Writes } from './ports.ts'
import { programmeWrites } from './programmes.ts'
import { createRebuilds, type EmbeddedProjection, projectInto } from './projections.ts'
import { purchaseWrites } from './purchases.ts'
import { questionWrites } from './questions.ts'
import { createRankingProjection } from './rankings.ts'
import { reactionWrites } from './reactions.ts'
import { openOrRecover } from './recovery.ts'
import { reportWrites } from './reports.ts'
import { saidWrites } from './said.ts'
import { createSearchProjection } from './search-projection.ts'
import { sessionWrites } from './sessions.ts'
import { settingWrites } from './settings.ts'
import { translate } from './sqlite-error.ts'
import { streamKeyWrites } from './stream-keys.ts'
import { transactionWrites } from './transactions.ts'
import { uploadWrites } from './uploads.ts'
import { createVocabularyProjection } from './vocabulary.ts'
import { type FromThread, packError, type ToThread } from './wire.ts'

/** The version of the data dictionary that rows of the diario follow. */
const dictionaryVersion = 1

const port = parentPort!
const send = (message: FromThread) => port.postMessage(message)

const open = (dataDir: string) => {
  const unlock = lockFolder(dataDir)
  try {
    const { db, recovered } = openOrRecover(dataDir)
    const erasures = openErasures(filesOf(dataDir).erasures)
    establishOrigin(db)
    establishCategories(db)
    const rankings = createRankingProjection(db)
    const projections: EmbeddedProjection[] = [
      createSearchProjection(db),
      createGraphProjection(db),
      rankings,
      createVocabularyProjection(db),
    ]
    const diario = createDiario(db, dictionaryVersion, projectInto(projections))
    const collections = createCollections(db, diario)
    const told = new Set<Id>()
    const tell = (usuarioId: Id) => void told.add(usuarioId)
    projections.push(createNoticeProjection(db, collections, tell))
    const rebuilds = createRebuilds(db, projections, collections)
    const ports: Writes = {
      accounts: accountWrites(db, collections),
      artists: {},
      sessions: sessionWrites(db, collections),
      history: historyWrites(db, collections),
      lists: listWrites(db, collections),
      notices: noticeWrites(db, collections, tell),
      devices: deviceWrites(collections),
      purchases: purchaseWrites(collections),
      contents: contentWrites(db, collections),
      categories: categoryWrites(db),
      blobRecords: blobWrites(db),
      uploads: uploadWrites(db, collections),
      comments: commentWrites(db, collections),
      reactions: reactionWrites(db, collections),
      reports: reportWrites(db, collections),
      questions: questionWrites(db, collections),
      transactions: transactionWrites(db, collections),
      follows: followWrites(db, collections),
      collectives: collectiveWrites(db, collections),
      memberships: membershipWrites(db, collections),
      collaborations: collaborationWrites(db, collections),
      views: cellWrites(
        db,
        diario,
        viewCells,
        (contenidoId, by) => rankings.saw(contenidoId, by?.vistas),
        recordPlays(collections),
      ),
      quality: cellWrites(db, diario, qualityCells),
      lives: liveWrites(db, collections),
      streamKeys: streamKeyWrites(db),
      jobs: jobWrites(db),
      boots: bootWrites(db, collections),
      idempotency: {},
      identity: identityWrites(db),
      settings: settingWrites(db, collections),
      audit: auditWrites(collections),
      feeds: {},
      changeLog: changeLogWrites(db),
      conflicts: conflictWrites(db, collections),
      nodes: nodeWrites(collections),
      moderations: moderationWrites(collections),
      measurements: measurementWrites(db),
      analyses: analysisWrites(collections),
      channels: channelWrites(db, collections),
      programmes: programmeWrites(db, collections),
      erasures: erasureWrites(erasures.db),
      personal: personalWrites(db, collections),
      graph: {},
      rankings: {},
      vocabulary: {},
      names: {},
      said: saidWrites(collections),
      projections: { rebuild: rebuilds.rebuild },
    }
    commitGroup(db, [rebuilds.begin, establishMainChannel(db, collections)], diario)
    return { db, erasures: erasures.db, diario, ports, told, rebuilds, recovered: recovered ?? erasures.lost, unlock }
  } catch (error) {
    unlock()
    throw error
  }
}

const serve = ({ db, erasures, diario, ports, told, rebuilds, recovered, unlock }: ReturnType<typeof open>) => {
  let waiting: Extract<ToThread, { kind: 'call' }>[] = []
  let closing = false
  let rebuilding: NodeJS.Timeout | undefined

  const unitOf = ({ port: name, method, args }: (typeof waiting)[number]): Unit => {
    const methods = ports[name as keyof Writes] as Record<string, (...args: unknown[]) => unknown>
    return () => {
      const undo = diario.beginUnit()
      try {
        return methods[method]?.(...args)
      } catch (error) {
        undo()
        throw error
      }
    }
  }

  /** Steps of a rebuild between the groups, as long as there is one under way. */
  const rebuildOn = () => {
    if (rebuilding || !rebuilds.pending()) return
    rebuilding = setTimeout(() => {
      rebuilding = undefined
      rebuilds.advance((unit) => commitGroup(db, [unit], diario)[0])
      rebuildOn()
    }, rebuilds.restMs())
  }

  const commitWaiting = () => {
    const calls = waiting
    waiting = []
    if (calls.length > 0) {
      const startedAt = performance.now()
      const outcomes = commitGroup(db, calls.map(unitOf), diario)
      const commitS = (performance.now() - startedAt) / 1000
      const answers = outcomes.map((outcome, i) =>
        'error' in outcome
          ? { id: calls[i]!.id, failure: packError(outcome.error) }
          : { id: calls[i]!.id, value: outcome.value },
      )
      send({ kind: 'answers', answers, commitS })
      // Of a unit that failed too: to look once more harms nobody.
      if (told.size > 0) send({ kind: 'told', usuarioIds: told })
      told.clear()
    }
    if (!closing) {
      rebuildOn()
      return
    }
    clearTimeout(rebuilding)
    db.close()
    erasures.close()
    unlock()
    port.close()
  }

  port.on('message', (message: ToThread) => {
    // Everything that arrived while the last group was being synced is delivered before this runs: the next group.
    if (waiting.length === 0 && !closing) setImmediate(commitWaiting)
    if (message.kind === 'close') closing = true
    else waiting.push(message)
  })
  rebuildOn()
  send({ kind: 'ready', nodoMs: lastBoot(db)?.techo_nodo_ms ?? 0, recovered })
}

try {
  serve(open(workerData.dataDir))
} catch (error) {
  send({ kind: 'refused', failure: packError(translate(error)) })
  port.close()
}
