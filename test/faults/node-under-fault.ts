import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reply } from '../../src/model/api.ts'
import { type Box, type BoxOptions, startBox } from '../bench/box.ts'
import { launch, type Running } from '../bench/child.ts'
import { treeOf } from '../bench/processes.ts'

/** A machine that does many other things at once is slow, and none of these tests is about how fast the node is. */
const patienceMs = 60_000

/** Looks until there is an answer, and gives it. @throws where `what` never comes */
export const until = async <T>(what: string, look: () => Promise<T | Absent> | T | Absent): Promise<T> => {
  const begun = performance.now()
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== null && found !== false) return found
    if (performance.now() - begun > patienceMs) throw new Error(`it never came: ${what}`)
    await sleep(50)
  }
}
type Absent = undefined | null | false

/** A node in a process group of its own. The suite's runner would load its own code into every node below it. */
export const startNode = (folder: string, options: BoxOptions = {}): Promise<Box> =>
  startBox(folder, { ...options, env: { NODE_OPTIONS: '', ...options.env } })

export const liveOf = async (box: Box, id: string) => box.call<Reply<'GET /api/live/:id'>>('GET', `/api/live/${id}`)

export const untilState = (box: Box, id: string, estado: string) =>
  until(`${id} ${estado}`, async () => {
    const live = await liveOf(box, id)
    return live.estado === estado && live
  })

export const contentOf = (box: Box, id: string) => box.call<Reply<'GET /api/content/:id'>>('GET', `/api/content/${id}`)

/** Ends a live. @returns the content that it became */
export const endLive = async (box: Box, id: string) =>
  (await box.call<Reply<'POST /api/live/:id/end'>>('POST', `/api/live/${id}/end`)).contenido

/** An encoder of the machine's own ffmpeg: a small picture with a key frame each second, and a tone. */
export const startEncoder = (rtmp: string): Running =>
  launch(
    'ffmpeg',
    [
      ...['-v', 'error', '-nostdin', '-re', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25'],
      ...['-f', 'lavfi', '-i', 'sine=r=48000', '-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency'],
      ...['-threads', '1', '-pix_fmt', 'yuv420p', '-g', '25', '-c:a', 'aac', '-b:a', '64k', '-f', 'flv', rtmp],
    ],
    { stdio: 'ignore' },
  )

/** A process may end between two looks, and a file be closed. */
const isGone = (error: unknown) => ['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')

const readText = (path: string): string => {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if (isGone(error)) return ''
    throw error
  }
}

export const commandOf = (pid: number): string => readText(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')

/** The media tools that run below the node. */
export const mediaToolsOf = (box: Box): number[] =>
  treeOf(box.pid)
    .filter(({ pid, state }) => pid !== box.pid && state !== 'Z' && /ffmpeg|ffprobe/.test(commandOf(pid)))
    .map(({ pid }) => pid)

/** What the node holds open, but for the connections of those who ask it by HTTP: they keep theirs as they like. */
export const descriptorsOf = (box: Box): string[] => {
  // proc(5), /proc/net/tcp: the second field is the local address, its port in hexadecimal; the tenth is the inode.
  const port = Number(new URL(box.url).port).toString(16).toUpperCase().padStart(4, '0')
  const asked = new Set(
    readText('/proc/net/tcp')
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .flatMap(([, local, , , , , , , , inode]) => (local?.endsWith(`:${port}`) ? [`socket:[${inode}]`] : [])),
  )
  const folder = `/proc/${box.pid}/fd`
  return readdirSync(folder)
    .flatMap((name) => linkOf(join(folder, name)) ?? [])
    .filter((target) => !asked.has(target))
}

const linkOf = (path: string): string | undefined => {
  try {
    return readlinkSync(path)
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

/** What the node has logged so far, one object a line. */
export const logOf = (dataDir: string): { level: number; msg: string }[] =>
  readdirSync(join(dataDir, 'registros'))
    .flatMap((name) => readText(join(dataDir, 'registros', name)).split('\n'))
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as { level: number; msg: string })
