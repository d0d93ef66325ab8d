import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Storage } from '../storage/storage.ts'
import { createAccessTokens } from './access-token.ts'
import { type AccountsDeps, createAccounts } from './accounts.ts'
import { createFirstRun } from './first-run.ts'
import type { Passwords } from './passwords.ts'
import { peopleRoutes } from './routes.ts'
import { createSlowDown } from './slow-down.ts'

export interface PeopleDeps {
  storage: Pick<Storage, 'accounts' | 'sessions' | 'limits' | 'identity'>
  clock: Clock
  settings: AccountsDeps['settings']
  dataDir: string
  passwords: Passwords
}

/** The room of people: its services put together, and the calls that lead to them. */
export const assemblePeople = ({ storage, clock, settings, dataDir, passwords }: PeopleDeps) => {
  const accessTokens = createAccessTokens(clock)
  const accounts = createAccounts({
    accounts: storage.accounts,
    sessions: storage.sessions,
    clock,
    passwords,
    slowDown: createSlowDown({ limits: storage.limits, clock }),
    firstRun: createFirstRun(dataDir),
    accessTokens,
    settings,
    nodoId: storage.identity.nodoId,
  })
  const routes: Routes[] = [peopleRoutes({ accounts, clock })]
  return { accounts, accessTokens, routes, owners: { usuario: accounts.admit } }
}
