import { execFileSync, spawnSync } from 'node:child_process'
import { closeSync, existsSync, ftruncateSync, openSync, statfsSync, writeSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Test } from 'tap'

const megabyte = 1024 * 1024
const mount = (folder: string, megabytes: number) => [
  '-t',
  'tmpfs',
  '-o',
  `size=${megabytes}m,mode=700`,
  'disco',
  folder,
]

const newFolder = () => mkdtemp(join(tmpdir(), `disco-${process.pid}-`))

/** A test that was killed leaves its disk, which is memory. */
const sweep = async () => {
  const mounts = (await readFile('/proc/mounts', 'utf8').catch(() => '')).matchAll(/ (\S+\/disco-(\d+)-\S+) /g)
  for (const [, folder = '', pid] of mounts)
    if (!existsSync(`/proc/${pid}`) && spawnSync('umount', ['-l', folder]).status === 0)
      await rm(folder, { recursive: true })
}

const mayMount = async (): Promise<boolean> => {
  await sweep()
  const folder = await newFolder()
  const mounted = spawnSync('mount', mount(folder, 1)).status === 0
  if (mounted) execFileSync('umount', [folder])
  await rm(folder, { recursive: true })
  return mounted
}

/** For a test's options: why there can be no disk of its own here. */
export const noSmallDisk: { skip: string | false } = {
  skip: !(await mayMount()) && 'this account may not mount a disk',
}

/**
 * A disk of its own for a test, gone with it.
 * @returns `dir`, and `leave(share)`, which fills or frees it until that share of it is free
 */
export const smallDisk = async (t: Test, megabytes: number) => {
  const dir = await newFolder()
  execFileSync('mount', mount(dir, megabytes))
  t.teardown(async () => {
    execFileSync('umount', ['-l', dir])
    await rm(dir, { recursive: true })
  })
  const total = megabytes * megabyte
  const free = () => {
    const { bavail, bsize } = statfsSync(dir)
    return bavail * bsize
  }
  let filled = 0
  const leave = (share: number) => {
    const wanted = Math.max(0, filled + free() - Math.round(share * total))
    const file = openSync(join(dir, 'ajeno'), 'a')
    const block = Buffer.alloc(64 * 1024)
    // tmpfs gives room only for what is written.
    for (; filled < wanted; filled += block.length) writeSync(file, block)
    if (wanted < filled) ftruncateSync(file, wanted)
    filled = wanted
    closeSync(file)
  }
  return { dir, total, free, leave, share: () => free() / total }
}
