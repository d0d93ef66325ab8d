import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Inspection } from '../packaging/inspection.ts'
import type { Storage } from '../storage/storage.ts'
import { createArrivals } from './arrivals.ts'
import { type CatalogDeps, createCatalog } from './catalog.ts'
import { createPublishing, type PublishingDeps } from './publishing.ts'
import { catalogRoutes } from './routes.ts'
import { uploadRoutes } from './upload-routes.ts'

export interface CatalogRoomDeps extends Pick<CatalogDeps, 'lives' | 'abandonJobs' | 'removeRecording'> {
  storage: Pick<Storage, 'contents' | 'jobs' | 'accounts' | 'identity' | 'uploads'>
  blobs: CatalogDeps['blobs'] & PublishingDeps['blobs']
  inspection: Inspection
  clock: Clock
  dataDir: string
  space: { admit(bytes: number): Promise<void> }
}

/** The room of the catalog: its services put together, the calls that lead to them, and who may act on what is in it. */
export const assembleCatalog = ({ storage, inspection, clock, dataDir, space, ...deps }: CatalogRoomDeps) => {
  const catalog = createCatalog({ ...deps, contents: storage.contents, jobs: storage.jobs })
  const arrivals = createArrivals({ dir: join(dataDir, 'subidas'), space })
  const publishing = createPublishing({
    accounts: storage.accounts,
    blobs: deps.blobs,
    inspection,
    clock,
    nodoId: storage.identity.nodoId,
  })
  const routes: Routes[] = [catalogRoutes({ catalog }), uploadRoutes({ publishing, contents: storage.contents })]
  return { catalog, routes, services: [arrivals], files: arrivals, owners: { contenido: catalog.admit } }
}
