import packageJson from '../package.json' with { type: 'json' }
import { createClock } from '../src/clock.ts'
import { NodoError } from '../src/errors.ts'
import { createStreamKeys } from '../src/ingest/stream-keys.ts'
import type { LoadedConfig } from '../src/load-config.ts'
import { createAccessTokens } from '../src/people/access-token.ts'
import { createAccounts } from '../src/people/accounts.ts'
import { createFirstRun } from '../src/people/first-run.ts'
import { createPasswords } from '../src/people/passwords.ts'
import { createSecondFactor } from '../src/people/second-factor.ts'
import { createSlowDown } from '../src/people/slow-down.ts'
import { startInOrder } from '../src/service.ts'
import { prepareFolder } from '../src/storage/folder.ts'
import { createStorage } from '../src/storage-family.ts'
import { createBackups } from '../src/system/backup/backups.ts'
import { createCommands } from '../src/system/commands.ts'
import { reachableHosts } from '../src/system/lan.ts'
import { createLog } from '../src/system/log.ts'
import type { Commander } from '../src/system/socket-client.ts'
import { logsIn } from './log-folder.ts'

/** Only the file hears it: what a command prints is its answer. */
const silent = { write: () => undefined }

/**
 * Opens the data folder in this process, as far as the commands need it, and holds it until `close`.
 * @throws NodoError carpeta_no_escribible, carpeta_en_uso, version_de_datos
 */
export const openOffline = async ({ config, settings }: LoadedConfig): Promise<Commander> => {
  const dataDir = config.data_dir
  await prepareFolder(dataDir)
  const log = createLog({ level: config.log_level, format: 'json', folder: logsIn(dataDir), console: silent })
  const storage = await createStorage(config, log.logger).catch(async (error) => {
    await log.close()
    throw error
  })
  const clock = createClock({ boots: storage.boots, log: log.logger })
  const slowDown = createSlowDown({ limits: storage.limits, clock })
  const accounts = createAccounts({
    accounts: storage.accounts,
    sessions: storage.sessions,
    clock,
    passwords: createPasswords(),
    slowDown,
    secondFactor: createSecondFactor({ accounts: storage.accounts, clock, slowDown, settings }),
    firstRun: createFirstRun(dataDir),
    accessTokens: createAccessTokens(clock),
    settings,
    nodoId: storage.identity.nodoId,
  })
  const keys = createStreamKeys({
    store: storage.streamKeys,
    clock,
    rtmpPort: () => config.rtmp_port,
    publish: async () => undefined,
    openLive: async () => {
      throw new NodoError('nodo_detenido', { values: { carpeta: dataDir } })
    },
  })
  const backups = createBackups({
    storage,
    clock,
    config,
    version: packageJson.version,
    polite: false,
    log: log.logger,
  })
  const host = () => `${reachableHosts(config.http_host)[0]}:${config.http_port}`
  const handlers = createCommands({ accounts, keys, projections: storage.projections, backups, dataDir, host })
  const stop = await startInOrder([storage, clock]).catch(async (error) => {
    await log.close()
    throw error
  })
  await keys.refresh()
  return {
    // The handler of a name takes that name's input, which the compiler cannot follow through the index.
    call: (command, input) => handlers[command](input as never) as never,
    async close() {
      await stop()
      await log.close()
    },
  }
}
