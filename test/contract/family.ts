import type { Test } from 'tap'
import { accountsContract } from './accounts.ts'
import { analysesContract } from './analyses.ts'
import { auditContract } from './audit.ts'
import { blobsContract } from './blobs.ts'
import { bootsContract } from './boots.ts'
import { categoriesContract } from './categories.ts'
import { qualityContract, viewsContract } from './cells.ts'
import { changeLogContract } from './change-log.ts'
import { channelsContract } from './channels.ts'
import { collaborationsContract } from './collaborations.ts'
import { collectivesContract } from './collectives.ts'
import { commentsContract } from './comments.ts'
import { conflictsContract } from './conflicts.ts'
import { contentsContract } from './contents.ts'
import { devicesContract } from './devices.ts'
import { diarioContract } from './diario.ts'
import { durabilityContract, type Writing } from './durability.ts'
import { erasuresContract } from './erasures.ts'
import { feedsContract } from './feeds.ts'
import { followsContract } from './follows.ts'
import { graphContract } from './graph.ts'
import { historyContract } from './history.ts'
import { jobCallsContract } from './job-calls.ts'
import { jobsContract } from './jobs.ts'
import { listsContract } from './lists.ts'
import { liveHoldersContract } from './live-holders.ts'
import { liveStateContract } from './live-state.ts'
import { livesContract } from './lives.ts'
import { measurementsContract } from './measurements.ts'
import { moderationsContract } from './moderations.ts'
import { namesContract } from './names.ts'
import { nodesContract } from './nodes.ts'
import { noticesContract } from './notices.ts'
import type { Open } from './opened.ts'
import { personalContract } from './personal.ts'
import { popularContract } from './popular.ts'
import { programmesContract } from './programmes.ts'
import { projectionsContract } from './projections.ts'
import { purchasesContract } from './purchases.ts'
import { questionsContract } from './questions.ts'
import { rankingsContract } from './rankings.ts'
import { reactionsContract } from './reactions.ts'
import { recommendationsContract } from './recommendations.ts'
import { reportsContract } from './reports.ts'
import { saidContract } from './said.ts'
import { searchContract } from './search.ts'
import { sessionsContract } from './sessions.ts'
import { settingsContract } from './settings.ts'
import { streamKeysContract } from './stream-keys.ts'
import { tellingsContract } from './tellings.ts'
import { transactionsContract } from './transactions.ts'
import { uploadsContract } from './uploads.ts'
import { vocabularyContract } from './vocabulary.ts'

/** Everything that a storage family promises. */
export const familyContract = (t: Test, open: Open, killable: (t: Test) => { write(): Writing; reopen: Open }) => {
  t.test('accounts', async (t) => accountsContract(t, open))
  t.test('sessions', async (t) => sessionsContract(t, open))
  t.test('contents', async (t) => contentsContract(t, open))
  t.test('categories', async (t) => categoriesContract(t, open))
  t.test('blobs', async (t) => blobsContract(t, open))
  t.test('uploads', async (t) => uploadsContract(t, open))
  t.test('comments', async (t) => commentsContract(t, open))
  t.test('history', async (t) => historyContract(t, open))
  t.test('lists', async (t) => listsContract(t, open))
  t.test('notices', async (t) => noticesContract(t, open))
  t.test('devices', async (t) => devicesContract(t, open))
  t.test('purchases', async (t) => purchasesContract(t, open))
  t.test('reactions', async (t) => reactionsContract(t, open))
  t.test('reports', async (t) => reportsContract(t, open))
  t.test('questions', async (t) => questionsContract(t, open))
  t.test('transactions', async (t) => transactionsContract(t, open))
  t.test('follows', async (t) => followsContract(t, open))
  t.test('collectives', async (t) => collectivesContract(t, open))
  t.test('collaborations', async (t) => collaborationsContract(t, open))
  t.test('search', async (t) => searchContract(t, open))
  t.test('vocabulary', async (t) => vocabularyContract(t, open))
  t.test('names', async (t) => namesContract(t, open))
  t.test('said', async (t) => saidContract(t, open))
  t.test('views', async (t) => viewsContract(t, open))
  t.test('quality', async (t) => qualityContract(t, open))
  t.test('analyses', async (t) => analysesContract(t, open))
  t.test('lives', async (t) => livesContract(t, open))
  t.test('live state', async (t) => liveStateContract(t, open))
  t.test('live holders', async (t) => liveHoldersContract(t, open))
  t.test('stream keys', async (t) => streamKeysContract(t, open))
  t.test('jobs', async (t) => jobsContract(t, open))
  t.test('calls to jobs', async (t) => jobCallsContract(t, open))
  t.test('boots and identity', async (t) => bootsContract(t, open))
  t.test('settings', async (t) => settingsContract(t, open))
  t.test('measurements', async (t) => measurementsContract(t, open))
  t.test('audit', async (t) => auditContract(t, open))
  t.test('the change log', async (t) => diarioContract(t, open))
  t.test('reading the change log', async (t) => changeLogContract(t, open))
  t.test('conflicts', async (t) => conflictsContract(t, open))
  t.test('erasures', async (t) => erasuresContract(t, open))
  t.test('what is somebody’s', async (t) => personalContract(t, open))
  t.test('moderations', async (t) => moderationsContract(t, open))
  t.test('channels', async (t) => channelsContract(t, open))
  t.test('programmes', async (t) => programmesContract(t, open))
  t.test('nodes', async (t) => nodesContract(t, open))
  t.test('projections', async (t) => projectionsContract(t, open, killable))
  t.test('the graph', async (t) => graphContract(t, open))
  t.test('recommendations and reach', async (t) => recommendationsContract(t, open))
  t.test('feeds', async (t) => feedsContract(t, open))
  t.test('tellings', async (t) => tellingsContract(t, open))
  t.test('rankings', async (t) => rankingsContract(t, open))
  t.test('popular', async (t) => popularContract(t, open))
  t.test('durability', async (t) => durabilityContract(t, open, killable))
}
