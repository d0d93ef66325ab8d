import { Worker } from 'node:worker_threads'

/** Texts that were rendered last: a page that many read is rendered once. */
const keptMost = 50
/**
 * Fifty thousand letters of prose take a quarter of a second; ten thousand that somebody thought out for it take minutes.
 * So it happens in a thread of its own, one at a time, that is ended where it takes longer than any text of a person's.
 */
const longestMs = 5_000
const limits = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 8 }

export interface Markdown {
  /**
   * @returns the text as HTML that holds no script, no style and no frame: CommonMark and the tables of GitHub, its own
   * HTML shown as text; undefined where that takes too long
   */
  html(text: string): Promise<string | undefined>
}

const render = (text: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const worker = new Worker(new URL('./markdown-thread.ts', import.meta.url), {
      name: 'markdown',
      workerData: text,
      resourceLimits: limits,
    })
    const timer = setTimeout(() => worker.terminate(), longestMs)
    worker.on('message', resolve)
    // Out of memory is an error of the thread's.
    worker.on('error', () => resolve(undefined))
    worker.on('exit', () => {
      clearTimeout(timer)
      resolve(undefined)
    })
  })

export const createMarkdown = (): Markdown => {
  const kept = new Map<string, Promise<string | undefined>>()
  let last: Promise<unknown> = Promise.resolve()
  return {
    html(text) {
      const known = kept.get(text)
      kept.delete(text)
      const made = known ?? last.then(() => render(text))
      last = made
      kept.set(text, made)
      if (kept.size > keptMost) kept.delete(kept.keys().next().value ?? '')
      return made
    },
  }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** A text as it stands, where it cannot be rendered. */
export const plainHtml = (text: string): string => {
  const escaped = text.replace(/[&<>"]/g, (sign) => escapes[sign] ?? '')
  return escaped
    .split(/\n\s*\n/)
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join('\n')
}
