import type { AnalysisStore } from '../analytics/analysis-store.ts'
import type { RankingStore } from '../analytics/ranking-store.ts'
import type { QualityStore, ViewStore } from '../analytics/store.ts'
import type { BlobRecordStore } from '../catalog/blob-store.ts'
import type { CategoryStore } from '../catalog/category-store.ts'
import type { NameStore } from '../catalog/name-store.ts'
import type { SaidStore } from '../catalog/said-store.ts'
import type { CommentStore, ContentStore, ReactionStore, ReportStore } from '../catalog/store.ts'
import type { UploadStore } from '../catalog/upload-store.ts'
import type { VocabularyStore } from '../catalog/vocabulary-store.ts'
import type { ModerationStore } from '../central/moderation-store.ts'
import type { NodeStore } from '../central/store.ts'
import type { LiveHolderStore } from '../ingest/holder-store.ts'
import type { LiveStore, StreamKeyStore } from '../ingest/store.ts'
import type { FeedStore } from '../network/feed-store.ts'
import type { GraphStore } from '../network/graph-store.ts'
import type { CollaborationStore, CollectiveStore, FollowStore, MembershipStore } from '../network/store.ts'
import type { DeviceStore } from '../people/device-store.ts'
import type { PersonalStore } from '../people/personal-store.ts'
import type { PresenceStore } from '../people/presence-store.ts'
import type { PurchaseStore } from '../people/purchase-store.ts'
import type {
  AccountStore,
  ArtistStore,
  HistoryStore,
  ListStore,
  NoticeNews,
  NoticeStore,
  SessionStore,
} from '../people/store.ts'
import type { ProjectionStore } from '../projections/store.ts'
import type { QuestionStore } from '../room/question-store.ts'
import type { RoomStore, ViewerStore } from '../room/store.ts'
import type { TransactionStore } from '../room/transaction-store.ts'
import type { ChannelStore, ProgrammeStore } from '../schedule/store.ts'
import type { Health, Service } from '../service.ts'
import type { ConflictStore } from '../sync/conflict-store.ts'
import type { ErasureStore } from '../sync/erasure-store.ts'
import type { ChangeLogStore } from '../sync/store.ts'
import type { LimitStore } from '../system/limit-store.ts'
import type { MeasurementStore } from '../system/measurement-store.ts'
import type {
  AuditStore,
  BootStore,
  IdempotencyStore,
  IdentityStore,
  JobCalls,
  JobStore,
  SettingStore,
  SnapshotStore,
} from '../system/store.ts'

/** What is of the moment: it may be lost at any time, and no fact with it. */
export interface LiveState {
  readonly rooms: RoomStore
  readonly viewers: ViewerStore
  readonly presence: PresenceStore
  readonly liveHolders: LiveHolderStore
  readonly limits: LimitStore
}

/** A storage family: every port, behind one life. */
export interface Storage extends Service, LiveState {
  readonly accounts: AccountStore
  readonly artists: ArtistStore
  readonly sessions: SessionStore
  readonly history: HistoryStore
  readonly lists: ListStore
  readonly notices: NoticeStore
  readonly noticeNews: NoticeNews
  readonly devices: DeviceStore
  readonly purchases: PurchaseStore
  readonly contents: ContentStore
  readonly categories: CategoryStore
  readonly blobRecords: BlobRecordStore
  readonly uploads: UploadStore
  readonly comments: CommentStore
  readonly reactions: ReactionStore
  readonly reports: ReportStore
  readonly questions: QuestionStore
  readonly transactions: TransactionStore
  readonly follows: FollowStore
  readonly collectives: CollectiveStore
  readonly memberships: MembershipStore
  readonly collaborations: CollaborationStore
  readonly views: ViewStore
  readonly quality: QualityStore
  readonly lives: LiveStore
  readonly streamKeys: StreamKeyStore
  readonly jobs: JobStore
  readonly jobCalls: JobCalls
  readonly boots: BootStore
  readonly idempotency: IdempotencyStore
  readonly identity: IdentityStore
  readonly settings: SettingStore
  readonly audit: AuditStore
  readonly feeds: FeedStore
  readonly changeLog: ChangeLogStore
  readonly conflicts: ConflictStore
  readonly erasures: ErasureStore
  readonly personal: PersonalStore
  readonly nodes: NodeStore
  readonly moderations: ModerationStore
  readonly measurements: MeasurementStore
  readonly analyses: AnalysisStore
  readonly channels: ChannelStore
  readonly programmes: ProgrammeStore
  readonly graph: GraphStore
  readonly rankings: RankingStore
  readonly vocabulary: VocabularyStore
  readonly names: NameStore
  readonly said: SaidStore
  readonly projections: ProjectionStore
  readonly snapshots: SnapshotStore
  /** ok, degraded (went back to a verified copy: why) or down. */
  status(): Health
  /** What it is made of by name, each as it is: what is affected where one is away, its reason says. */
  parts(): Record<string, Health>
  /** Seconds of each group commit since the last call, for the metrics. */
  takeCommitTimes(): number[]
}
