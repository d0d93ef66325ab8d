import type { Clock } from '../../src/clock.ts'
import { createLiveState, type LiveState, type LiveStateDeps } from '../../src/ingest/live-state.ts'
import { createLives as createRealLives, type Lives } from '../../src/ingest/lives.ts'
import { createStreamKeys, type StreamKeyIndex } from '../../src/ingest/stream-keys.ts'
import type { Storage } from '../../src/storage/storage.ts'

const rtmpPort = () => 1935

/** The lives and keys of a box whose ingest hears no encoder. */
export const createLives = (
  storage: Storage,
  clock: Clock,
  log: LiveStateDeps['log'],
): { lives: Lives; streamKeys: StreamKeyIndex; state: LiveState } => {
  const state = createLiveState({
    store: storage.lives,
    ingest: { open: async () => ({ rows: [], tracks: undefined }), finish: async () => undefined },
    clock,
    log,
    graceMs: () => 300_000,
    prefix: () => 'p',
    async over(live) {
      streamKeys.rest(live)
      await streamKeys.refresh()
    },
  })
  const streamKeys = createStreamKeys({
    store: storage.streamKeys,
    clock,
    rtmpPort,
    publish: async () => undefined,
    openLive: (key) => lives.openFor(key),
  })
  const lives = createRealLives({
    store: storage.lives,
    state,
    clock,
    nodoId: storage.identity.nodoId,
    rtmpPort,
    keysChanged: streamKeys.refresh,
  })
  return { lives, streamKeys, state }
}
