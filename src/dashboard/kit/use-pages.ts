import { useEffect, useRef, useState } from 'preact/hooks'
import { Refusal, Unreachable } from '../api.ts'

interface Page<T> {
  datos: T[]
  siguiente: string | null
  total?: number
}

export interface Pages<T> {
  /** What was fetched so far; undefined before the first page is here. */
  items: T[] | undefined
  total: number | undefined
  /** Fetches the next page; undefined at the end. */
  more: (() => void) | undefined
  busy: boolean
  /** The answer lets itself be waited for. */
  slow: boolean
  /** Why the last page did not come. */
  error: Refusal | Unreachable | undefined
  /** Asks again for what did not come. */
  retry: () => void
  /** Changes what is shown, once the box has agreed to it. */
  change: (how: (items: T[]) => T[]) => void
  /** Begins anew with the first page; what is shown stays until it comes. */
  again: () => void
}

interface Kept<T> {
  items: T[]
  next: string | null
  total: number | undefined
  pages: number
}

/** What lists looked like when they were left: who comes back by the back button finds the same, at the same height. */
const kept = new Map<string, Kept<unknown>>()
const KEPT_MOST = 12
const IMPATIENT_MS = 3_000

const keep = (key: string, list: Kept<unknown>): void => {
  kept.delete(key)
  kept.set(key, list)
  for (const oldest of [...kept.keys()].slice(0, -KEPT_MOST)) kept.delete(oldest)
}

/** Something came, went or changed its place: lists are asked for anew. */
export const forgetLists = (): void => kept.clear()

/** A list of the box, page by page. A change of `key` starts anew. What was fetched before is shown while it is asked for again. */
export const usePages = <T>(
  key: string,
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
): Pages<T> => {
  const [list, setList] = useState<{ key: string } & Partial<Kept<T>>>({ key })
  const [error, setError] = useState<Refusal | Unreachable | undefined>()
  const [busy, setBusy] = useState(false)
  const [slow, setSlow] = useState(false)
  const running = useRef<AbortController>(undefined)
  const asking = useRef(ask)
  asking.current = ask
  const current: Partial<Kept<T>> = list.key === key ? list : ((kept.get(key) as Kept<T> | undefined) ?? {})

  const show = (next: Kept<T>) => {
    keep(key, next)
    setList({ key, ...next })
  }
  const load = async (cursor: string | undefined) => {
    running.current?.abort()
    const stop = new AbortController()
    running.current = stop
    const impatience = setTimeout(() => setSlow(true), IMPATIENT_MS)
    setBusy(true)
    setError(undefined)
    try {
      const { datos, siguiente, total } = await asking.current(cursor, stop.signal)
      if (stop.signal.aborted) return
      const before = cursor === undefined ? undefined : (kept.get(key) as Kept<T> | undefined)
      const items = [...(before?.items ?? []), ...datos]
      show({ items, next: siguiente, total, pages: (before?.pages ?? 0) + 1 })
    } catch (failure) {
      if (stop.signal.aborted) return
      if (!(failure instanceof Refusal || failure instanceof Unreachable)) throw failure
      setError(failure)
    } finally {
      clearTimeout(impatience)
      if (running.current === stop) {
        setBusy(false)
        setSlow(false)
      }
    }
  }
  useEffect(() => {
    // More than one page is not fetched anew: the place where somebody reads would move under them.
    const before = kept.get(key) as Kept<T> | undefined
    if (before && before.pages > 1) setList({ key, ...before })
    else void load(undefined)
    return () => running.current?.abort()
  }, [key])

  const { items, next, total, pages = 1 } = current
  return {
    items,
    total,
    more: next ? () => void load(next) : undefined,
    busy,
    slow,
    error,
    retry: () => void load(items === undefined ? undefined : (next ?? undefined)),
    change: (how) => items && show({ items: how(items), next: next ?? null, total, pages }),
    again: () => void load(undefined),
  }
}
