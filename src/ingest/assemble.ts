import type { Clock } from '../clock.ts'
import type { Routes } from '../http/route.ts'
import type { Service } from '../service.ts'
import type { Storage } from '../storage/storage.ts'
import type { Ingest } from './ingest.ts'
import { createLiveState, type LiveStateDeps } from './live-state.ts'
import { createLives } from './lives.ts'
import { ingestRoutes } from './routes.ts'
import { createStreamKeys } from './stream-keys.ts'

export interface LivesRoomDeps {
  storage: Pick<Storage, 'lives' | 'streamKeys' | 'identity'>
  ingest: Pick<Ingest, 'open' | 'finish' | 'keys' | 'port'>
  clock: Clock
  log: LiveStateDeps['log']
  graceMs: LiveStateDeps['graceMs']
}

/** Lives and the keys that open them, the calls that lead to them, and who may act on what of them. */
export const assembleLives = ({ storage, ingest, clock, log, graceMs }: LivesRoomDeps) => {
  const state = createLiveState({
    store: storage.lives,
    ingest,
    clock,
    log,
    graceMs,
    prefix: () => clock.boot().numero.toString(36),
    async over(live) {
      streamKeys.rest(live)
      await streamKeys.refresh()
    },
  })
  const streamKeys = createStreamKeys({
    store: storage.streamKeys,
    clock,
    rtmpPort: ingest.port,
    publish: ingest.keys,
    openLive: (key) => lives.openFor(key),
  })
  const lives = createLives({
    store: storage.lives,
    state,
    clock,
    nodoId: storage.identity.nodoId,
    rtmpPort: ingest.port,
    keysChanged: streamKeys.refresh,
  })
  const routes: Routes[] = [ingestRoutes({ lives, streamKeys })]
  const owners = { transmision: lives.admit, clave: streamKeys.admit }
  // What packaging tells while it closes must still be kept: so this stops after ingest, and starts before it.
  const kept: Service = { name: 'states of lives', start: async () => undefined, stop: state.settle }
  const takenUp: Service = {
    name: 'lives of an earlier run',
    async start() {
      await streamKeys.refresh()
      await state.resume()
    },
    stop: async () => undefined,
  }
  return { lives, streamKeys, state, routes, owners, kept, takenUp }
}
