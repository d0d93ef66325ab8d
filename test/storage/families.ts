import { createEmbedded } from '../../src/storage/embedded/embedded.ts'
import { createServers } from '../../src/storage/servers/servers.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { silent } from './base.ts'
import type { Base } from './server-base.ts'

/** The servers family where there is a base, else the embedded one; not yet started. */
export const openFamily = ({ dataDir, base }: { dataDir: string; base: Base | undefined }): Storage =>
  base === undefined ? createEmbedded({ dataDir, log: silent }) : createServers({ dataDir, ...base, log: silent })
