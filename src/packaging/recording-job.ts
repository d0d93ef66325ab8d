import { Readable } from 'node:stream'
import type { ContentStore } from '../catalog/store.ts'
import { NodoError } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { Contenido, Medio } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import type { TrabajoGuardado } from '../model/trabajo.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import { changeContent } from './content-change.ts'
import type { Track } from './init.ts'
import { createTemporaries, hasBytes, isFull, type JobRun, type JobSpace } from './job-files.ts'
import { type MediaTools, pictureFormats } from './media-tools.ts'
import { durationOf, type RecordedRendition } from './recording.ts'
import { readRecording } from './recording-files.ts'
import { wholeRecording } from './recording-parts.ts'

export interface RecordingJobDeps {
  lives: Pick<LiveStore, 'byId' | 'segments'>
  contents: Pick<ContentStore, 'byId' | 'change'>
  blobs: KeptBlobs
  recordingsDir: string
  tools: MediaTools
  space: JobSpace
}

/** Encoding takes most of the time where there is any; joining is the disk's speed. */
const shares = { encoded: 0.8, joined: 0.97 }
const thumbnailWidth = 640
/** What the sound of a recording takes beside it, at most: 192 kbit/s. */
const soundBytesPerSecond = 24_000
/** Renditions of one recording end a segment apart at most, unless the picture was not recorded for a while. */
const aSegmentMs = 5000
const retryFullAfterS = 30

const remux = (format: string, ...map: string[]) => [...map, '-c', 'copy', '-movflags', '+faststart', '-f', format]

/** One recording being made. */
interface Work {
  live: Id
  content: Contenido
  /** A fresh path, gone when the work is over. */
  temporary(extension: string): Promise<string>
  signal: AbortSignal
}

/** A finished file in the blob store, as the catalog tells it. */
interface Kept {
  medio: Medio
  durationMs: number
}

/**
 * The handler of the job `grabacion`: from what the recorder kept of a live it makes one MP4 to download, its audio as
 * m4a and a thumbnail, and tells the catalog. Gaps between stretches are cut. A live of sound alone has no MP4 and no
 * thumbnail. Doing it again after a kill gives the same; a recording that is made already is left as it is.
 *
 * The handler throws MediaError, BoxError, an error of the disk, the signal's reason, or NodoError descarga_sin_espacio
 * where it has to wait for room; what it had half made is gone then.
 */
