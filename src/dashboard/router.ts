import { batch, type Signal, signal } from '@preact/signals'

export interface Router {
  /** The path of the page shown, without query. */
  path: Signal<string>
  /** Its query, with the question mark; empty where there is none. */
  search: Signal<string>
  /** Shows another page; the old one stays behind the back button unless `replace`. */
  go(to: string, replace?: boolean): void
  /** The named part of the query of the address shown. */
  query(name: string): string | undefined
}

/** The parts of `path` that `pattern` names with a colon, or undefined where it is another page. */
export const match = (pattern: string, path: string): Record<string, string> | undefined => {
  const wanted = pattern.split('/')
  const given = path.replace(/(?<=.)\/$/, '').split('/')
  if (wanted.length !== given.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, part] of wanted.entries()) {
    const value = given[i] ?? ''
    if (part.startsWith(':') && value !== '') found[part.slice(1)] = safeDecode(value)
    else if (part !== value) return undefined
  }
  return found
}

const safeDecode = (value: string): string => {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}

/** Follows the address bar, and takes over the clicks on links of this site. */
export const createRouter = (window: Window): Router => {
  const { location, history, document } = window
  const path = signal(location.pathname)
  const search = signal(location.search)
  const look = () =>
    batch(() => {
      path.value = location.pathname
      search.value = location.search
    })
  const go = (to: string, replace = false) => {
    if (replace) history.replaceState(null, '', to)
    else history.pushState(null, '', to)
    const elsewhere = location.pathname !== path.value
    look()
    if (elsewhere) window.scrollTo(0, 0)
  }
  window.addEventListener('popstate', look)
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return
    if (link.origin !== location.origin || link.hash || !ours(link.pathname)) return
    event.preventDefault()
    go(link.pathname + link.search)
  })
  return { path, search, go, query: (name) => new URLSearchParams(search.value).get(name) ?? undefined }
}

/** API, media and feeds are the server's own pages. */
const ours = (path: string): boolean => !/^\/(api|hls|media|radio|feeds|embed)\//.test(path)
