import { rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { ContentStore } from '../catalog/store.ts'
import { NodoError } from '../errors.ts'
import type { LiveStore } from '../ingest/store.ts'
import type { Contenido, Medio } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import type { TrabajoGuardado } from '../model/trabajo.ts'
import type { BlobStore } from '../storage/blobs/blobs.ts'
import type { Track } from './init.ts'
import { MediaError, type MediaTools } from './media-tools.ts'
import { readRecording } from './recording-files.ts'
import { wholeRecording } from './recording-parts.ts'

export interface RecordingJobDeps {
  lives: Pick<LiveStore, 'byId' | 'segments'>
  contents: Pick<ContentStore, 'byId' | 'change'>
  blobs: Pick<BlobStore, 'temporary' | 'adopt' | 'path' | 'remove'>
  recordingsDir: string
  tools: MediaTools
}

export interface JobRun {
  /** How far it is, 0 to 1. */
  progress(done: number): void
  signal: AbortSignal
}

/** Encoding takes most of the time where there is any; joining is the disk's speed. */
const shares = { encoded: 0.8, joined: 0.97 }
const thumbnailWidth = 640

const remux = (format: string, ...map: string[]) => [...map, '-c', 'copy', '-movflags', '+faststart', '-f', format]

const hasBytes = async (path: string): Promise<boolean> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return found !== undefined && found.size > 0
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
 * The handler throws MediaError, BoxError, an error of the disk, NodoError sin_espacio, or the signal's reason; what it
 * had half made is gone then.
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
    const { sha256, tamano_bytes } = await blobs.adopt(path)
    const bitrate = durationMs > 0 ? Math.round((tamano_bytes * 8000) / durationMs) : 0
    return { durationMs, medio: { ...given, bitrate, tamano_bytes, sha256, url: `/media/${id}/${file}` } }
  }

  const codecsOf = (tracks: readonly Track[]) => tracks.map((track) => track.codec).join()

  /** Makes the files of a recording in `temporary` paths and takes them into the blob store. */
  const make = async (
    job: TrabajoGuardado,
    contentId: Id,
    run: JobRun,
    temporary: (extension: string) => Promise<string>,
  ): Promise<Kept[]> => {
    const live = job.objeto_id
    const renditions = await readRecording(deps.recordingsDir, live, await deps.lives.segments(live))
    const source = renditions.find(({ rendicion }) => rendicion === 'main') ?? renditions[0]
    if (!source) return []
    const { signal } = run
    const whole = await wholeRecording(
      { recordingsDir: deps.recordingsDir, tools, temporary: () => temporary('mp4') },
      live,
      source,
      { signal, progress: (done) => run.progress(done * shares.encoded) },
    )
    const video = whole.tracks.find((track) => track.kind === 'video')
    const sound = whole.tracks.filter((track) => track.kind === 'audio')
    const joined = await temporary(video ? 'mp4' : 'm4a')
    await tools.run({
      inputs: [{ from: Readable.from(whole.stream(), { objectMode: false }) }],
      outputs: [{ to: joined, options: remux(video ? 'mp4' : 'ipod', '-map', '0') }],
      signal,
    })
    run.progress(shares.joined)
    const m4a = { formato: 'm4a', codecs: codecsOf(sound), ancho: null, alto: null }
    if (!video) return [await keep(joined, 'audio.m4a', m4a, contentId)]

    const kept: Kept[] = []
    const { durationMs } = await tools.probe(joined)
    const picture = await temporary('jpg')
    await tools.run({
      inputs: [{ from: joined, options: ['-ss', (durationMs / 10_000).toFixed(3)] }],
      outputs: [
        {
          to: picture,
          options: [
            '-frames:v',
            '1',
            '-vf',
            `scale=iw*sar:ih,scale='min(${thumbnailWidth},iw)':-2,format=yuvj420p`,
            '-q:v',
            '4',
            '-f',
            'mjpeg',
          ],
        },
      ],
      signal,
    })
    if (sound.length > 0) {
      const audio = await temporary('m4a')
      await tools.run({
        inputs: [{ from: joined }],
        outputs: [{ to: audio, options: remux('ipod', '-map', '0:a:0') }],
        signal,
      })
      kept.push(await keep(audio, 'audio.m4a', m4a, contentId))
    }
    const size = { ancho: video.width ?? null, alto: video.height ?? null }
    kept.unshift(
      await keep(joined, 'descarga.mp4', { formato: 'mp4', codecs: codecsOf(whole.tracks), ...size }, contentId),
    )
    // A picture that ends long before its sound has none at that place.
    if (await hasBytes(picture)) {
      const { width = null, height = null } = (await tools.probe(picture)).tracks[0] ?? {}
      const jpg = { formato: 'jpg', codecs: 'jpeg', ancho: width, alto: height }
      kept.push(await keep(picture, 'miniatura.jpg', jpg, contentId))
    }
    return kept
  }

  /** Tells the catalog. Where it no longer knows the content, the files go too. */
  const tell = async (content: Contenido, kept: readonly Kept[]) => {
    const [first] = kept
    const fields = {
      medios: kept.map(({ medio }) => medio),
      miniatura: kept.find(({ medio }) => medio.formato === 'jpg')?.medio.url ?? null,
      url_archivo: first?.medio.url ?? null,
      duracion_ms: first?.durationMs ?? content.duracion_ms,
    }
    try {
      await deps.contents.change(content.id, fields)
    } catch (error) {
      if (error instanceof NodoError && error.code === 'contenido_no_encontrado')
        for (const { medio } of kept) if (medio.sha256) await blobs.remove(medio.sha256)
      throw error
    }
  }

  return async (job: TrabajoGuardado, run: JobRun): Promise<void> => {
    const live = await deps.lives.byId(job.objeto_id)
    if (!live) throw new NodoError('transmision_no_encontrada')
    const content = await deps.contents.byId(live.transmision.contenido_id)
    if (!content) throw new NodoError('contenido_no_encontrado')
    const made = content.contenido.medios.some(({ sha256 }) => sha256 && blobs.path(sha256) !== undefined)
    if (made) return run.progress(1)
    const temporaries: string[] = []
    const temporary = async (extension: string) => {
      const path = await blobs.temporary(extension)
      temporaries.push(path)
      return path
    }
    try {
      const kept = await make(job, content.contenido.id, run, temporary)
      if (kept.length > 0) await tell(content.contenido, kept)
      run.progress(1)
    } catch (error) {
      if (error instanceof MediaError && error.stderr.includes('No space left on device'))
        throw new NodoError('sin_espacio', { cause: error })
      throw error
    } finally {
      for (const path of temporaries) await rm(path, { force: true })
    }
  }
}
