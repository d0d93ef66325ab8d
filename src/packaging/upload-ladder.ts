import type { Medio } from '../model/contenido.ts'
import { bitRates } from './bit-rates.ts'
import { mediaName } from './media-names.ts'
import { packagedOptions, readPackaged } from './packaged-file.ts'
import { encodedPicture, planUpload, type UploadPlan } from './upload-plan.ts'
import type { UploadWork } from './upload-work.ts'

/** A smaller picture for slower links and smaller screens. */
export interface Rung {
  /** Of its shorter side, in pixels. */
  alto: number
  /** At most so many kbit/s. */
  kbps: number
}

/** `240:250,360:500`: pixels and kbit/s. @param setting as the config schema lets it pass */
export const rungsOf = (setting: string): Rung[] =>
  setting
    .split(',')
    .filter((one) => one !== '')
    .map((one) => one.split(':').map(Number) as [number, number])
    .map(([alto, kbps]) => ({ alto, kbps }))
    .toSorted((one, other) => one.alto - other.alto)

export const rungName = ({ alto }: Rung): string => `${alto}p`

const isRung = ({ formato, url }: Medio) => formato === 'cmaf' && /^\d+p$/.test(mediaName(url).name)
const isMain = ({ formato, url }: Medio) => formato === 'cmaf' && mediaName(url).name === 'video'

const even = (pixels: number) => Math.max(2, 2 * Math.round(pixels / 2))
const sizeOf = ({ ancho, alto }: { ancho: number; alto: number }, rung: Rung) => {
  const scale = rung.alto / Math.min(ancho, alto)
  return { ancho: even(ancho * scale), alto: even(alto * scale) }
}

/** Less than this much smaller or leaner than the next, a picture is not worth its room on the disk. */
const worthShare = 0.85
/** A second of film may take so many seconds of the box, all rungs together. */
const mostSecondsASecond = 1
/** What cameras make where a file does not say. */
const usualRate = 25

/**
 * Which smaller pictures a content is to have: clearly smaller and leaner than what it has, as far as the box can.
 * @param megapixels millions that it encodes a second
 */
export const wantedRungs = (
  { picture }: UploadPlan,
  { medios, framesPerSecond = usualRate }: { medios: readonly Medio[]; framesPerSecond?: number },
  rungs: readonly Rung[],
  megapixels: number,
): Rung[] => {
  const main = medios.find(isMain)
  if (!picture || !main) return []
  const smaller = rungs.filter(
    ({ alto, kbps }) =>
      alto <= worthShare * Math.min(picture.ancho, picture.alto) && kbps * 1000 <= worthShare * main.bitrate,
  )
  return affordable(smaller, { ...picture, framesPerSecond }, megapixels)
}

/** From the smallest up as many as a box encodes about as fast as they play. */
export const affordable = (
  rungs: readonly Rung[],
  picture: { ancho: number; alto: number; framesPerSecond: number },
  megapixels: number,
): Rung[] => {
  let spent = 0
  return rungs.filter((rung) => {
    const { ancho, alto } = sizeOf(picture, rung)
    spent += (ancho * alto * picture.framesPerSecond) / 1e6
    return spent <= mostSecondsASecond * megapixels
  })
}

/** Those of the rungs that a content does not have. */
export const missingRungs = (medios: readonly Medio[], rungs: readonly Rung[]): Rung[] => {
  const there = medios.filter(isRung).map(({ url }) => mediaName(url).name)
  return rungs.filter((rung) => !there.includes(rungName(rung)))
}

/** On the slowest box that encodes at all. */
const limitOf = (durationMs: number) => 600_000 + 20 * durationMs
/** What a rate that is held over two seconds may be over it, with its boxes. */
const roomShare = 1.2

/** Makes one of them. @throws what asks for room throws; MediaError, BoxError, the signal's reason */
export const makeRung = async (work: UploadWork, rung: Rung, progress: (done: number) => void): Promise<Medio> => {
  const { picture, durationMs } = planUpload(work.probe)
  if (!picture) throw new Error('a ladder is of pictures')
  const size = sizeOf(picture, rung)
  await work.room((durationMs / 1000) * rung.kbps * 125 * roomShare)
  const to = await work.temporary('mp4')
  const options = ['-map', `0:${picture.index}`, ...encodedPicture(size, rung.kbps), ...packagedOptions('video')]
  await work.tools.run({
    inputs: [{ from: work.path }],
    outputs: [{ to, options }],
    progress: (doneMs) => progress(Math.min(1, doneMs / durationMs)),
    limitMs: limitOf(durationMs),
    signal: work.signal,
  })
  const { track, segments } = await readPackaged(to)
  const bitrate = bitRates(segments, 1).average
  const kept = { name: rungName(rung), extension: 'mp4', formato: 'cmaf', codecs: track.codec, bitrate }
  return work.keep(to, { ...kept, ...size })
}
