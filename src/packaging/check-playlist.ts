import type { MediaPlaylist, Part, Segment, SegmentHead } from './playlist.ts'

/** Durations are written with five decimals: half of the last one, and the noise of adding them up. */
const slackS = 1e-5

const sum = (items: readonly { duration: number }[]): number =>
  items.reduce((total, { duration }) => total + duration, 0)

/** 4.4.4.9: between 85 and 100 % of the Part Target Duration, and which parts may be shorter. */
const checkParts = (playlist: MediaPlaylist, parts: readonly Part[], closed: boolean, msn: number): string[] => {
  const target = playlist.partTarget
  if (parts.length === 0) return []
  if (target === undefined) return [`4.4.3.7: segment ${msn} has parts but the playlist has no EXT-X-PART-INF`]
  const found: string[] = []
  for (const [i, part] of parts.entries()) {
    const name = `part ${msn}.${i} of ${part.duration} s`
    if (part.duration > target + slackS) found.push(`4.4.4.9: ${name} is longer than the part target ${target} s`)
    const mayBeShort = part.independent || part.gap || parts[i + 1]?.gap || (closed && i === parts.length - 1)
    if (!mayBeShort && part.duration < target * 0.85 - slackS)
      found.push(`4.4.4.9: ${name} is shorter than 85 % of the part target ${target} s`)
  }
  return found
}

const checkSegment = (playlist: MediaPlaylist, segment: Segment, msn: number, startFromEnd: number): string[] => {
  const found = checkParts(playlist, segment.parts, true, msn)
  if (Math.round(segment.duration) > playlist.targetDuration)
    found.push(
      `4.4.3.1: segment ${msn} of ${segment.duration} s is longer than the target ${playlist.targetDuration} s`,
    )
  if (segment.parts.length === 0) return found
  if (Math.abs(sum(segment.parts) - segment.duration) > slackS * (segment.parts.length + 1))
    found.push(`4.4.4.9: the parts of segment ${msn} last ${sum(segment.parts)} s, not its ${segment.duration} s`)
  if (startFromEnd - segment.duration > 3 * playlist.targetDuration + slackS)
    found.push(`4.4.4.9 (SHOULD): segment ${msn} keeps its parts beyond three target durations from the end`)
  if (segment.parts.some((part) => part.gap) && !segment.gap)
    found.push(`4.4.4.7: segment ${msn} has a part that is a gap and is none itself`)
  return found
}

const checkServerControl = (playlist: MediaPlaylist): string[] => {
  const found: string[] = []
  const { holdBack, partHoldBack, partTarget, targetDuration } = playlist
  if (holdBack !== undefined && holdBack < 3 * targetDuration)
    found.push(`4.4.3.8: HOLD-BACK ${holdBack} is less than three target durations`)
  if (partTarget === undefined) return found
  if (partHoldBack === undefined) found.push('4.4.3.8: PART-HOLD-BACK is missing beside EXT-X-PART-INF')
  else if (partHoldBack < 2 * partTarget - slackS)
    found.push(`4.4.3.8: PART-HOLD-BACK ${partHoldBack} is less than two part targets`)
  else if (partHoldBack < 3 * partTarget - slackS)
    found.push(`4.4.3.8 (SHOULD): PART-HOLD-BACK ${partHoldBack} is less than three part targets`)
  return found
}

/** Section 8 and the tags of the whole playlist. */
const checkHeading = (playlist: MediaPlaylist): string[] => {
  const found: string[] = []
  const heads: SegmentHead[] = playlist.open ? [...playlist.segments, playlist.open] : playlist.segments
  const needed = heads.some((head) => head.map !== undefined) ? 6 : 3
  if (playlist.version < needed) found.push(`8: EXT-X-VERSION ${playlist.version} is less than ${needed}`)
  if (playlist.endList && playlist.open)
    found.push('4.4.3.4: parts of an unfinished segment stand before EXT-X-ENDLIST')
  if (playlist.endList && playlist.preloadHint !== undefined)
    found.push('4.4.5.3: a playlist that has ended hints at a next part')
  if (playlist.playlistType === 'VOD' && !playlist.endList) found.push('4.4.3.5: a VOD playlist has no EXT-X-ENDLIST')
  if (heads.some((head) => head.parts.some((part) => part.uri === playlist.preloadHint)))
    found.push('4.4.5.3: the preload hint names a part that is there already')
  if (playlist.partTarget === undefined || playlist.endList) return found
  if (!playlist.canBlockReload) found.push('B.1: low latency without CAN-BLOCK-RELOAD')
  if (playlist.preloadHint === undefined) found.push('B.1: low latency without EXT-X-PRELOAD-HINT')
  if (heads.length > 0 && !heads.some((head) => head.programDateTime !== undefined))
    found.push('B.1: low latency without EXT-X-PROGRAM-DATE-TIME')
  return found
}

