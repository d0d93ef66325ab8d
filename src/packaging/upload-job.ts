import type { SaidStore } from '../catalog/said-store.ts'
import type { ContentStore } from '../catalog/store.ts'
import { NodoError } from '../errors.ts'
import type { Contenido, Medio, Subtitulo } from '../model/contenido.ts'
import type { Id } from '../model/primitives.ts'
import type { TrabajoGuardado } from '../model/trabajo.ts'
import type { NoticeStore } from '../people/store.ts'
import type { KeptBlobs } from '../storage/blobs/blobs.ts'
import { BoxError } from './boxes.ts'
import { changeContent } from './content-change.ts'
import type { EncoderSpeed } from './encoder-speed.ts'
import { createTemporaries, isFull, type JobRun, type JobSpace } from './job-files.ts'
import { extensionOf } from './media-names.ts'
import { MediaError, type MediaTools } from './media-tools.ts'
import { forPage } from './pictures.ts'
import { makeDownload } from './upload-download.ts'
import { makeRung, missingRungs, type Rung, wantedRungs } from './upload-ladder.ts'
import { endNotices } from './upload-notices.ts'
import { takeThumbnails } from './upload-pictures.ts'
import { planUpload } from './upload-plan.ts'
import { takePreview } from './upload-preview.ts'
import { makeRenditions } from './upload-renditions.ts'
import { takeSubtitles } from './upload-subtitles.ts'
import { wordsOf } from './upload-words.ts'
import { createKeeper, type UploadWork } from './upload-work.ts'

export interface UploadJobDeps {
  contents: Pick<ContentStore, 'byId' | 'change'>
  notices: Pick<NoticeStore, 'add'>
  said: Pick<SaidStore, 'put'>
  blobs: KeptBlobs
  tools: MediaTools
  space: JobSpace
  ladder: LadderDeps
  /** Whether the original of an upload stays once all is made of it. */
  keepsOriginals(): boolean
  clock: { wall(): number; now(): number }
  log: { warn(fields: object, text: string): void }
}

/** Smaller pictures, and what speaks against making them now. */
export interface LadderDeps {
  /** Those that are wanted of contents that have them larger. */
  rungs(): Rung[]
  speed: EncoderSpeed
  /** Whether something is on the air. */
  onAir(): boolean
}

export interface UploadRun extends JobRun {
  /** Nobody tries again where this attempt fails. */
  last: boolean
}

/** Encoding takes most of the time where there is any; pictures are the rest. */
const shares = { played: 0.85, shown: 0.97 }
const retryFullAfterS = 30
/** Between two smaller pictures: what was uploaded meanwhile comes first. */
const giveWayS = 5
const onAirAgainS = 60
const lookEveryMs = 1000

/** What is made of an upload beside what is played. */
interface Shown {
  /** Smallest first. */
  miniaturas: Medio[]
  /** All of it, the thumbnails too. */
  medios: Medio[]
  subtitulos: Subtitulo[]
}

const isOriginal = ({ formato }: Medio) => formato === 'original'
const isRendition = ({ formato }: Medio) => formato === 'cmaf'
/** Where an upload's original is until it is prepared. */
const firstUrl = (id: Id) => `/media/${id}/original`

/** An original as it is told of once it is known what it is. */
const describedOriginal = ({ content, probe }: UploadWork, medio: Medio): Medio => {
  const plan = planUpload(probe)
  const tracks = [plan.picture, plan.sound].flatMap(
    (one) => probe.tracks.find(({ index }) => index === one?.index) ?? [],
  )
  return {
    ...medio,
    codecs: tracks.map(({ codec }) => codec).join(),
    ancho: plan.picture?.ancho ?? null,
    alto: plan.picture?.alto ?? null,
    bitrate: Math.round((medio.tamano_bytes * 8000) / plan.durationMs),
    url: `${firstUrl(content.id)}.${extensionOf(probe, plan)}`,
  }
}

/** What stands in the way, as the person is told who uploaded it. */
const failureOf = (error: unknown): unknown => {
  if (isFull(error)) return new NodoError('descarga_sin_espacio', { retryAfterS: retryFullAfterS, cause: error })
  if (error instanceof MediaError || error instanceof BoxError) return new NodoError('medio_ilegible', { cause: error })
  return error
}

