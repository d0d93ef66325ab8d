/** Pictures that do not come for longer than this, and for so many usual steps, are a hole that a viewer sees. */
const HOLE_MS = 250
const HOLE_STEPS = 5
/** An encoder that drops pictures begins again with a key frame; without one it may just have had nothing to show. */
const HOLE_WITHOUT_KEY_MS = 1000

/**
 * Counts holes of pictures in media time, whatever the frame rate is and changes to.
 * @returns `picture(ms, isKey)` takes each picture's place on the timeline, `count()` gives the holes so far
 */
export const createHoles = () => {
  let last: number | undefined
  let usualMs: number | undefined
  let holes = 0
  return {
    picture(ms: number, isKey: boolean) {
      const step = last === undefined ? undefined : ms - last
      last = ms
      if (step === undefined) return
      usualMs ??= step
      if (step > (isKey ? HOLE_MS : HOLE_WITHOUT_KEY_MS) && step > HOLE_STEPS * usualMs) holes++
      else usualMs += (step - usualMs) / 8
    },
    count: () => holes,
  }
}
