import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

/** One service of a compose file, as far as ours say something. */
export interface Service {
  image: string
  user?: string
  restart?: string
  entrypoint?: string[]
  command?: string[]
  mem_limit?: string
  ports?: string[]
  environment?: Record<string, string>
  volumes?: string[]
  network_mode?: string
  networks?: string[]
  depends_on?: Record<string, { condition: string }>
  healthcheck?: { disable?: boolean; test?: string[] }
}

export interface ComposeFile {
  services: Record<string, Service>
  volumes?: Record<string, unknown>
  networks?: Record<string, { internal?: boolean }>
  'x-settings'?: Record<string, string>
}

export const folder = join(import.meta.dirname, '../../docker')

export const composeFile = (name: string): ComposeFile => parse(readFileSync(join(folder, name), 'utf8')) as ComposeFile

/** The instructions of the Dockerfile in their order, a line each; `stage` counts from 0. */
export const instructions = (): { stage: number; name: string; words: string }[] => {
  const text = readFileSync(join(folder, 'Dockerfile'), 'utf8')
  let stage = -1
  return text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, name = '', words = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? []
      if (name === 'FROM') stage += 1
      return { stage, name, words }
    })
}
