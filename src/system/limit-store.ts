/**
 * Counts of what somebody did in a while, by a key that names both. It never fails: where the place that all processes
 * share is away, each counts for itself.
 */
export interface LimitStore {
  /** Counts one more in the window that the first one began. @returns how many, and when the window ends */
  count(key: string, windowMs: number, nodoMs: number): Promise<{ count: number; endsInMs: number }>
  /** Counts one more, and forgets all of them once nothing was counted for that long. @returns how many */
  countOn(key: string, forgottenAfterMs: number, nodoMs: number): Promise<number>
  /** How many each key has. */
  counts(keys: readonly string[], nodoMs: number): Promise<number[]>
  forget(keys: readonly string[]): Promise<void>
}
