import type { Senal } from '../model/transmision.ts'
import type { Track } from '../packaging/init.ts'
import { createHoles } from './holes.ts'
import { createKeyFrames } from './key-frames.ts'

type Advice = Senal['consejos'][number]
const WINDOW_MS = 5000

/** H.264 baseline, main, extended and high (ITU-T H.264 A.2): 10 bits, 4:2:2 and 4:4:4 stay dark on most phones. */
const PLAYED_EVERYWHERE = /^avc1\.(42|4d|58|64)/i

/** Measures what an encoder sends, for the studio. Times are ms of the thread's own clock. */
export const createSignal = () => {
  const advice = new Set<Advice>()
  let origin: string | null = null
  let tracks: Track[] = []
  let since: number | null = null
  let irregular = false
  const holes = createHoles()
  const keyFrames = createKeyFrames()
  let samples: { at: number; bytes: number; video: boolean }[] = []

  return {
    encoder(name: unknown) {
      if (typeof name === 'string') origin = name.slice(0, 80)
    },
    tracks(found: Track[]) {
      tracks = found
    },
    connected(wallMs: number) {
      since = wallMs
    },
    advise(code: Advice) {
      advice.add(code)
    },
    withdraw(code: Advice) {
      advice.delete(code)
    },
    irregular() {
      irregular = true
    },
    /** @param isKey an IDR picture @param at arrival @param ms the packet's place on the timeline */
    packet(video: boolean, isKey: boolean, bytes: number, at: number, ms: number) {
      samples.push({ at, bytes, video })
      if (samples.length > 2000) samples = samples.slice(1000)
      if (!video) return
      holes.picture(ms, isKey)
      keyFrames.picture(ms, isKey)
    },
    /** @param at now @param gaps jumps of the timeline so far */
    read(at: number, gaps: number): Senal {
      samples = samples.filter((sample) => at - sample.at <= WINDOW_MS)
      const span = Math.max(1000, Math.min(WINDOW_MS, at - (samples[0]?.at ?? at))) / 1000
      const kbps = (video: boolean) =>
        Math.round(samples.reduce((sum, s) => (s.video === video ? sum + s.bytes : sum), 0) / span / 12.5) / 10
      const video = tracks.find((track) => track.kind === 'video')
      const audio = tracks.find((track) => track.kind === 'audio')
      const consejos = [...advice]
      const ofKeyFrames = keyFrames.advice()
      if (ofKeyFrames) consejos.push(ofKeyFrames)
      if (irregular) consejos.push('cuadros_irregulares')
      if (video && !PLAYED_EVERYWHERE.test(video.codec)) consejos.push('fija_perfil')
      return {
        origen: origin,
        video: video
          ? {
              codec: video.codec,
              ancho: video.width ?? 0,
              alto: video.height ?? 0,
              cuadros_s: Math.round((samples.filter((s) => s.video).length / span) * 10) / 10,
              kbps: kbps(true),
              intervalo_clave_ms: keyFrames.interval(),
            }
          : null,
        audio: audio
          ? { codec: audio.codec, canales: audio.channels ?? 0, muestreo_hz: audio.sampleRate ?? 0, kbps: kbps(false) }
          : null,
        huecos: gaps + holes.count(),
        desde: since,
        baja_latencia: !irregular,
        consejos,
      }
    },
  }
}
export type Signal = ReturnType<typeof createSignal>
