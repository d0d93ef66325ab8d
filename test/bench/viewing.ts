import { parseFragment } from '../../src/packaging/fragment.ts'
import { parseInit } from '../../src/packaging/init.ts'
import type { Seen } from './glass-probe.ts'
import { ageOf, readStamp } from './stamp.ts'
import { percentile, summary } from './statistics.ts'

/** A standstill this long without a `waiting` counts as one all the same. */
const frozenMs = 300
/** The second half of a viewing may be this much later than the first. */
const driftMs = 100

/** One viewer's session in figures; ms. */
export interface Viewing {
  glass: ReturnType<typeof summary>
  newestAge: ReturnType<typeof summary>
  /** Second half against first half, medians. */
  driftMs: number
  drifts: boolean
  stalls: number
  /** Before the measured stretch. */
  stallsAtStart: number
  longestGapMs: number
  misread: number
  /** From the opening of the page to its first picture. */
  firstPictureMs: number
  /** Share of the pictures sent that were shown, and of those shown while the rate was not 1. */
  shownPercent: number
  ratePercent: number
}

/** @param openedAt when the page was opened @param dropS of play that is not measured */
export const judge = (seen: Seen, openedAt: number, dropS: number, fps: number): Viewing => {
  const read = seen.frames.map((frame) => ({
    ...frame,
    stamp: readStamp([...frame.bits].map((bit) => (bit === '1' ? 255 : 0))),
  }))
  const first = read[0]
  const last = read.at(-1)
  if (!first || !last) throw new Error('the page showed no picture')
  const since = first.shownAt + dropS * 1000
  const steady = read.filter(({ shownAt }) => shownAt >= since)
  const ages = steady.flatMap(({ stamp, shownAt }) =>
    stamp === undefined ? [] : [{ shownAt, age: ageOf(stamp, shownAt) }],
  )
  const gaps = steady.slice(1).map(({ shownAt }, i) => shownAt - (steady[i]?.shownAt ?? shownAt))
  const waits = seen.waits.filter((at) => at >= since)
  const frozen = gaps.filter((gap) => gap > frozenMs).length
  const middle = (since + last.shownAt) / 2
  const half = (late: boolean) => ages.filter(({ shownAt }) => shownAt >= middle === late).map(({ age }) => age)
  const drift = percentile(half(true), 0.5) - percentile(half(false), 0.5)
  return {
    glass: summary(ages.map(({ age }) => age)),
    newestAge: summary(newestAges(seen, read, since, fps)),
    driftMs: drift,
    drifts: drift > driftMs,
    stalls: Math.max(waits.length, frozen),
    stallsAtStart: seen.waits.filter((at) => at > first.shownAt && at < since).length,
    longestGapMs: Math.max(0, ...gaps),
    misread: steady.length - ages.length,
    firstPictureMs: first.shownAt - openedAt,
    shownPercent: (steady.length / (((last.shownAt - since) / 1000) * fps)) * 100,
    ratePercent: rateShare(seen, since, last.shownAt) * 100,
  }
}

/**
 * How old the newest picture was when it entered the browser: its stamp is known from when it was shown. The chain
 * without the player's reserve, so the fairest figure of the box.
 */
const newestAges = (
  seen: Seen,
  read: readonly { mediaTime: number; stamp: number | undefined }[],
  since: number,
  fps: number,
): number[] => {
  const stamps = new Map(read.map(({ mediaTime, stamp }) => [Math.round(mediaTime * fps), stamp]))
  let video: { id: number; timescale: number } | undefined
  const ages: number[] = []
  for (const { at, offset, init, bytes, length } of seen.appends) {
    const media = Buffer.from(bytes, 'base64')
    if (init) {
      video = parseInit(media).tracks.find((track) => track.kind === 'video')
      continue
    }
    const whole = Buffer.concat([media, Buffer.alloc(Math.max(0, length - media.length))])
    const track = parseFragment(whole).find(({ id }) => id === video?.id)
    if (!video || !track || at < since) continue
    const stamp = stamps.get(Math.round((track.presentationEnd / video.timescale + offset) * fps) - 1)
    if (stamp !== undefined) ages.push(ageOf(stamp, at))
  }
  return ages
}

const rateShare = (seen: Seen, since: number, until: number): number => {
  let changed = 0
  let from = since
  let rate = seen.rates.findLast(({ at }) => at <= since)?.rate ?? 1
  for (const change of [...seen.rates.filter(({ at }) => at > since), { at: until, rate: 1 }]) {
    if (rate !== 1) changed += change.at - from
    from = change.at
    rate = change.rate
  }
  return changed / (until - since)
}
