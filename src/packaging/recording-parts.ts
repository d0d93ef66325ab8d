import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Id } from '../model/primitives.ts'
import { BoxError } from './boxes.ts'
import { createFragmentReader, wholeFragments } from './fragment-reader.ts'
import { parseInit, type Track } from './init.ts'
import type { MediaTools } from './media-tools.ts'
import { avcConfigOf, sameConfig, withParameterSets } from './parameter-sets.ts'
import { durationOf, type RecordedRendition, type RecordedStretch } from './recording.ts'
import { renditionFolder } from './recording-files.ts'
import { type PlannedStretch, planStretches, sameLayout, stretchCommand } from './recording-plan.ts'
import { filePart, joinParts, type StreamPart, stretchPart } from './recording-stream.ts'

/** A recording as one stream, and the tracks that it has. */
export interface WholeRecording {
  tracks: Track[]
  stream(): AsyncGenerator<Uint8Array>
}

export interface PartsDeps {
  recordingsDir: string
  tools: MediaTools
  /** A fresh path for a stretch that is encoded; whoever gives it removes it. */
  temporary(): Promise<string>
  /** Asked once, with what the whole recording and the stretches that are encoded take together. @throws where there is no room */
  room(bytes: number): Promise<void>
}

interface Run {
  progress(done: number): void
  signal: AbortSignal
}

/** Frames a second of a stretch's first segment, to a thousandth; 25 where there is no picture. */
const frameRate = async (recordingsDir: string, live: Id, stretch: RecordedStretch): Promise<number> => {
  const video = stretch.tracks.find((track) => track.kind === 'video')
  const [segment] = stretch.segments
  if (!video || !segment) return 25
  const { fragments } = wholeFragments(await readFile(join(recordingsDir, live, segment.archivo)))
  const runs = fragments.flatMap(({ tracks }) => tracks.filter((track) => track.id === video.id))
  const samples = runs.reduce((sum, run) => sum + run.samples, 0)
  const ticks = runs.reduce((sum, run) => sum + run.duration, 0)
  return samples > 0 && ticks > 0 ? Math.round((samples * video.timescale * 1000) / ticks) / 1000 : 25
}

/** The init at the beginning of a file of fragmented MP4. @throws BoxError */
const initOf = async (path: string): Promise<Uint8Array> => {
  const reader = createFragmentReader()
  for await (const chunk of createReadStream(path)) {
    const [piece] = reader.push(chunk)
    if (piece?.kind === 'init') return piece.bytes
  }
  throw new BoxError('the encoded stretch has no init')
}

const bytesOf = (stretch: RecordedStretch): number =>
  stretch.segments.reduce((sum, { tamano_bytes }) => sum + tamano_bytes, 0)

const msOf = (stretch: RecordedStretch): number => durationOf({ rendicion: '', stretches: [stretch] })

/** One init for all parts: that of the longest, with the parameter sets of those that have others. @throws BoxError */
const commonInit = (inits: readonly Uint8Array[], longest: number): Uint8Array => {
  let init = inits[longest] as Uint8Array
  const layout = parseInit(init).tracks
  for (const other of inits) {
    if (!sameLayout(parseInit(other).tracks, layout))
      throw new Error('a stretch was not brought to the layout of the longest')
    const own = avcConfigOf(init)
    const added = avcConfigOf(other)
    if (own && added && !sameConfig(own, added)) init = withParameterSets(init, added)
  }
  return init
}

/**
 * Brings a recording's stretches together: those that agree with the longest are read from disk as they are, the
 * others are first encoded under its parameters.
 * @throws MediaError, BoxError, an error of the disk, the signal's reason, what `room` throws
 */
export const wholeRecording = async (
  deps: PartsDeps,
  live: Id,
  { rendicion, stretches }: RecordedRendition,
  run: Run,
): Promise<WholeRecording> => {
  const inits = await Promise.all(
    stretches.map((stretch) =>
      readFile(join(renditionFolder(deps.recordingsDir, live, rendicion), `init-${stretch.tramo}.mp4`)),
    ),
  )
  const planned: PlannedStretch[] = stretches.map((stretch, i) => ({
    tracks: stretch.tracks,
    avc: avcConfigOf(inits[i] as Uint8Array),
    durationMs: msOf(stretch),
  }))
  const { target, plans, longest } = planStretches(planned)
  const framesPerSecond = await frameRate(deps.recordingsDir, live, stretches[longest] as RecordedStretch)
  const takes = stretches.map((stretch, i) => bytesOf(stretch) * (plans[i]?.direct ? 1 : 2))
  await deps.room(takes.reduce((sum, bytes) => sum + bytes, 0))
  const toEncodeMs = planned.reduce((sum, { durationMs }, i) => sum + (plans[i]?.direct ? 0 : durationMs), 0)
  const parts: StreamPart[] = []
  const partInits: Uint8Array[] = []
  let encodedMs = 0
  for (const [i, stretch] of stretches.entries()) {
    const plan = plans[i]
    const disk = stretchPart(deps.recordingsDir, live, rendicion, stretch)
    if (!plan || plan.direct) {
      parts.push(disk)
      partInits.push(inits[i] as Uint8Array)
      continue
    }
    const path = await deps.temporary()
    const { fill, output } = stretchCommand(plan, target, stretch, framesPerSecond)
    const before = encodedMs
    await deps.tools.run({
      inputs: [
        { from: Readable.from(disk.bytes(), { objectMode: false }) },
        ...fill.map((from) => ({ from, options: ['-f', 'lavfi'] })),
      ],
      outputs: [{ to: path, options: output }],
      progress: (ms) => run.progress(Math.min(1, (before + ms) / toEncodeMs)),
      signal: run.signal,
    })
    encodedMs += msOf(stretch)
    const init = await initOf(path)
    parts.push(filePart(path, parseInit(init).tracks))
    partInits.push(init)
  }
  const init = commonInit(partInits, longest)
  return { tracks: parseInit(init).tracks, stream: () => joinParts(init, parts) }
}
