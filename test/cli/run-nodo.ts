import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

const program = join(import.meta.dirname, '../../cli/nodo.ts')

export interface Ended {
  code: number | null
  out: string
  err: string
}

export interface Running {
  child: ChildProcess
  out(): string
  /** Resolves once stdout shows `pattern`, with what it caught; rejects when the program ends before. */
  shows(pattern: RegExp): Promise<RegExpExecArray>
  /** Sends a signal, if one is given, and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<Ended>
}

type Env = Record<string, string>

/** Only what a test gives: neither settings nor the language of whoever runs the suite. The cache is start.sh's way too. */
const cleanEnv = (env: Env) => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  LANG: 'C.UTF-8',
  NODE_COMPILE_CACHE: join(import.meta.dirname, '../../.tap/compile-cache'),
  ...env,
})

/** Starts `nodo` as a shell would, and leaves it running until the test ends. */
export const start = (t: Test, words: string[], env: Env = {}, cwd?: string): Running => {
  // The suite's runner would load its own code into every node below it.
  const child = spawn('env', ['-u', 'NODE_OPTIONS', process.execPath, program, ...words], {
    env: cleanEnv(env),
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const ended = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return {
    child,
    out: () => out,
    async shows(pattern) {
      for (;;) {
        const found = pattern.exec(out)
        if (found) return found
        const more = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)])
        if (more === undefined && !pattern.test(out)) throw new Error(`it ended before ${pattern}: ${out}${err}`)
      }
    },
    async end(signal) {
      if (signal) child.kill(signal)
      const [code] = (await ended) as [number | null]
      return { code, out, err }
    },
  }
}

/** Runs a command to its end. @param input what it reads from stdin */
export const nodo = (t: Test, words: string[], env: Env = {}, input = ''): Promise<Ended> => {
  const running = start(t, words, env)
  running.child.stdin?.end(input)
  return running.end()
}

/** A data folder of its own; a socket's path in it is short. */
export const dataFolder = (t: Test): string => {
  const folder = mkdtempSync(join(tmpdir(), 'nodo-cli-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A node on free ports, ready. */
export const runningNode = async (t: Test, env: Env = {}) => {
  const settings = {
    NODO_DATA_DIR: env.NODO_DATA_DIR ?? dataFolder(t),
    NODO_HTTP_HOST: '127.0.0.1',
    NODO_HTTP_PORT: '0',
    NODO_RTMP_HOST: '127.0.0.1',
    NODO_RTMP_PORT: '0',
    ...env,
  }
  const running = start(t, ['start'], settings)
  const [, url = ''] = await running.shows(/(http:\/\/127\.0\.0\.1:\d+).*rtmp:.*\n/)
  return { ...running, url, settings, dataDir: settings.NODO_DATA_DIR }
}
