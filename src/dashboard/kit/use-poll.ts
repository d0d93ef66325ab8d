import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import { Refusal, Unreachable } from '../api.ts'

export interface Polled<T> {
  /** The last answer; it stays while later calls fail. */
  value: T | undefined
  /** Why the last call failed; gone with the next that does not. */
  error: Refusal | Unreachable | undefined
  /** The first answer lets itself be waited for. */
  slow: boolean
  again: () => void
}

/**
 * Asks at once and then each `everyMs` while the page is seen, slower (up to 15 s) while the box cannot be reached.
 * A change of `key` starts anew.
 */
export const usePoll = <T>(key: string, everyMs: number, ask: (signal: AbortSignal) => Promise<T>): Polled<T> => {
  const [state, setState] = useState<{ key: string; value?: T; error?: Refusal | Unreachable }>({ key })
  const [slow, setSlow] = useState(false)
  const asking = useRef(ask)
  asking.current = ask
  const kick = useRef<() => void>(undefined)

  useEffect(() => {
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let failures = 0
    const impatience = setTimeout(() => setSlow(true), 3000)
    const turn = async () => {
      clearTimeout(timer)
      timer = undefined
      try {
        const value = await asking.current(stop.signal)
        failures = 0
        if (!stop.signal.aborted) setState({ key, value })
      } catch (error) {
        if (stop.signal.aborted) return
        if (!(error instanceof Refusal || error instanceof Unreachable)) throw error
        failures++
        setState((before) => ({ key, value: before.key === key ? before.value : undefined, error }))
      }
      clearTimeout(impatience)
      setSlow(false)
      if (!stop.signal.aborted && !document.hidden) timer = setTimeout(turn, Math.min(15_000, everyMs * (1 + failures)))
    }
    const onSeen = () => {
      if (!document.hidden && timer === undefined) turn()
    }
    kick.current = turn
    turn()
    document.addEventListener('visibilitychange', onSeen)
    return () => {
      stop.abort()
      clearTimeout(timer)
      clearTimeout(impatience)
      document.removeEventListener('visibilitychange', onSeen)
    }
  }, [key, everyMs])

  const again = useCallback(() => kick.current?.(), [])
  const current = state.key === key
  return { value: current ? state.value : undefined, error: current ? state.error : undefined, slow, again }
}
