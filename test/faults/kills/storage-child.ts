import { createInterface } from 'node:readline'
import { launch, type Running } from '../../bench/child.ts'
import type { openFamily } from '../../storage/families.ts'
import { Refused, Unanswered } from './asking.ts'
import type { Acts } from './storage-acts.ts'

/** Where a base is. */
export type Place = Parameters<typeof openFamily>[0]

/** The program around one base as who asks it sees it, over its kills. */
export interface StorageChild {
  /** @throws Unanswered where it does not run, is killed or says that a server is away; Refused */
  ask<A extends keyof Acts>(act: A, given: Parameters<Acts[A]>[0]): Promise<Awaited<ReturnType<Acts[A]>>>
  start(): Promise<void>
  kill(): Promise<void>
  /** @throws where it does not end by itself */
  stop(): Promise<void>
}

interface Line {
  /** Which question is answered; none at the start. */
  n?: number
  ready?: true
  code?: string
  failure?: string
  value?: unknown
}
const passing = new Set(['servicio_no_disponible', 'clave_idempotencia_en_curso'])
const script = new URL('./storage-process.ts', import.meta.url).pathname

export const createStorageChild = (place: Place): StorageChild => {
  const waiting = new Map<number, (line: Line | undefined) => void>()
  let running: Running | undefined
  let asked = 0

  const heard = async (child: Running, ready: () => void, failed: (error: Error) => void) => {
    // What is read after a kill was acknowledged before it: it counts too.
    for await (const text of createInterface({ input: child.process.stdout! })) {
      const line = JSON.parse(text) as Line
      if (line.ready) ready()
      if (line.n === undefined && line.failure) failed(new Error(line.failure))
      if (line.n !== undefined) waiting.get(line.n)?.(line)
    }
    if (running === child) running = undefined
    for (const tell of waiting.values()) tell(undefined)
  }

  return {
    ask: async (act, given) => {
      const input = running?.process.stdin
      if (!input?.writable) throw new Unanswered('it does not run')
      const n = asked++
      const line = await new Promise<Line | undefined>((resolve) => {
        waiting.set(n, resolve)
        input.write(`${JSON.stringify({ n, act, given })}\n`)
      })
      waiting.delete(n)
      if (line === undefined || passing.has(line.code ?? '')) throw new Unanswered(line?.code ?? 'it was killed')
      if (line.code !== undefined) throw new Refused(`${line.code} ${line.failure}`)
      return line.value as never
    },
    start: async () => {
      const env = { ...process.env, NODE_OPTIONS: '' }
      const stdio = ['pipe', 'pipe', 'inherit'] as const
      const child = launch(process.execPath, [script, JSON.stringify(place)], { stdio: [...stdio], env })
      child.process.stdin?.on('error', () => undefined)
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      void heard(child, resolve, reject)
      child.exited.then((code) => reject(new Error(`it ended with ${code}`)), reject)
      await promise
      running = child
    },
    kill: async () => {
      const child = running
      running = undefined
      await child?.stop('SIGKILL')
    },
    stop: async () => {
      const child = running
      child?.process.stdin?.end()
      const code = await child?.exited
      if (code !== 0) throw new Error(`the program around the base ended with ${code}`)
    },
  }
}