/** 6.2.1: what was said of a segment or part stays. */
const sameHead = (now: SegmentHead, before: SegmentHead): boolean =>
  now.discontinuity === before.discontinuity && now.map === before.map && now.programDateTime === before.programDateTime

const samePart = (now: Part | undefined, before: Part): boolean =>
  now !== undefined &&
  now.uri === before.uri &&
  now.duration === before.duration &&
  now.independent === before.independent

const checkSuccession = (now: MediaPlaylist, before: MediaPlaylist): string[] => {
  const found: string[] = []
  const removed = now.mediaSequence - before.mediaSequence
  const endOf = (playlist: MediaPlaylist) => playlist.mediaSequence + playlist.segments.length
  if (now.targetDuration !== before.targetDuration) found.push('4.4.3.1: the target duration changed')
  if (now.partTarget !== before.partTarget) found.push('6.2.1: the part target changed')
  if (removed < 0) found.push('6.2.2: the media sequence went back')
  if (endOf(now) < endOf(before)) found.push('6.2.2: a segment was removed from the end')
  if (before.endList && (!now.endList || endOf(now) !== endOf(before) || removed !== 0))
    found.push('6.2.1: a playlist that had ended changed')
  if (removed > 0 && (now.playlistType ?? before.playlistType))
    found.push('6.2.1: a segment was removed from a VOD or EVENT playlist')
  if (removed > 0 && !now.endList && sum(now.segments) < 3 * now.targetDuration)
    found.push('6.2.2: a segment was removed that leaves less than three target durations')
  const gone = before.segments.slice(0, Math.max(removed, 0))
  const counted = before.discontinuitySequence + gone.filter((segment) => segment.discontinuity).length
  const exact = removed <= before.segments.length
  if (exact ? now.discontinuitySequence !== counted : now.discontinuitySequence < counted)
    found.push(`6.2.2: the discontinuity sequence is ${now.discontinuitySequence}, not ${counted}`)
  for (let msn = Math.max(now.mediaSequence, before.mediaSequence); msn < Math.min(endOf(now), endOf(before)); msn++) {
    const next = now.segments[msn - now.mediaSequence]
    const last = before.segments[msn - before.mediaSequence]
    if (!next || !last) continue
    const partsKept = next.parts.length === 0 || next.parts.length === last.parts.length
    const same = next.uri === last.uri && next.duration === last.duration && sameHead(next, last) && partsKept
    if (!same) found.push(`6.2.1: segment ${msn} changed`)
  }
  if (before.open) {
    const next = endOf(before) < endOf(now) ? now.segments[endOf(before) - now.mediaSequence] : now.open
    const kept =
      next && sameHead(next, before.open) && before.open.parts.every((part, i) => samePart(next.parts[i], part))
    // A segment that is complete and no longer lists its parts says nothing of them.
    const silent = next && next !== now.open && next.parts.length === 0
    if (endOf(before) >= now.mediaSequence && !kept && !silent)
      found.push(`6.2.1: parts of segment ${endOf(before)} changed or went`)
  }
  return found
}

/**
 * What a Media Playlist does against the specification, each as a sentence that begins with its section; an empty list
 * where there is nothing. What is only recommended says SHOULD.
 * @param earlier a version of the same playlist from before, to hold the rules of change (6.2.1, 6.2.2) too.
 */
export const checkMedia = (playlist: MediaPlaylist, earlier?: MediaPlaylist): string[] => {
  const found = [...checkHeading(playlist), ...checkServerControl(playlist)]
  const openEnd = playlist.mediaSequence + playlist.segments.length
  let startFromEnd = sum(playlist.segments) + sum(playlist.open?.parts ?? [])
  for (const [i, segment] of playlist.segments.entries()) {
    found.push(...checkSegment(playlist, segment, playlist.mediaSequence + i, startFromEnd))
    startFromEnd -= segment.duration
  }
  if (playlist.open) found.push(...checkParts(playlist, playlist.open.parts, false, openEnd))
  if (earlier) found.push(...checkSuccession(playlist, earlier))
  return found
}
