import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** A tool failed; `stderr` holds the end of what it said, 4 KiB at most. */
export class MediaError extends Error {
  readonly stderr: string

  constructor(message: string, stderr: string, cause?: unknown) {
    super(`${message}: ${stderr.trim().split('\n').at(-1) ?? ''}`, { cause })
    this.name = 'MediaError'
    this.stderr = stderr
  }
}

/** What a file says of itself. */
export interface Probe {
  durationMs: number
  tracks: { kind: string; codec: string; width?: number; height?: number }[]
}

/** One run of ffmpeg: it reads `inputs`, of which one may be a stream, and writes the files of `outputs`. */
export interface MediaRun {
  inputs: readonly { from: string | Readable; options?: readonly string[] }[]
  outputs: readonly { to: string; options: readonly string[] }[]
  /** Told how much media is done, in ms, about twice a second. */
  progress?: (doneMs: number) => void
  signal: AbortSignal
}

export interface MediaTools {
  /** @throws MediaError where it can't be read */
  probe(path: string): Promise<Probe>
  /**
   * Runs ffmpeg at low priority, without a shell or the network. When it answers or throws, the process has exited.
   * @throws MediaError where ffmpeg fails, the error of an input stream, the signal's reason where it was aborted
   */
  run(work: MediaRun): Promise<void>
}

const stderrKept = 4096
const killAfterMs = 5000
const tied = fileURLToPath(new URL('ffmpeg-tied.sh', import.meta.url))
/** Neither network, playlists of other files, nor devices. */
const onlyLocal = ['-protocol_whitelist', 'file,pipe']

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
  async probe(path) {
    const ffmpeg = await fluent()
    return new Promise((resolve, reject) => {
      const command = ffmpeg(path).setFfprobePath(programs.ffprobe)
      command.ffprobe(['-v', 'error', '-protocol_whitelist', 'file'], (error: Error | null, found) => {
        if (error) return reject(new MediaError('ffprobe failed', error.message.slice(-stderrKept), error))
        resolve({
          durationMs: Math.round(Number(found.format.duration ?? 0) * 1000) || 0,
          tracks: found.streams.map((stream) => ({
            kind: stream.codec_type ?? '',
            codec: stream.codec_name ?? '',
            width: stream.width,
            height: stream.height,
          })),
        })
      })
    })
  },

  async run({ inputs, outputs, progress, signal }) {
    signal.throwIfAborted()
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
    for (const [i, { from, options = [] }] of inputs.entries()) {
      const first = i === 0 ? ['-hide_banner', '-loglevel', 'warning', '-stats', ...(typeof from === 'string' ? ['-nostdin'] : [])] : [] // biome-ignore format: one list
      command.input(from).inputOptions([...first, ...(options.includes('lavfi') ? [] : onlyLocal), ...options])
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
      signal.throwIfAborted()
      throw inputError ?? new MediaError('ffmpeg failed', stderr || String(cause), cause)
    } finally {
      await exited
      signal.removeEventListener('abort', stop)
    }
  },
})
