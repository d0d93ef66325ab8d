import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import { createServers } from '../../src/storage/servers/servers.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { silent } from './base.ts'

/** The servers family where there is an address, else the embedded one; not yet started. */
export const openFamily = ({ dataDir, mongodbUri }: { dataDir: string; mongodbUri: string | undefined }): Storage =>
  mongodbUri === undefined
    ? createEmbedded({ dataDir, log: silent })
    : createServers({ dataDir, mongodbUri, log: silent })
