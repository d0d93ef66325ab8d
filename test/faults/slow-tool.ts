import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Box } from '../bench/box.ts'
import { treeOf } from '../bench/processes.ts'
import { commandOf } from './node-under-fault.ts'

const script = `#!/bin/sh
# The machine's own, but for a download, which takes it for ever.
case "$*" in *faststart*) exec sleep 600 ;; esac
exec ffmpeg "$@"
`

/** @returns the path of an ffmpeg with which no job of a recording ends by itself */
export const makeSlowTool = async (folder: string): Promise<string> => {
  const path = join(folder, 'ffmpeg')
  await writeFile(path, script, { mode: 0o755 })
  return path
}

/** Whether it is at work below the node. */
export const jobRuns = (box: Box): boolean => treeOf(box.pid).some(({ pid }) => commandOf(pid) === 'sleep 600 ')
