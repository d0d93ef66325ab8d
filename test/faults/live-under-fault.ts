import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Test } from 'tap'
import { type Box, startBox } from '../bench/box.ts'
import { treeOf } from '../bench/processes.ts'
import { admin, callsOf, until } from '../e2e/box.ts'
import { broadcast } from '../e2e/encoder.ts'
import { watch } from '../e2e/viewer.ts'
import { flvSource } from '../ingest/flv-source.ts'

export const tags = await flvSource({ seconds: 60, gop: 25 })

/** A node in a process group of its own, ended with the test. */
export const start = async (
  t: Test,
  dataDir: string,
  env: Record<string, string> = {},
  ports?: { http: number; rtmp: number },
) => {
  // The suite's runner would load its own code into every node below it.
  const box = await startBox(dirname(dataDir), {
    dataDir,
    env: { NODE_OPTIONS: '', ...admin, ...env },
    ...(ports && { ports }),
  })
  t.teardown(async () => {
    if (box.left().length > 0) await box.kill()
  })
  return { box, ...callsOf(box.url) }
}
const portOf = (rtmp: string) => Number(/:(\d+)\//.exec(rtmp)?.[1])

/** A node whose data folder is `name` under `folder`, with a live of which seven seconds were seen. */
export const onAir = async (t: Test, folder: string, name: string, env: Record<string, string> = {}) => {
  const dataDir = join(folder, name)
  const node = await start(t, dataDir, env)
  const live = await node.prepare()
  const rtmpPort = portOf(live.rtmp)
  const encoder = await broadcast(t, { rtmpPort }, live.key, tags)
  await node.is(live.id, 'en_vivo')
  const viewer = watch(t, live.hls.replace('index', 'main/index'))
  await until('media', viewer.aired, (seconds) => seconds >= 7)
  return { dataDir, node, live, encoder, viewer, ports: { http: Number(new URL(node.base).port), rtmp: rtmpPort } }
}

/** Processes below the node but its own, by pid. */
export const childrenOf = (box: Box) =>
  treeOf(box.pid)
    .map(({ pid }) => pid)
    .filter((pid) => pid !== box.pid)
export const isGone = async (pid: number) => {
  const status = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '')
  return status === '' || status.includes(') Z ')
}
