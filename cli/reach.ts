import { setTimeout as wait } from 'node:timers/promises'
import { NodoError } from '../src/errors.ts'
import type { LoadedConfig } from '../src/load-config.ts'
import { type Commander, connectSocket } from '../src/system/socket-client.ts'

/** A program that is starting holds the folder before it listens, and one that stops after: worth a few moments. */
const patience = { tries: 20, everyMs: 250 }

/**
 * Carries a command out where the data are: through the running program's socket, or, where none runs, by opening the
 * data folder in this process.
 * @throws NodoError as the command does; carpeta_en_uso, carpeta_no_escribible, socket_ajeno
 */
export const reach = async <T>(loaded: LoadedConfig, use: (commander: Commander) => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    const commander = (await connectSocket(loaded.config.data_dir)) ?? (await openHere(loaded, tries))
    if (commander) {
      try {
        return await use(commander)
      } finally {
        await commander.close()
      }
    }
    await wait(patience.everyMs)
  }
}

/** @returns undefined where another process has the folder and it is worth another try */
const openHere = async (loaded: LoadedConfig, tries: number): Promise<Commander | undefined> => {
  const { openOffline } = await import('./offline.ts')
  try {
    return await openOffline(loaded)
  } catch (error) {
    const busy = error instanceof NodoError && error.code === 'carpeta_en_uso'
    if (!busy || tries >= patience.tries) throw error
    return undefined
  }
}

/** What only a running program can do. @throws NodoError nodo_detenido */
export const reachRunning = async <T>(loaded: LoadedConfig, use: (commander: Commander) => Promise<T>): Promise<T> => {
  const commander = await connectSocket(loaded.config.data_dir)
  if (!commander) throw new NodoError('nodo_detenido', { values: { carpeta: loaded.config.data_dir } })
  try {
    return await use(commander)
  } finally {
    await commander.close()
  }
}
