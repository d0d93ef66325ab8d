import type { Medio } from '../model/contenido.ts'
import { bitRates } from './bit-rates.ts'
import { BoxError } from './boxes.ts'
import { isFull } from './job-files.ts'
import { MediaError } from './media-tools.ts'
import { lengthOf, type Packaged, readPackaged } from './packaged-file.ts'
import { type PlannedRendition, plannedRenditions, planUpload, type UploadPlan } from './upload-plan.ts'
import type { UploadWork } from './upload-work.ts'

export interface MadeRenditions {
  medios: Medio[]
  durationMs: number
}

/** A picture that can be begun at so rarely is encoded anew: nobody could look for a place in it. */
const rarestKeyFrameMs = 15_000
/** AAC of 128 and 48 kbit/s and Opus of 24, with their boxes. */
const soundBytesPerSecond = 26_000
/** On the slowest box that encodes at all. */
const limitOf = (durationMs: number) => 600_000 + 20 * durationMs

const roomFor = ({ picture, durationMs }: UploadPlan, originalBytes: number): number => {
  const seconds = durationMs / 1000
  const encoded = picture ? picture.ancho * picture.alto * 0.3 * seconds : 0
  return (picture?.copy ? originalBytes : encoded) + soundBytesPerSecond * seconds
}

interface Made {
  planned: PlannedRendition
  path: string
  file: Packaged
}

/** Makes the files of a plan, those without anything in them left out. @throws MediaError, BoxError, the signal's reason */
const make = async (work: UploadWork, plan: UploadPlan, progress: (done: number) => void): Promise<Made[]> => {
  const planned = plannedRenditions(plan)
  const paths = await Promise.all(planned.map(() => work.temporary('mp4')))
  await work.room(roomFor(plan, work.bytes))
  await work.tools.run({
    inputs: [{ from: work.path }],
    outputs: planned.map(({ options }, i) => ({ to: paths[i] as string, options })),
    progress: (doneMs) => progress(Math.min(1, doneMs / plan.durationMs)),
    limitMs: limitOf(plan.durationMs),
    signal: work.signal,
  })
  const made = await Promise.all(
    planned.map(async (one, i) => ({
      planned: one,
      path: paths[i] as string,
      file: await readPackaged(paths[i] as string),
    })),
  )
  const filled = made.filter(({ file }) => file.segments.length > 0)
  if (filled.length === 0) throw new MediaError('nothing came out of it', '')
  return filled
}

const isOfUse = (made: readonly Made[]) =>
  made.every(({ file }) => file.segments.every(({ duracion_ms }) => duracion_ms <= rarestKeyFrameMs))

/** As it is where that works, else encoded once. */
const makeOnce = async (work: UploadWork, progress: (done: number) => void): Promise<Made[]> => {
  const plan = planUpload(work.probe)
  if (!plan.picture?.copy) return make(work, plan, progress)
  try {
    const made = await make(work, plan, progress)
    if (isOfUse(made)) return made
  } catch (error) {
    if (isFull(error) || !(error instanceof MediaError || error instanceof BoxError)) throw error
  }
  return make(work, planUpload(work.probe, true), progress)
}

/**
 * Makes what of an upload is played, one packaged file a rendition, and takes it into the blob store.
 * @throws NodoError medio_ilegible, what asks for room throws; MediaError, BoxError, the signal's reason
 */
export const makeRenditions = async (work: UploadWork, progress: (done: number) => void): Promise<MadeRenditions> => {
  const made = await makeOnce(work, progress)
  const medios: Medio[] = []
  for (const { planned, path, file } of made) {
    medios.push(
      await work.keep(path, {
        name: planned.name,
        extension: 'mp4',
        formato: 'cmaf',
        codecs: file.track.codec,
        ancho: planned.ancho,
        alto: planned.alto,
        bitrate: bitRates(file.segments, 1).average,
      }),
    )
  }
  return { medios, durationMs: Math.round(Math.max(...made.map(({ file }) => lengthOf(file)))) }
}
