import { readFileSync } from 'node:fs'
import t from 'tap'

const css = readFileSync(new URL('../../src/dashboard/styles/tokens.css', import.meta.url), 'utf8')
const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')
const tokensOf = (text: string) =>
  Object.fromEntries([...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]))
const themes = { light: tokensOf(light), dark: { ...tokensOf(light), ...tokensOf(dark) } } as Record<
  string,
  Record<string, string>
>

/** WCAG 2.2, relative luminance. */
const luminance = (colour: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
const contrast = (a: string, b: string): number => {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

/** Text on its ground, as the pages use them. */
const text: [string, string][] = [
  ...['paper', 'paper-deep', 'board', 'button', 'indigo-soft', 'warn-soft', 'leaf-soft', 'clay-soft'].map(
    (ground): [string, string] => ['ink', ground],
  ),
  ...['paper', 'board', 'paper-deep'].map((ground): [string, string] => ['ink-soft', ground]),
  ['link', 'paper'],
  ['link', 'board'],
  ['problem', 'paper'],
  ['problem', 'board'],
  ['clay', 'paper'],
  ['on-maize', 'maize'],
  ['on-maize', 'maize-deep'],
  ['on-clay', 'clay'],
  ['on-faceplate', 'faceplate'],
]
/** What must be seen without being read: borders of fields, the focus. */
const shapes: [string, string][] = [
  ['ink-soft', 'board'],
  ['focus', 'paper'],
  ['focus', 'board'],
  ['indigo', 'board'],
]

for (const [theme, tokens] of Object.entries(themes)) {
  t.test(`the ${theme} colours can be read by everybody (WCAG 2.2 AA)`, async (t) => {
    for (const [pairs, least] of [
      [text, 4.5],
      [shapes, 3],
    ] as const) {
      for (const [ink, ground] of pairs) {
        const [a, b] = [tokens[ink], tokens[ground]]
        if (!a || !b) throw new Error(`no token ${ink} or ${ground}`)
        const found = contrast(a, b)
        t.ok(found >= least, `${ink} on ${ground}: ${found.toFixed(2)}`)
      }
    }
  })
}
