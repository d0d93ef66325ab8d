import type { Routes } from '../http/route.ts'
import type { Storage } from '../storage/storage.ts'
import { type CatalogDeps, createCatalog } from './catalog.ts'
import { catalogRoutes } from './routes.ts'

export interface CatalogRoomDeps extends Pick<CatalogDeps, 'lives' | 'blobs' | 'abandonJobs' | 'removeRecording'> {
  storage: Pick<Storage, 'contents' | 'jobs'>
}

/** The room of the catalog: its services put together, the calls that lead to them, and who may act on what is in it. */
export const assembleCatalog = ({ storage, ...deps }: CatalogRoomDeps) => {
  const catalog = createCatalog({ ...deps, contents: storage.contents, jobs: storage.jobs })
  const routes: Routes[] = [catalogRoutes({ catalog })]
  return { catalog, routes, owners: { contenido: catalog.admit } }
}
