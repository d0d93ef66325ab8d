import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import type { Test } from 'tap'

/** Servers of a test's own, which it may stop and kill. */

export const script = join(import.meta.dirname, '../install/servers.sh')

interface Ran {
  code: number | null
  out: string
  err: string
}

export const run = (program: string, words: string[], more: Record<string, string> = {}): Promise<Ran> =>
  new Promise((resolve) => {
    // The suite's runner would load its own code into every node below it.
    const { NODE_OPTIONS, ...env } = process.env
    const child = spawn(program, words, { env: { ...env, LC_ALL: 'en', ...more } })
    const ran = { out: '', err: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      ran.out += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ran.err += text
    })
    child.on('close', (code) => resolve({ code, ...ran }))
  })

/** A folder for servers, under a name that no shell may take apart, whose servers end with the test. */
export const createPlace = (t: Pick<Test, 'teardown'>) => {
  const above = mkdtempSync(join(tmpdir(), 'nodo-servers-'))
  const folder = join(above, "la radio de l'ana $HOME")
  const servers = (act: string, ...names: string[]) => run(script, [act, folder, ...names])
  t.teardown(async () => {
    await servers('stop')
    rmSync(above, { recursive: true, force: true })
  })
  return {
    folder,
    servers,
    pidOf: (server: string) => Number(readFileSync(join(folder, server, 'pid'), 'utf8').split(' ')[0]),
    settings: () => parseEnv(readFileSync(join(folder, 'servers.env'), 'utf8')) as Record<string, string>,
  }
}

export const lives = (pid: number): boolean => {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
  } catch {
    return false
  }
}

export const killed = async (pid: number): Promise<void> => {
  process.kill(pid, 'SIGKILL')
  while (lives(pid)) await sleep(10)
}

/** The program of a MongoDB as somebody might start it by hand. @param words of its command line @returns its address */
export const bareMongod = async (t: Test, ...words: string[]): Promise<string> => {
  const place = createPlace(t)
  await place.servers('start', 'mongodb')
  const program = readlinkSync(`/proc/${place.pidOf('mongodb')}/exe`)
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as { port: number }
  probe.close()
  const folder = mkdtempSync(join(tmpdir(), 'nodo-mongod-'))
  const at = ['--dbpath', folder, '--bind_ip', '127.0.0.1', '--port', String(port), '--wiredTigerCacheSizeGB', '0.25']
  const child = spawn(program, [...at, ...words], { stdio: ['ignore', 'pipe', 'ignore'] })
  const ended = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await ended
    rmSync(folder, { recursive: true, force: true })
  })
  let said = ''
  for await (const chunk of child.stdout) {
    said += chunk
    if (said.includes('Waiting for connections')) break
  }
  child.stdout.resume()
  return `127.0.0.1:${port}`
}