/**
 * The handler of the job `preparar`: an upload becomes what can be played everywhere. Picture and sound go as they are
 * into files of CMAF where browsers play them, and are encoded once where they do not; two small renditions of sound,
 * the thumbnail, a preview and the subtitles that it brings are made; what it says of itself fills what nobody filled; then it is published, unless its creator has put it into another state meanwhile. The original
 * stays byte for byte, unless the box is told otherwise: then a file to take home takes its place in the end. What one attempt has made and told is not made again by the next. Smaller pictures come after that,
 * as far as the box can encode them.
 *
 * Where it fails for good, the content is in `error` and its creator is told. The handler throws NodoError medio_ilegible,
 * descarga_sin_espacio where it has to wait for room, what storage throws, or the signal's reason.
 */
export const createUploadJob = (deps: UploadJobDeps) => {
  const { contents, blobs, tools } = deps

  const change = async (id: Id, fieldsOf: (content: Contenido) => Partial<Contenido> | undefined): Promise<Contenido> =>
    (await changeContent(contents, id, fieldsOf)).after

  const played = async (work: UploadWork, progress: (done: number) => void): Promise<void> => {
    const { medios, durationMs } = await makeRenditions(work, progress)
    await change(work.content.id, (content) => ({ medios: [...content.medios, ...medios], duracion_ms: durationMs }))
  }

  /** What a content is better with, and still one without. */
  const orWithout = async <T>(work: UploadWork, what: string, make: () => Promise<T>, without: T): Promise<T> => {
    try {
      return await make()
    } catch (err) {
      if (!(err instanceof MediaError) || isFull(err)) throw err
      deps.log.warn({ err, content: work.content.id, what }, 'something of an upload could not be made')
      return without
    }
  }

  const shown = async (work: UploadWork): Promise<Shown> => {
    const none = { medios: [], subtitulos: [], dichos: [] }
    const given = work.content.miniatura !== null
    const miniaturas = given ? [] : await orWithout(work, 'thumbnail', () => takeThumbnails(work), [])
    const preview = await orWithout(work, 'preview', () => takePreview(work), [])
    const { medios, subtitulos, dichos } = await orWithout(work, 'subtitles', () => takeSubtitles(work), none)
    // Before the content names the subtitles: from then on they are found.
    for (const one of dichos) await deps.said.put(one)
    return { miniaturas, medios: [...miniaturas, ...preview, ...medios], subtitulos }
  }

  const publish = (work: UploadWork, { miniaturas, ...made }: Shown): Promise<Contenido> => {
    const thumbnail = forPage(miniaturas)
    return change(work.content.id, (content) => {
      const medios = content.medios.map((medio) => (isOriginal(medio) ? describedOriginal(work, medio) : medio))
      const known = new Set(medios.map(({ url }) => url))
      const said = new Set(content.subtitulos.map(({ idioma }) => idioma))
      return {
        ...wordsOf(work.probe, planUpload(work.probe), content),
        medios: [...medios, ...made.medios.filter(({ url }) => !known.has(url))],
        subtitulos: [...content.subtitulos, ...made.subtitulos.filter(({ idioma }) => !said.has(idioma))],
        miniatura: content.miniatura ?? thumbnail?.url ?? null,
        url_archivo: medios.find(isOriginal)?.url ?? null,
        ...(content.estado === 'procesando' && {
          estado: 'publicado' as const,
          fecha_publicacion: content.fecha_publicacion ?? deps.clock.wall(),
          // It is news from now on.
          orden_nodo_ms: content.fecha_publicacion === null ? deps.clock.now() : content.orden_nodo_ms,
        }),
      }
    })
  }

  const prepare = async (work: UploadWork, progress: (done: number) => void): Promise<void> => {
    if (!work.content.medios.some(isRendition)) await played(work, (done) => progress(done * shares.played))
    progress(shares.played)
    const made = await shown(work)
    progress(shares.shown)
    await deps.notices.add(endNotices(await publish(work, made), 'contenido_listo', deps.clock.wall()))
  }

  const held = () => deps.ladder.speed.small && deps.ladder.onAir()
  const later = (retryAfterS: number) => new NodoError('versiones_en_espera', { retryAfterS })

  /** Until `over`: aborted when a live begins on a small box. */
  const whileCalm = () => {
    const controller = new AbortController()
    const timer = setInterval(() => held() && controller.abort(later(onAirAgainS)), lookEveryMs)
    return { signal: controller.signal, over: () => clearInterval(timer) }
  }

  const missing = async ({ content: { id, tipo }, probe }: UploadWork): Promise<Rung[]> => {
    const rungs = tipo === 'video' ? deps.ladder.rungs() : []
    if (rungs.length === 0) return []
    const { medios } = await change(id, () => undefined)
    const plan = planUpload(probe)
    const { framesPerSecond } = probe.tracks.find(({ index }) => index === plan.picture?.index) ?? {}
    const within = (megapixels: number) =>
      missingRungs(medios, wantedRungs(plan, { medios, framesPerSecond }, rungs, megapixels))
    return within(Number.POSITIVE_INFINITY).length === 0 ? [] : within(await deps.ladder.speed.megapixels())
  }

  /**
   * Makes the smallest of the smaller pictures that are missing. One at a time, behind whatever was uploaded meanwhile.
   * @throws NodoError versiones_en_espera where there are more, and while something is on the air of a small box
   */
  const climb = async (work: UploadWork, progress: (done: number) => void, justPrepared: boolean): Promise<void> => {
    const [next, ...more] = await missing(work)
    if (!next) return
    if (held()) throw later(onAirAgainS)
    if (justPrepared) throw later(giveWayS)
    const calm = whileCalm()
    const quietly = { ...work, signal: AbortSignal.any([work.signal, calm.signal]) }
    try {
      const medio = await orWithout(work, 'smaller picture', () => makeRung(quietly, next, progress), undefined)
      if (!medio) return
      await change(work.content.id, ({ medios }) => ({ medios: [...medios, medio] }))
    } finally {
      calm.over()
    }
    if (more.length > 0) throw later(giveWayS)
  }

  /** The record first: what a kill leaves behind is a file that nobody refers to. */
  const dropOriginal = async (work: UploadWork, original: Medio): Promise<void> => {
    const { id } = work.content
    const now = await change(id, () => undefined)
    const made = await makeDownload(work, now, ({ sha256 }) => blobs.path(sha256 ?? '') ?? '')
    await change(id, ({ medios }) => ({
      medios: [...medios.filter((medio) => !isOriginal(medio)), made],
      url_archivo: made.url,
    }))
    if (original.sha256) await blobs.discard([original.sha256], id)
  }

  const fail = async (id: Id, error: unknown): Promise<void> => {
    const codigo = error instanceof NodoError ? error.code : 'error_interno'
    const now = await change(id, ({ estado }) => (estado === 'procesando' ? { estado: 'error' } : undefined))
    if (now.estado === 'error') await deps.notices.add(endNotices(now, 'contenido_error', deps.clock.wall(), codigo))
  }

  const work = async (id: Id, run: UploadRun): Promise<void> => {
    const content = await change(id, ({ estado }) => (estado === 'error' ? { estado: 'procesando' } : undefined))
    const original = content.medios.find(isOriginal)
    const path = original?.sha256 ? blobs.path(original.sha256) : undefined
    const prepared = original ? original.url !== firstUrl(id) : content.medios.some(isRendition)
    if (prepared && path === undefined) return
    if (!original || path === undefined) throw new NodoError('medio_ilegible', { hopeless: true })
    const files = createTemporaries(blobs)
    const keeper = createKeeper(blobs, content)
    try {
      const given = { content, path, bytes: original.tamano_bytes, probe: await tools.probe(path), tools }
      const room = (bytes: number) =>
        deps.space.makeRoom(bytes, { orden_nodo_ms: content.orden_nodo_ms, contenido_id: id })
      const signal = AbortSignal.any([run.signal, deps.space.shortage()])
      const upload = { ...given, temporary: files.temporary, keep: keeper.keep, room, signal }
      if (!prepared) await prepare(upload, run.progress)
      await climb(upload, run.progress, !prepared)
      if (!deps.keepsOriginals()) await dropOriginal(upload, original)
    } catch (error) {
      if (error instanceof NodoError && error.code === 'contenido_no_encontrado') await keeper.giveBack()
      throw error
    } finally {
      await files.remove()
    }
  }

  return async (job: TrabajoGuardado, run: UploadRun): Promise<void> => {
    try {
      await work(job.objeto_id, run)
      run.progress(1)
    } catch (error) {
      if (run.signal.aborted) throw error
      const failure = failureOf(error)
      const told = failure instanceof NodoError ? failure : undefined
      const waits = told?.retryAfterS !== undefined
      const gone = told?.code === 'contenido_no_encontrado'
      if (!waits && !gone && (run.last || told?.hopeless)) await fail(job.objeto_id, failure)
      throw failure
    }
  }
}
