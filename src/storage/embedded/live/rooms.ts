import type { EventoSala } from '../../../model/evento-sala.ts'
import type { Id } from '../../../model/primitives.ts'
import type { RoomStore } from '../../../room/store.ts'
import { createListeners } from '../../listeners.ts'
import { compareEvents, lifetimes, roomBegin, roomEventsMost } from '../../live-state.ts'

interface Room {
  events: EventoSala[]
  /** Whether events were let go. */
  cut: boolean
  lastMs: number
}

/** Rooms in memory. @param monotonicMs milliseconds of a source that only grows */
export const createRooms = (monotonicMs: () => number = () => performance.now()): RoomStore => {
  const rooms = new Map<Id, Room>()
  let n = 0

  const forgetQuiet = () => {
    const now = monotonicMs()
    for (const [id, { lastMs }] of rooms) {
      if (lastMs + lifetimes.roomMs > now) break
      rooms.delete(id)
    }
  }
  const roomOf = (liveId: Id): Room | undefined => {
    forgetQuiet()
    return rooms.get(liveId)
  }

  const behind: RoomStore['behind'] = async (liveId, place, limit) => {
    const { events, cut } = roomOf(liveId) ?? { events: [], cut: false }
    const [first, last] = [events[0], events.at(-1)]
    if (place === roomBegin) return cut ? undefined : events.slice(0, limit)
    if (!first || !last || compareEvents(place, first.id) < 0 || compareEvents(place, last.id) > 0) return undefined
    const next = events.findLastIndex(({ id }) => compareEvents(id, place) <= 0) + 1
    return events.slice(next, next + limit)
  }
  const { listen, news } = createListeners(behind)

  return {
    behind,
    listen,
    append: async (liveId, arranque, event) => {
      const known = roomOf(liveId)
      const room: Room = known ?? { events: [], cut: false, lastMs: 0 }
      const id = `${arranque}-${++n}`
      room.events.push({ id, ...event })
      if (room.events.length > roomEventsMost) {
        room.events.shift()
        room.cut = true
      }
      room.lastMs = monotonicMs()
      // The room that was quiet for longest stands first.
      rooms.delete(liveId)
      rooms.set(liveId, room)
      news(liveId)
      return id
    },
    newest: async (liveId, limit) => {
      const events = roomOf(liveId)?.events ?? []
      return { eventos: events.slice(-limit), hasta: events.at(-1)?.id ?? roomBegin }
    },
  }
}
