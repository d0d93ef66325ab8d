/** `1:05:09`, `4:07`: a length of time as a player shows it. */
export const clockTime = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** “2 hours ago” within a week, the date before that; also the date where the box's clock runs ahead of this one. */
export const when = (at: number, language: string, now = Date.now()): string => {
  const ago = now - at
  if (ago < -60_000 || ago > 7 * 86_400_000) {
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at)
  }
  const [unit, ms] = steps.find(([, size]) => ago >= size) ?? ['minute', 60_000]
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(Math.max(0, ago) / ms), unit)
}
