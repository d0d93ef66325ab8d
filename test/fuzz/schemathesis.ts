import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pythonTool } from '../python-tools.ts'

const program = pythonTool('st')

/** What is there to be asked for, and what an answer must not tell (hooks.py). */
export interface FuzzWorld {
  paths: Record<string, Record<string, string>[]>
  fields: Record<string, string[]>
  foreign: string[]
  /** Who is not to be named: themself, by an admin, who might shut themself out. */
  spared: string[]
}

export interface FuzzOptions {
  base: string
  token: string | undefined
  world: FuzzWorld
  /** At most so many requests a call, besides those that the schema itself suggests. */
  examples: number
  /** Those of schemathesis: where what it asks comes from. */
  phases: string
  seed: number
  /** For its own files. */
  folder: string
  limitMs: number
}

/** What is asked of every answer: it is told in the document, and it is for who asked. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'ignored_auth',
  'no_data_of_another',
]

/** What was found, without the drawings of how far it is. */
const foundIn = (printed: string): string => {
  const lines = printed.split('\n')
  const from = lines.findIndex((line) => /^=+ (ERRORS|FAILURES|SUMMARY)/.test(line))
  return lines.slice(Math.max(0, from)).join('\n')
}

/** Asks every call of a box whatever its document lets one think of. @returns whether all answers held, and what was found */
export const fuzz = async (options: FuzzOptions): Promise<{ held: boolean; told: string }> => {
  const { base, token, world, examples, phases, seed, folder, limitMs } = options
  const worldFile = join(folder, 'world.json')
  await writeFile(worldFile, JSON.stringify(world))
  const given = [
    ...['run', `${base}/api/openapi.json`, '--no-color', '--workers', '1', '--warnings', 'off'],
    ...['--max-examples', String(examples), '--seed', String(seed), '--generation-database', 'none'],
    ...['--phases', phases, '--checks', checks.join(','), '--continue-on-failure'],
    ...['--request-timeout', '20', '--suppress-health-check', 'all'],
    // It ends when its reader leaves.
    ...['--exclude-path', '/api/users/{id}/events'],
    ...(token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`]),
  ]
  const child = spawn(program, given, {
    cwd: folder,
    env: {
      ...process.env,
      TERM: 'dumb',
      SCHEMATHESIS_HOOKS: join(import.meta.dirname, 'hooks.py'),
      NODO_FUZZ_WORLD: worldFile,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
  })
  const pieces: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => void pieces.push(piece))
  const code = await new Promise<number | null>((ended, failed) => {
    child.once('error', failed)
    child.once('close', ended)
  })
  return { held: code === 0, told: foundIn(Buffer.concat(pieces).toString()) }
}
