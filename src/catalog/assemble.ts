import { join } from 'node:path'
import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Id } from '../model/primitives.ts'
import type { Inspection } from '../packaging/inspection.ts'
import type { MediaTools } from '../packaging/media-tools.ts'
import type { Storage } from '../storage/storage.ts'
import { createContentAccess } from './access.ts'
import { createNoteAct } from './acts.ts'
import { createArrivals } from './arrivals.ts'
import { type CatalogDeps, createCatalog } from './catalog.ts'
import { createContentChanges } from './changes.ts'
import { collaboratorRoutes } from './collaborator-routes.ts'
import { createCollaborators } from './collaborators.ts'
import { commentRoutes } from './comment-routes.ts'
import { createComments } from './comments.ts'
import { companionRoutes } from './companion-routes.ts'
import { createFinding } from './finding.ts'
import { findingRoutes } from './finding-routes.ts'
import { createFrontPage } from './front-page.ts'
import { createMarkdown } from './markdown.ts'
import { createOwnFiles } from './own-files.ts'
import { createPublishing, type PublishingDeps } from './publishing.ts'
import { reactionRoutes } from './reaction-routes.ts'
import { createReactions } from './reactions.ts'
import { reportRoutes } from './report-routes.ts'
import { createReports } from './reports.ts'
import { catalogRoutes } from './routes.ts'
import { type ContentRowsDeps, createContentRows } from './rows.ts'
import { createSubtitles } from './subtitles.ts'
import { createThumbnail } from './thumbnail.ts'
import { createTus } from './tus.ts'
import { tusRoutes } from './tus-routes.ts'
import { uploadRoutes } from './upload-routes.ts'
import { createUploads, type UploadsDeps } from './uploads.ts'

type Ports =
  | 'accounts'
  | 'audit'
  | 'collaborations'
  | 'comments'
  | 'contents'
  | 'feeds'
  | 'history'
  | 'identity'
  | 'jobs'
  | 'lists'
  | 'lives'
  | 'names'
  | 'notices'
  | 'programmes'
  | 'reactions'
  | 'reports'
  | 'said'
  | 'uploads'
  | 'views'
  | 'vocabulary'

export interface CatalogRoomDeps extends Pick<CatalogDeps, 'abandonJobs' | 'removeRecording'> {
  storage: Pick<Storage, Ports>
  /** What is not over, as it was last known while storage is away. */
  lives: ContentRowsDeps['lives']
  blobs: CatalogDeps['blobs'] & PublishingDeps['blobs']
  inspection: Inspection
  tools: MediaTools
  clock: Clock
  dataDir: string
  space: { admit(bytes: number): Promise<void> }
  log: UploadsDeps['log']
}

/** The room of the catalog: its services put together, the calls that lead to them, and who may act on what is in it. */
export const assembleCatalog = (room: CatalogRoomDeps) => {
  const { storage, lives, inspection, tools, clock, dataDir, space, log, ...deps } = room
  const { nodoId } = storage.identity
  const nameOf = async (id: Id) => (await storage.accounts.byId(id))?.nombre ?? ''
  const access = createContentAccess(storage)
  const note = createNoteAct({ audit: storage.audit, clock })
  const markdown = createMarkdown()
  const rows = createContentRows({ ...storage, lives })

  const catalog = createCatalog({ ...deps, contents: storage.contents, access, rows, markdown, note })
  const changes = createContentChanges({ ...storage, access, markdown, note, clock })
  const comments = createComments({ comments: storage.comments, access, nameOf, note, clock, nodoId })
  const reactions = createReactions({ reactions: storage.reactions, access, clock, nodoId })
  const reports = createReports({ reports: storage.reports, notices: storage.notices, access, note, clock })
  const collaborators = createCollaborators({ collaborations: storage.collaborations, access, nameOf, nodoId })
  const arrivals = createArrivals({ dir: join(dataDir, 'subidas'), space })
  const publishing = createPublishing({ ...storage, blobs: deps.blobs, inspection, markdown, clock, nodoId })
  const uploads = createUploads({ store: storage.uploads, arrivals, publishing, clock, log })
  const files = createOwnFiles({ access, contents: storage.contents, blobs: deps.blobs, note })
  const subtitles = createSubtitles({ files, said: storage.said })
  const thumbnail = createThumbnail({ files, tools })
  const tus = createTus({ uploads, wallOf: clock.wallOf })

  const routes: Routes[] = [
    catalogRoutes({ catalog, changes }),
    findingRoutes({
      finding: createFinding({ ...storage, catalog }),
      frontPage: createFrontPage({ ...storage, catalog, lives }),
    }),
    uploadRoutes({ publishing, contents: storage.contents }),
    tusRoutes({ tus, uploads }),
    companionRoutes({ catalog, subtitles, thumbnail }),
    commentRoutes({ comments }),
    reactionRoutes({ reactions }),
    reportRoutes({ reports }),
    collaboratorRoutes({ collaborators }),
  ]
  return {
    catalog,
    uploads,
    routes,
    services: [arrivals, uploads],
    files: arrivals,
    owners: {
      contenido: access.owned,
      comentario: comments.admit,
      colaboracion: collaborators.admit,
      subida: uploads.admit,
    },
  }
}
