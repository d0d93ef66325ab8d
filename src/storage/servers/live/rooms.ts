import type { EventoSala } from '../../../model/evento-sala.ts'
import type { RoomStore } from '../../../room/store.ts'
import type { Service } from '../../../service.ts'
import { createListeners } from '../../listeners.ts'
import { lifetimes, roomBegin, roomEventsMost } from '../../live-state.ts'
import type { RedisPart } from '../redis.ts'
import { askingRedis } from '../redis-error.ts'
import { redisKeys } from '../redis-keys.ts'
import { createScript } from '../redis-script.ts'

/**
 * The number behind the boot is the server's clock, so that a room that was forgotten and begins anew gives no id twice.
 * Of processes with different boots the highest counts.
 */
const append = `
local now = redis.call('TIME')
local boot, n = tonumber(ARGV[1]), now[1] * 1000 + math.floor(now[2] / 1000)
local top = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if top then
  local b, m = string.match(top[1], '(%d+)-(%d+)')
  if tonumber(b) > boot then boot = tonumber(b) end
  if tonumber(b) == boot and tonumber(m) >= n then n = tonumber(m) + 1 end
end
local id = string.format('%.0f-%.0f', boot, n)
redis.call('XADD', KEYS[1], 'MAXLEN', ARGV[2], id, 'tipo', ARGV[4], 'datos', ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('PUBLISH', ARGV[6], ARGV[7])
return id`

/** False where what was behind the place is not all there any more. */
const behind = `
local first = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if ARGV[1] == '${roomBegin}' then
  if not first then return {} end
  local about = redis.call('XINFO', 'STREAM', KEYS[1])
  for i = 1, #about, 2 do
    if about[i] == 'entries-added' and about[i + 1] ~= redis.call('XLEN', KEYS[1]) then return false end
  end
  return redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', ARGV[2])
end
if not first then return false end
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local function before(a, b)
  local ab, an = string.match(a, '(%d+)-(%d+)')
  local bb, bn = string.match(b, '(%d+)-(%d+)')
  if ab == bb then return tonumber(an) < tonumber(bn) end
  return tonumber(ab) < tonumber(bb)
end
if before(ARGV[1], first[1]) or before(last[1], ARGV[1]) then return false end
return redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])`

type Entry = [id: string, fields: string[]]

const eventOf = ([id, [, tipo, , datos = '{}']]: Entry): EventoSala => ({
  id,
  tipo: tipo as EventoSala['tipo'],
  datos: JSON.parse(datos),
})

/**
 * Rooms as streams. One connection of its own hears which room has news, whoever wrote it: the streams of different lives
 * are of different slots, which no single blocking read may span.
 */
export const createRooms = ({ client }: RedisPart, spaceOf: () => string): Service & { store: RoomStore } => {
  const keys = () => redisKeys(spaceOf())
  const [appendTo, readBehind] = [createScript(client, append), createScript(client, behind)]
  const hearing = client.duplicate()
  const asking = askingRedis({
    append: async (...[liveId, arranque, { tipo, datos }]: Parameters<RoomStore['append']>) => {
      const { room, news } = keys()
      const kept = [arranque, roomEventsMost, lifetimes.roomMs, tipo, JSON.stringify(datos), news, liveId]
      return String(await appendTo([room(liveId)], kept))
    },
    newest: async (...[liveId, limit]: Parameters<RoomStore['newest']>) => {
      const found = (await client.xrevrange(keys().room(liveId), '+', '-', 'COUNT', limit)) as Entry[]
      return { eventos: found.map(eventOf).reverse(), hasta: found[0]?.[0] ?? roomBegin }
    },
    behind: async (...[liveId, place, limit]: Parameters<RoomStore['behind']>) => {
      const found = (await readBehind([keys().room(liveId)], [place, limit])) as Entry[] | null
      return found?.map(eventOf)
    },
  })
  const { listen, news, newsOfAll } = createListeners(asking.behind)

  hearing.on('error', () => undefined)
  hearing.on('message', (_channel, liveId) => news(liveId))
  // What came while either connection was away is read now.
  hearing.on('ready', () => {
    hearing.subscribe(keys().news).then(newsOfAll, () => hearing.disconnect(true))
  })
  client.on('ready', newsOfAll)

  return {
    name: 'rooms',
    store: { ...asking, listen },
    start: async () => {
      await hearing.connect().catch(() => undefined)
    },
    stop: async () => {
      client.off('ready', newsOfAll)
      hearing.disconnect()
    },
  }
}