export const createRecordingJob = (deps: RecordingJobDeps) => {
  const { blobs, tools } = deps

  const keep = async (
    path: string,
    file: string,
    given: Pick<Medio, 'formato' | 'codecs' | 'ancho' | 'alto'>,
    id: Id,
  ): Promise<Kept> => {
    const { durationMs } = given.formato === 'jpg' ? { durationMs: 0 } : await tools.probe(path)
    const { sha256, tamano_bytes } = await blobs.keep(path, id)
    const bitrate = durationMs > 0 ? Math.round((tamano_bytes * 8000) / durationMs) : 0
    return { durationMs, medio: { ...given, bitrate, tamano_bytes, sha256, url: `/media/${id}/${file}` } }
  }

  const codecsOf = (tracks: readonly Track[]) => tracks.map((track) => track.codec).join()

  /** One rendition of a recording as one file, an MP4 where it has a picture and an m4a otherwise. */
  const join = async (work: Work, source: RecordedRendition, progress: (done: number) => void) => {
    const { live, content, temporary, signal } = work
    const room = (bytes: number) =>
      deps.space.makeRoom(bytes + (durationOf(source) / 1000) * soundBytesPerSecond, {
        orden_nodo_ms: content.orden_nodo_ms,
        contenido_id: content.id,
      })
    const whole = await wholeRecording(
      { recordingsDir: deps.recordingsDir, tools, temporary: () => temporary('mp4'), room },
      live,
      source,
      { signal, progress },
    )
    const video = whole.tracks.find((track) => track.kind === 'video')
    const path = await temporary(video ? 'mp4' : 'm4a')
    await tools.run({
      inputs: [{ from: Readable.from(whole.stream(), { objectMode: false }) }],
      outputs: [{ to: path, options: remux(video ? 'mp4' : 'ipod', '-map', '0') }],
      signal,
    })
    return { path, video, tracks: whole.tracks, sound: whole.tracks.filter((track) => track.kind === 'audio') }
  }

  /** A picture from the first tenth of a film, in a file that stays empty where there is none at that place. */
  const takePicture = async ({ temporary, signal }: Work, film: string): Promise<string> => {
    const { durationMs } = await tools.probe(film)
    const picture = await temporary('jpg')
    const fitted = `scale=iw*sar:ih,scale='min(${thumbnailWidth},iw)':-2,format=yuvj420p`
    await tools.run({
      inputs: [{ from: film, options: ['-ss', (durationMs / 10_000).toFixed(3)] }],
      outputs: [{ to: picture, options: ['-frames:v', '1', '-vf', fitted, '-q:v', '4', '-f', 'mjpeg'] }],
      signal,
    })
    return picture
  }

  /** The sound of a film; of the sound that was recorded on its own, where that went on without the picture. */
  const takeSound = async (work: Work, film: string, alone: RecordedRendition | undefined) => {
    if (alone) return join(work, alone, () => undefined)
    const path = await work.temporary('m4a')
    await tools.run({
      inputs: [{ from: film }],
      outputs: [{ to: path, options: remux('ipod', '-map', '0:a:0') }],
      signal: work.signal,
    })
    return { path, sound: undefined }
  }

  /** Makes the files of a recording and takes them into the blob store, the one to take home first. */
  const make = async (work: Work, progress: (done: number) => void): Promise<Kept[]> => {
    const { live, content } = work
    const renditions = await readRecording(deps.recordingsDir, live, await deps.lives.segments(live))
    const [source] = renditions
    if (!source) return []
    const joined = await join(work, source, (done) => progress(done * shares.encoded))
    progress(shares.joined)
    const m4a = (sound: readonly Track[]) => ({ formato: 'm4a', codecs: codecsOf(sound), ancho: null, alto: null })
    if (!joined.video) return [await keep(joined.path, 'audio.m4a', m4a(joined.sound), content.id)]

    const alone = renditions.find(
      (each) => each.rendicion === 'aac' && durationOf(each) > durationOf(source) + aSegmentMs,
    )
    const picture = await takePicture(work, joined.path)
    const heard = joined.sound.length > 0 || alone ? await takeSound(work, joined.path, alone) : undefined
    const { width: ancho = null, height: alto = null } = joined.video
    const mp4 = { formato: 'mp4', codecs: codecsOf(joined.tracks), ancho, alto }
    const kept = [await keep(joined.path, 'descarga.mp4', mp4, content.id)]
    if (heard) kept.push(await keep(heard.path, 'audio.m4a', m4a(heard.sound ?? joined.sound), content.id))
    if (await hasBytes(picture)) {
      const { width = null, height = null } = (await tools.probe(picture, pictureFormats)).tracks[0] ?? {}
      const jpg = { formato: 'jpg', codecs: 'jpeg', ancho: width, alto: height }
      kept.push(await keep(picture, 'miniatura.jpg', jpg, content.id))
    }
    return kept
  }

  /** Tells the catalog. Where it no longer knows the content, the files go too. */
  const tell = async (content: Contenido, kept: readonly Kept[]) => {
    const [first] = kept
    const made = kept.map(({ medio }) => medio)
    const urls = made.map(({ url }) => url)
    try {
      await changeContent(deps.contents, content.id, ({ medios, miniatura }) => ({
        // What people gave it meanwhile stays.
        medios: [...made, ...medios.filter(({ url }) => !urls.includes(url))],
        miniatura: miniatura ?? made.find(({ formato }) => formato === 'jpg')?.url ?? null,
        url_archivo: first?.medio.url ?? null,
        duracion_ms: Math.max(...kept.map(({ durationMs }) => durationMs)),
      }))
    } catch (error) {
      if (error instanceof NodoError && error.code === 'contenido_no_encontrado')
        await blobs.discard(
          kept.flatMap(({ medio }) => medio.sha256 ?? []),
          content.id,
        )
      throw error
    }
  }

  return async (job: TrabajoGuardado, run: JobRun): Promise<void> => {
    const live = await deps.lives.byId(job.objeto_id)
    if (!live) throw new NodoError('transmision_no_encontrada')
    const content = await deps.contents.byId(live.transmision.contenido_id)
    if (!content) throw new NodoError('contenido_no_encontrado')
    const made = content.contenido.medios.some(
      ({ formato, sha256 }) => ['mp4', 'm4a'].includes(formato) && sha256 && blobs.path(sha256) !== undefined,
    )
    if (made) return run.progress(1)
    const files = createTemporaries(blobs)
    const signal = AbortSignal.any([run.signal, deps.space.shortage()])
    try {
      const work = { live: job.objeto_id, content: content.contenido, temporary: files.temporary, signal }
      const kept = await make(work, run.progress)
      if (kept.length > 0) await tell(content.contenido, kept)
      run.progress(1)
    } catch (error) {
      if (isFull(error)) throw new NodoError('descarga_sin_espacio', { retryAfterS: retryFullAfterS, cause: error })
      throw error
    } finally {
      await files.remove()
    }
  }
}
