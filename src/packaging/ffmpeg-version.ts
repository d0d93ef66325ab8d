import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { NodoError } from '../errors.ts'

const run = promisify(execFile)

/** What every live and every recording needs. */
const needed = ['libx264', 'aac', 'libopus']
const oldest = { major: 5, minor: 1 }

export interface FfmpegFound {
  version: string
  encoders: string[]
}

/** `5.1.9-0+deb12u1` and `n6.0` count by their numbers; a build from the development tree (`N-…`, a date) is newer than any. */
const isNewEnough = (version: string): boolean => {
  const [, major, minor] = /^n?(\d{1,3})\.(\d+)/.exec(version) ?? []
  if (major === undefined) return true
  return Number(major) > oldest.major || (Number(major) === oldest.major && Number(minor) >= oldest.minor)
}

const problemOf = (error: unknown): string => {
  const { code, message } = error as { code?: string | number; message: string }
  return typeof code === 'string' ? code : (message.split('\n').at(0) ?? '')
}

/**
 * Looks whether an ffmpeg program does for this node: version ≥ 5.1 with the encoders that lives need.
 * @param program a name on the PATH or a path
 * @throws NodoError ffmpeg_no_encontrado, its `problema` telling what was found instead
 */
export const checkFfmpeg = async (program: string): Promise<FfmpegFound> => {
  const refuse = (problema: string, cause?: unknown) =>
    new NodoError('ffmpeg_no_encontrado', { values: { problema: `${program}: ${problema}` }, cause })
  // One run tells both: the banner goes to stderr, the list to stdout.
  const { stdout, stderr } = await run(program, ['-encoders'], { timeout: 20_000 }).catch((error) => {
    throw refuse(problemOf(error), error)
  })
  const version = /^ffmpeg version (\S+)/m.exec(stderr)?.[1]
  if (version === undefined) throw refuse('-encoders ?')
  if (!isNewEnough(version)) throw refuse(version)
  const encoders = [...stdout.matchAll(/^ [VAS][A-Z.]{5} (\S+)/gm)].map(([, name]) => name!)
  const missing = needed.filter((name) => !encoders.includes(name))
  if (missing.length > 0) throw refuse(`${version}, –${missing.join(' –')}`)
  return { version, encoders }
}
