import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Storage } from '../storage/storage.ts'
import { createAccessTokens } from './access-token.ts'
import { accountRoutes } from './account-routes.ts'
import { type AccountsDeps, createAccounts } from './accounts.ts'
import { createAdministration } from './administration.ts'
import { createCredentials } from './credentials.ts'
import { createFirstRun } from './first-run.ts'
import { type BriefContents, createHistory } from './history.ts'
import { libraryRoutes } from './library-routes.ts'
import { createLists, type ListsDeps } from './lists.ts'
import { noticeRoutes } from './notice-routes.ts'
import { createNotices } from './notices.ts'
import type { Passwords } from './passwords.ts'
import { createProfiles } from './profiles.ts'
import { peopleRoutes } from './routes.ts'
import { createSecondFactor, type SecondFactorDeps } from './second-factor.ts'
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
  >
  clock: Clock
  settings: AccountsDeps['settings'] & SecondFactorDeps['settings']
  dataDir: string
  passwords: Passwords
  /** The catalog, which is put together after the people who are in it. */
  contents(): { some: ListsDeps['contents']; brief: BriefContents }
}

/** The room of people: its services put together, the calls that lead to them, and who may act on whose account. */
export const assemblePeople = ({ storage, clock, settings, dataDir, passwords, contents }: PeopleDeps) => {
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
  const profiles = createProfiles(storage)
  const administration = createAdministration({ ...shared, artists: storage.artists })
  const sessions = createSessions({ sessions: storage.sessions, accessTokens, clock })
  const brief: BriefContents = (ids, reader) => contents().brief(ids, reader)
  const history = createHistory({ ...storage, brief })
  const lists = createLists({ ...storage, clock, brief, contents: (ids, reader) => contents().some(ids, reader) })
  const notices = createNotices({ notices: storage.notices, news: storage.noticeNews, clock })
  const tickets = createTickets({ limits: storage.limits, clock })
  const routes: Routes[] = [
    peopleRoutes({ accounts, credentials, tickets, clock }),
    noticeRoutes({ notices }),
    accountRoutes({ profiles, sessions, credentials, secondFactor, administration }),
    libraryRoutes({ history, lists }),
  ]
  const owners = {
    usuario: accounts.admit,
    uno_mismo: accounts.admitSelf,
    lista: lists.admitEditor,
    lista_propia: lists.admitOwner,
  }
  return { accounts, accessTokens, tickets, routes, owners }
}
