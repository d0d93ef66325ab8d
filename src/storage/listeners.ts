import type { EventoSala } from '../model/evento-sala.ts'
import type { Id } from '../model/primitives.ts'
import type { RoomPlace, RoomStore } from '../room/store.ts'

const eventsAtOnce = 200

interface Listener {
  place: RoomPlace
  heard: Parameters<RoomStore['listen']>[2]
  ended: boolean
  busy: boolean
  again: boolean
}

/**
 * Brings what is behind their places to those who listen, whenever there is news. Who stands at the same place shares one
 * reading. A reading that fails is made up for at the next news.
 */
export const createListeners = (behind: RoomStore['behind']) => {
  const rooms = new Map<Id, Set<Listener>>()
  const readings = new Map<string, Promise<EventoSala[] | undefined>>()

  const read = (liveId: Id, place: RoomPlace): Promise<EventoSala[] | undefined> => {
    const key = `${liveId} ${place}`
    const shared = readings.get(key)
    if (shared) return shared
    const reading = behind(liveId, place, eventsAtOnce).finally(() => readings.delete(key))
    readings.set(key, reading)
    return reading
  }

  const end = (liveId: Id, listener: Listener) => {
    listener.ended = true
    const room = rooms.get(liveId)
    room?.delete(listener)
    if (room?.size === 0) rooms.delete(liveId)
  }

  const bring = async (liveId: Id, listener: Listener) => {
    listener.again = true
    if (listener.busy) return
    listener.busy = true
    while (listener.again && !listener.ended) {
      listener.again = false
      const events = await read(liveId, listener.place).catch(() => [])
      if (listener.ended) break
      if (events === undefined) end(liveId, listener)
      const last = events?.at(-1)
      if (last) {
        listener.place = last.id
        // What came behind them while they were read may have been told already.
        listener.again = true
      }
      if (events === undefined || last) listener.heard(events)
    }
    listener.busy = false
  }

  const news = (liveId: Id) => {
    for (const listener of rooms.get(liveId) ?? []) bring(liveId, listener)
  }

  return {
    news,
    newsOfAll: () => {
      for (const liveId of rooms.keys()) news(liveId)
    },
    listen: ((liveId, place, heard) => {
      const listener: Listener = { place, heard, ended: false, busy: false, again: false }
      rooms.set(liveId, (rooms.get(liveId) ?? new Set()).add(listener))
      bring(liveId, listener)
      return () => end(liveId, listener)
    }) satisfies RoomStore['listen'],
  }
}
