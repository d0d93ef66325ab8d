import type { Test } from 'tap'
import type { Reply } from '../../src/model/api.ts'
import type { Box } from '../bench/box.ts'
import type { TestServers } from '../servers.ts'
import { startEncoder, startNode, until, untilState } from './node-under-fault.ts'
import { nodeOn, ownServer, type ServerName } from './own-server.ts'
import { watchLive } from './watched-live.ts'

/** A live of which some seconds were seen, on a node of which one server is the test's own. */
export const onAir = async (t: Test, servers: TestServers, folder: string, name: ServerName) => {
  const server = await ownServer(t, name)
  const env = nodeOn(servers, server)
  const box = await startNode(folder, { env })
  t.teardown(() => box.left().length > 0 && box.kill())
  const live = await box.startLive()
  const encoder = startEncoder(live.rtmp)
  t.teardown(() => encoder.stop('SIGKILL'))
  await untilState(box, live.id, 'en_vivo')
  const watched = await watchLive(live.hls)
  t.teardown(() => watched.stop())
  await watched.goesOn(30)
  return { server, env, box, live, encoder, watched }
}

export const statusOf = (box: Box) => box.call<Reply<'GET /api/system/status'>>('GET', '/api/system/status')

/** Waits until a server is said to be like this. */
export const untilPart = (box: Box, name: ServerName, estado: string) =>
  until(`${name} ${estado}`, async () => {
    const { partes } = await statusOf(box)
    return partes?.[name]?.estado === estado && partes[name]
  })

/** What was recorded, by its own playlist. */
export const recordedSeconds = async (box: Box, content: string) => {
  const answer = await fetch(`${box.url}/media/${content}/main/index.m3u8`)
  const lengths = [...(await answer.text()).matchAll(/^#EXTINF:([\d.]+)/gm)].map(([, length]) => Number(length))
  return lengths.reduce((sum, length) => sum + length, 0)
}
