import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Storage } from '../storage/storage.ts'
import { createCollectives } from './collectives.ts'
import { createFeeds, type FeedsDeps } from './feeds.ts'
import { createFollows } from './follows.ts'
import { networkRoutes } from './routes.ts'

export interface NetworkDeps extends Pick<FeedsDeps, 'contents'> {
  storage: Pick<Storage, 'accounts' | 'follows' | 'feeds' | 'collectives' | 'memberships' | 'identity'>
  clock: Clock
}

/** The room of the network: its services put together, the calls that lead to them, and who may act on what is in it. */
export const assembleNetwork = ({ storage, clock, contents }: NetworkDeps) => {
  const { nodoId } = storage.identity
  const collectives = createCollectives({ ...storage, clock, nodoId })
  const routes: Routes[] = [
    networkRoutes({
      follows: createFollows({ ...storage, clock, nodoId }),
      feeds: createFeeds({ feeds: storage.feeds, contents }),
      collectives,
    }),
  ]
  return { routes, owners: { colectivo: collectives.admit, membresia: collectives.admitMember } }
}
