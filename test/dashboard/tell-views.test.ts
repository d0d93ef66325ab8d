import t from 'tap'
import type { SucesoVista } from '../../src/model/vista.ts'

Object.assign(globalThis, { window: new EventTarget() })
const { tellViews } = await import('../../src/dashboard/player/tell-views.ts')

/** A media element of paper, which plays when it is told to. */
class Media extends EventTarget {
  currentTime = 0
  paused = true
  play(seconds: number) {
    this.paused = false
    for (let i = 0; i < seconds * 4; i++) {
      this.currentTime += 0.25
      this.dispatchEvent(new Event('timeupdate'))
    }
  }
  pause() {
    this.paused = true
    this.dispatchEvent(new Event('pause'))
  }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))

const listen = (given: { live?: boolean } = {}) => {
  const media = new Media()
  const box: { away: boolean; told: SucesoVista[] } = { away: false, told: [] }
  const stop = tellViews(
    media as unknown as HTMLMediaElement,
    { contentId: 'c', session: 'session-1', live: given.live ?? false },
    async (events) => {
      if (box.away) throw new Error('away')
      box.told.push(...events)
    },
  )
  return { media, box, stop }
}

t.test('what is played is told once, in order, with how much of it and how far', async (t) => {
  const { media, box } = listen()
  media.play(25)
  await settled()
  t.same(
    box.told.map(({ tipo, duracion_ms, posicion_ms }) => [tipo, duracion_ms, posicion_ms]),
    [
      ['vista', undefined, 250],
      ['progreso', 10_000, 10_000],
      ['progreso', 10_000, 20_000],
    ],
  )
  media.pause()
  await settled()
  t.match(box.told.at(-1), { tipo: 'progreso', duracion_ms: 5_000, posicion_ms: 25_000 })
  const numbers = box.told.map(({ n }) => n)
  t.same(
    numbers,
    numbers.toSorted((a, b) => a - b),
  )
  t.equal(new Set(numbers).size, numbers.length)
})

t.test('a seek is nothing that was played, and what was not played is not told', async (t) => {
  const { media, box, stop } = listen()
  stop()
  media.currentTime = 300
  media.dispatchEvent(new Event('timeupdate'))
  await settled()
  t.same(box.told, [])
  const other = listen()
  other.media.play(2)
  other.media.currentTime = 300
  other.media.play(3)
  other.stop()
  await settled()
  t.equal(other.box.told.at(-1)?.duracion_ms, 4_750, 'all but the jump')
  t.equal(other.box.told.at(-1)?.posicion_ms, 303_000)
})

t.test('what the box could not take is told with what comes next', async (t) => {
  const { media, box } = listen({ live: true })
  box.away = true
  media.play(12)
  await settled()
  t.same(box.told, [])
  box.away = false
  media.play(10)
  await settled()
  t.same(
    box.told.map(({ tipo }) => tipo),
    ['vista', 'progreso', 'progreso'],
  )
  t.ok(
    box.told.every((event) => event.posicion_ms === undefined),
    'a live has no place to come back to',
  )
})
