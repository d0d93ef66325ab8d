import { spawnSync } from 'node:child_process'

const works = (program: string, ...words: string[]) => spawnSync(program, words, { timeout: 30_000 }).status === 0

/** What can build and run the image here. An engine's client by itself, without an engine that answers, cannot. */
export const runner = (): 'engine' | 'buildah' | undefined => {
  if (works('docker', 'compose', 'version') && works('docker', 'info')) return 'engine'
  const asRoot = process.getuid?.() === 0
  return asRoot && works('buildah', '--version') && works('debootstrap', '--version') ? 'buildah' : undefined
}
