import type { LiveState, Storage } from '../storage.ts'

type NoPort =
  | 'name'
  | 'start'
  | 'stop'
  | 'status'
  | 'parts'
  | 'takeCommitTimes'
  | 'snapshots'
  | 'jobCalls'
  | 'noticeNews'
type Ports = Omit<Storage, keyof LiveState | NoPort>

/** Which methods of the ports change something: the writer's thread answers them. */
export const writeMethods = {
  accounts: [
    'create',
    'createFirstAdmin',
    'setPassword',
    'setStanding',
    'setCode',
    'claim',
    'changeProfile',
    'setPicture',
    'setTotp',
    'spendTotp',
  ],
  artists: [],
  sessions: ['open', 'rotate', 'revokeByToken', 'revoke'],
  history: ['record', 'erase'],
  lists: ['create', 'edit', 'share', 'remove'],
  notices: ['add', 'markRead'],
  devices: ['register', 'rename', 'sync', 'remove'],
  purchases: ['open'],
  contents: ['create', 'createMany', 'change', 'remove', 'dropDownloads'],
  categories: ['put', 'adopt'],
  blobRecords: ['add', 'receipt', 'forget'],
  uploads: ['create', 'advance', 'finish', 'remove'],
  comments: ['append', 'setState', 'remove'],
  reactions: ['set', 'unset'],
  reports: ['report', 'decide'],
  questions: ['ask', 'decide'],
  transactions: ['add', 'settle'],
  follows: ['follow', 'unfollow'],
  collectives: ['create', 'change'],
  memberships: ['invite', 'accept', 'setRole', 'leave'],
  collaborations: ['propose', 'accept', 'withdraw'],
  views: ['add', 'merge'],
  quality: ['add', 'merge'],
  lives: ['create', 'change', 'goLive', 'interrupt', 'finish', 'journal'],
  streamKeys: ['create', 'revoke', 'markUsed'],
  jobs: ['enqueue', 'lease', 'renew', 'release', 'succeed', 'fail', 'postpone', 'cancel', 'retry'],
  boots: ['begin', 'raise', 'correct', 'end'],
  idempotency: [],
  identity: ['secret'],
  settings: ['change'],
  audit: ['append'],
  feeds: [],
  changeLog: ['prune'],
  conflicts: ['add', 'resolve'],
  erasures: ['remember'],
  personal: ['erase', 'eraseFromLog'],
  nodes: ['enrol', 'change', 'rotateKey', 'seen'],
  moderations: ['put'],
  measurements: ['add', 'rollUp', 'prune'],
  analyses: ['record'],
  channels: ['create', 'change', 'remove'],
  programmes: ['add', 'change', 'remove'],
  graph: [],
  rankings: [],
  vocabulary: [],
  names: [],
  said: ['put', 'remove'],
  projections: ['rebuild'],
} as const satisfies { [P in keyof Ports]: readonly (keyof Ports[P])[] }

/** Which only look: the reader's thread answers them. */
export const readMethods = {
  accounts: ['byId', 'byEmail', 'byCode', 'list', 'hasAdmin'],
  artists: ['byId'],
  sessions: ['ofUser'],
  history: ['find', 'page', 'played'],
  lists: ['byId', 'ofUser', 'sharedWith'],
  notices: ['page'],
  devices: ['byId', 'ofUser'],
  purchases: ['opened', 'ofUser'],
  contents: ['byId', 'byIds', 'page', 'downloads'],
  categories: ['all'],
  blobRecords: ['of', 'unused'],
  uploads: ['byId', 'expired'],
  comments: ['byId', 'page', 'ofUser', 'counts'],
  reactions: ['mine', 'counts', 'ofUser'],
  reports: ['queue'],
  questions: ['of'],
  transactions: ['byId', 'page', 'totals', 'monthly'],
  follows: ['follows', 'followersOf', 'followedBy'],
  collectives: ['byId', 'page'],
  memberships: ['find', 'of', 'ofUser'],
  collaborations: ['find', 'of', 'ofUser'],
  views: ['sessions', 'sum', 'ofHour', 'all', 'totals'],
  quality: ['sessions', 'sum', 'ofHour', 'all'],
  lives: ['byId', 'byCode', 'unfinished', 'segments'],
  streamKeys: ['active', 'of'],
  jobs: ['byId', 'ofObject', 'page', 'pending'],
  boots: [],
  idempotency: ['find'],
  identity: ['nodoId'],
  settings: ['setBy'],
  audit: ['page'],
  feeds: ['page'],
  graph: ['network', 'contentsFor', 'creatorsFor', 'influenceOf', 'propagationOf'],
  rankings: ['page'],
  vocabulary: ['most', 'begunWith'],
  names: ['having'],
  said: ['having'],
  changeLog: ['span', 'behind'],
  conflicts: ['page'],
  erasures: ['after'],
  personal: ['of'],
  nodes: ['byId', 'page'],
  moderations: ['of', 'page'],
  measurements: ['range'],
  analyses: ['page'],
  channels: ['byId', 'page'],
  programmes: ['byId', 'grid'],
  projections: ['states'],
} as const satisfies { [P in keyof Ports]: readonly (keyof Ports[P])[] }

type Sync<F> = F extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never

/** Some methods of one port as they stand beside the database: the same call, answered at once. */
export type SyncPort<P extends keyof Ports, M> = {
  [K in M & keyof Ports[P]]: Sync<Ports[P][K]>
}

export type Writes = { [P in keyof Ports]: SyncPort<P, (typeof writeMethods)[P][number]> }
export type Reads = { [P in keyof Ports]: SyncPort<P, (typeof readMethods)[P][number]> }

/** Answers one method call of a port in the other thread. */
export type Call = (port: string, method: string, args: unknown[]) => Promise<unknown>

/** The ports as the rest of the program sees them: each method sends its call to the thread that answers it. */
export const createRemotePorts = (write: Call, read: Call): Ports => {
  const remote = (call: Call, port: string, methods: readonly string[]) =>
    Object.fromEntries(methods.map((method) => [method, (...args: unknown[]) => call(port, method, args)]))
  const names = Object.keys(writeMethods) as (keyof Ports)[]
  const ports = names.map((port) => [
    port,
    { ...remote(write, port, writeMethods[port]), ...remote(read, port, readMethods[port]) },
  ])
  return Object.fromEntries(ports) as Ports
}

type Unlisted = {
  [P in keyof Ports]: Exclude<keyof Ports[P], (typeof writeMethods)[P][number] | (typeof readMethods)[P][number]>
}[keyof Ports]
/** Does not compile while a method of a port stands in neither table. */
export const everyMethodIsListed: [Unlisted] extends [never] ? true : Unlisted = true
