/** With more than 2 s a viewer waits, and a segment begins without a key frame at 4. */
const ADVISED_MS = 2500
/** Longer than any encoder's own choice: who joins sees nothing, in Chromium for good. */
const MISSED_MS = 12_000

/** Measures in media time how far apart an encoder's key frames are. */
export const createKeyFrames = () => {
  let lastMs: number | undefined
  let newestMs = 0
  let intervalMs: number | null = null

  /** The last interval, or the one that has not ended where that is longer than it should be. */
  const interval = (): number | null => {
    const sinceMs = newestMs - (lastMs ?? newestMs)
    return sinceMs > Math.max(intervalMs ?? 0, ADVISED_MS) ? sinceMs : intervalMs
  }

  return {
    /** @param ms a picture's place on the timeline */
    picture(ms: number, isKey: boolean) {
      newestMs = ms
      if (!isKey) return
      intervalMs = lastMs === undefined ? null : ms - lastMs
      lastMs = ms
    },
    interval,
    advice(): 'intervalo_clave_2s' | 'sin_cuadros_clave' | undefined {
      const ms = interval() ?? 0
      if (ms > MISSED_MS) return 'sin_cuadros_clave'
      return ms > ADVISED_MS ? 'intervalo_clave_2s' : undefined
    },
  }
}
