import type { SegmentoVivo } from '../model/transmision.ts'

/**
 * Bits a second as RFC 8216bis 4.4.6.2 defines them: the peak over every run of segments that lasts 0.5 to 1.5 target
 * durations, and the average over all. What is shorter than that has its average as its peak.
 * @param targetDuration in seconds
 */
export const bitRates = (
  segments: readonly Pick<SegmentoVivo, 'duracion_ms' | 'tamano_bytes'>[],
  targetDuration: number,
): { peak: number; average: number } => {
  const least = targetDuration * 500
  const most = targetDuration * 1500
  let peak = 0
  for (const from of segments.keys()) {
    let ms = 0
    let bytes = 0
    for (let i = from; i < segments.length; i++) {
      ms += segments[i]?.duracion_ms ?? 0
      bytes += segments[i]?.tamano_bytes ?? 0
      if (ms > most) break
      if (ms >= least) peak = Math.max(peak, (bytes * 8000) / ms)
    }
  }
  const totalMs = segments.reduce((sum, segment) => sum + segment.duracion_ms, 0)
  const totalBytes = segments.reduce((sum, segment) => sum + segment.tamano_bytes, 0)
  const average = totalMs > 0 ? Math.ceil((totalBytes * 8000) / totalMs) : 0
  return { peak: Math.max(Math.ceil(peak), average), average }
}
