import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Storage } from '../storage/storage.ts'
import { createAccessTokens } from './access-token.ts'
import { accountRoutes } from './account-routes.ts'
import { type AccountsDeps, createAccounts } from './accounts.ts'
import { createAdministration } from './administration.ts'
import { createCredentials } from './credentials.ts'
import { createErasure, type ErasureDeps } from './erasure.ts'
import { createExport, type ExportDeps } from './export.ts'
import { createFirstRun } from './first-run.ts'
import { type BriefContents, createHistory } from './history.ts'
import { libraryRoutes } from './library-routes.ts'
import { createLists, type ListsDeps } from './lists.ts'
import { noticeRoutes } from './notice-routes.ts'
import { createNotices } from './notices.ts'
import type { Passwords } from './passwords.ts'
import { personalRoutes } from './personal-routes.ts'
import { pictureRoutes } from './picture-routes.ts'
import { createPictures, type PicturesDeps } from './pictures.ts'
import { createProfiles } from './profiles.ts'
import { peopleRoutes } from './routes.ts'
import { createSecondFactor, type SecondFactorDeps } from './second-factor.ts'
import { createSegments } from './segments.ts'
import { createSessions } from './sessions.ts'
import { createSlowDown } from './slow-down.ts'
import { createTickets } from './tickets.ts'

export interface PeopleDeps {
  storage: Pick<
    Storage,
    | 'accounts'
    | 'artists'
    | 'sessions'
    | 'memberships'
    | 'history'
    | 'notices'
    | 'noticeNews'
    | 'lists'
    | 'reactions'
    | 'comments'
    | 'limits'
    | 'identity'
    | 'erasures'
    | 'personal'
    | 'lives'
    | 'audit'
    | 'streamKeys'
  >
  clock: Clock
  settings: AccountsDeps['settings'] & SecondFactorDeps['settings']
  dataDir: string
  passwords: Passwords
  blobs: ExportDeps['blobs'] & PicturesDeps['blobs']
  tools: PicturesDeps['tools']
  log: ErasureDeps['log']
  /** Keys of encoders were erased: none of them opens anything from now on. */
  keysGone(): Promise<void>
  /** The catalog, which is put together after the people who are in it. */
  contents(): { some: ListsDeps['contents']; brief: BriefContents; remove: ErasureDeps['works']['remove'] }
}

/** The room of people: its services put together, the calls that lead to them, and who may act on whose account. */
export const assemblePeople = (deps: PeopleDeps) => {
  const { storage, clock, settings, dataDir, passwords, contents } = deps
  const accessTokens = createAccessTokens(clock)
  const slowDown = createSlowDown({ limits: storage.limits, clock })
  const secondFactor = createSecondFactor({ accounts: storage.accounts, clock, slowDown, settings })
  const shared = {
    accounts: storage.accounts,
    clock,
    passwords,
    slowDown,
    secondFactor,
    firstRun: createFirstRun(dataDir),
    accessTokens,
    nodoId: storage.identity.nodoId,
  }
  const accounts = createAccounts({ ...shared, sessions: storage.sessions, settings })
  const credentials = createCredentials(shared)
  const profiles = createProfiles({ ...storage, clock })
  const administration = createAdministration({ ...shared, artists: storage.artists })
  const sessions = createSessions({ sessions: storage.sessions, accessTokens, clock })
  const brief: BriefContents = (ids, reader) => contents().brief(ids, reader)
  const history = createHistory({ ...storage, brief })
  const lists = createLists({ ...storage, clock, brief, contents: (ids, reader) => contents().some(ids, reader) })
  const notices = createNotices({ notices: storage.notices, news: storage.noticeNews, accessTokens, clock })
  const tickets = createTickets({ limits: storage.limits, clock })
  const pictures = createPictures({ accounts: storage.accounts, blobs: deps.blobs, tools: deps.tools })
  const exports = createExport({ ...storage, blobs: deps.blobs, clock })
  const erasure = createErasure({
    ...storage,
    accessTokens,
    clock,
    pictures,
    log: deps.log,
    works: { remove: (id, owner) => contents().remove(id, owner), keysGone: deps.keysGone },
  })
  const routes: Routes[] = [
    peopleRoutes({ accounts, credentials, tickets, clock }),
    noticeRoutes({ notices }),
    accountRoutes({
      profiles,
      sessions,
      credentials,
      secondFactor,
      administration,
      segments: createSegments({ ...storage, clock }),
    }),
    libraryRoutes({ history, lists }),
    pictureRoutes({ pictures, profiles, clock }),
    personalRoutes({ exports, erasure }),
  ]
  const owners = {
    usuario: accounts.admit,
    uno_mismo: accounts.admitSelf,
    lista: lists.admitEditor,
    lista_propia: lists.admitOwner,
  }
  return { accounts, erasure, accessTokens, tickets, routes, owners }
}
