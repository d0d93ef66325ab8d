import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Writing } from '../contract/durability.ts'

/** A program of its own that writes into a base, to be killed. @param args of `endless-writer.ts` */
export const writeInto = (...args: string[]): Writing => ({
  killAfter: async (acks) => {
    const script = new URL('./endless-writer.ts', import.meta.url)
    const child = spawn(process.execPath, [script.pathname, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    const acknowledged: string[] = []
    // Ids that arrive after the kill were acknowledged before it: they count too.
    for await (const id of createInterface({ input: child.stdout })) {
      acknowledged.push(id)
      if (acknowledged.length === acks) child.kill('SIGKILL')
    }
    return acknowledged
  },
})
