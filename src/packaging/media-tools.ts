import { type ChildProcess, execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Probe, probeOf } from './media-probe.ts'

/** A tool failed; `stderr` holds the end of what it said, 4 KiB at most. */
export class MediaError extends Error {
  readonly stderr: string

  constructor(message: string, stderr: string, cause?: unknown) {
    super(`${message}: ${stderr.trim().split('\n').at(-1) ?? ''}`, { cause })
    this.name = 'MediaError'
    this.stderr = stderr
  }
}

/**
 * The demuxers that read what people record. None of them opens another file or address: playlists, scripts, archives and
 * lists of pictures are not among them.
 */
export const mediaFormats =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,mpeg,asf,ogg,mp3,aac,flac,wav,w64,aiff,caf,amr,ac3,eac3,dv,mxf,wv,ape,tta'
/** Those that read one still picture. */
export const pictureFormats = 'image2,jpeg_pipe,png_pipe,webp_pipe'

/** One run of ffmpeg: it reads `inputs`, of which one may be a stream, and writes the files of `outputs`. */
export interface MediaRun {
  inputs: readonly { from: string | Readable; options?: readonly string[]; formats?: string }[]
  outputs: readonly { to: string; options: readonly string[] }[]
  /** After so long it is taken for stuck and fails; for ever where it is missing. */
  limitMs?: number
  /** Told how much media is done, in ms, about twice a second. */
  progress?: (doneMs: number) => void
  signal: AbortSignal
}

export interface MediaTools {
  /**
   * Asks ffprobe what a file is, under the limits of a run.
   * @param formats the demuxers that may read it, separated by commas: those of media where none are said
   * @throws MediaError where it can't be read
   */
  probe(path: string, formats?: string): Promise<Probe>
  /**
   * Runs ffmpeg at low priority, without a shell or the network, in 2 GiB of memory at most. When it answers or throws,
   * the process has exited.
   * @throws MediaError where ffmpeg fails, the error of an input stream, the signal's reason where it was aborted
   */
  run(work: MediaRun): Promise<void>
}

const stderrKept = 4096
const killAfterMs = 5000
const tied = fileURLToPath(new URL('ffmpeg-tied.sh', import.meta.url))
/** Longer than any honest file takes: its head is read, some seconds of it decoded. */
const probeWithinMs = 60_000
/** A file's words may be long; what is longer than this is no description of media. */
const probeBytes = 16 * 1024 * 1024
/** Neither network, playlists of other files, nor devices. */
const onlyLocal = (formats = mediaFormats) => ['-protocol_whitelist', 'file,pipe', '-format_whitelist', formats]

/** `time=00:01:02.34` in ffmpeg's line of progress, in ms. */
const timeOf = (line: string): number | undefined => {
  const found = /\btime=(\d+):(\d+):(\d+(?:\.\d+)?)/.exec(line)
  return found ? Math.round(Number(found[1]) * 3.6e6 + Number(found[2]) * 6e4 + Number(found[3]) * 1e3) : undefined
}

/** SIGINT lets ffmpeg close what it has open; SIGKILL if it has not exited 5 s later. */
const interrupt = (child: ChildProcess): void => {
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs)
  child.once('close', () => clearTimeout(timer))
}

/** Loaded by the first job: an idle box does without its memory. */
const fluent = async () => (await import('fluent-ffmpeg')).default

/**
 * ffmpeg and ffprobe for jobs. This file alone knows fluent-ffmpeg, which is no longer maintained: nothing else may
 * depend on its ways.
 */
export const createMediaTools = (programs: { ffmpeg: string; ffprobe: string }): MediaTools => ({
  // Its JSON, by ourselves: fluent-ffmpeg reads lines, and a file's own words may be lines that say something else.
  async probe(path, formats) {
    const asked = ['-of', 'json', '-show_format', '-show_streams', '-show_chapters']
    const args = ['-v', 'error', ...onlyLocal(formats), ...asked, path]
    const env = { ...process.env, NODO_TIED_FFMPEG: programs.ffprobe }
    try {
      const { stdout } = await promisify(execFile)(tied, args, {
        env,
        timeout: probeWithinMs,
        killSignal: 'SIGKILL',
        maxBuffer: probeBytes,
      })
      return probeOf(stdout)
    } catch (error) {
      const { stderr = '' } = error as { stderr?: string }
      throw new MediaError('ffprobe failed', (stderr || String(error)).slice(-stderrKept), error)
    }
  },

  async run({ inputs, outputs, progress, limitMs, signal: given }) {
    given.throwIfAborted()
    const limit = limitMs === undefined ? undefined : AbortSignal.timeout(limitMs)
    const signal = limit ? AbortSignal.any([given, limit]) : given
    let stderr = ''
    let child: ChildProcess | undefined
    let exited: Promise<unknown> = Promise.resolve()
    let stopped = false
    let inputError: Error | undefined
    const stop = () => {
      stopped = true
      if (child) interrupt(child)
    }
    // Heard from the beginning: fluent-ffmpeg listens only once the process runs.
    for (const { from } of inputs)
      if (typeof from !== 'string')
        from.once('error', (error) => {
          inputError = error
          stop()
        })
    // fluent-ffmpeg throws out of an event when its program cannot be started.
    await access(tied, constants.X_OK)
    const ffmpeg = await fluent()
    if (inputError) throw inputError
    process.env.NODO_TIED_FFMPEG = programs.ffmpeg
    const command = ffmpeg().setFfmpegPath(tied)
    for (const [i, { from, options = [], formats }] of inputs.entries()) {
      const first = i === 0 ? ['-hide_banner', '-loglevel', 'warning', '-stats', ...(typeof from === 'string' ? ['-nostdin'] : [])] : [] // biome-ignore format: one list
      command.input(from).inputOptions([...first, ...(options.includes('lavfi') ? [] : onlyLocal(formats)), ...options])
    }
    for (const { to, options } of outputs) command.output(to).outputOptions([...options])

    command.on('stderr', (line: string) => {
      const done = timeOf(line)
      if (done === undefined) stderr = `${stderr}${line}\n`.slice(-stderrKept)
      else progress?.(done)
    })
    command.on('start', () => {
      // Not in its types: the process that it has just started.
      child = (command as unknown as { ffmpegProc: ChildProcess }).ffmpegProc
      exited = new Promise((resolve) => child?.once('close', resolve))
      if (stopped) stop()
    })
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
    try {
      await new Promise<void>((resolve, reject) => {
        command.once('end', () => resolve())
        command.once('error', reject)
        command.run()
      })
    } catch (cause) {
      given.throwIfAborted()
      if (limit?.aborted) throw new MediaError('ffmpeg took too long', stderr, cause)
      throw inputError ?? new MediaError('ffmpeg failed', stderr || String(cause), cause)
    } finally {
      await exited
      signal.removeEventListener('abort', stop)
    }
  },
})
