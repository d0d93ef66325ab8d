import type { Ledger } from './ledger.ts'

/** Nobody was told whether it was done: it is asked again, as it was. */
export class Unanswered extends Error {}

/** An answer that no fault explains. */
export class Refused extends Error {}

/** Something that is asked until it was answered. */
export interface Asking {
  /** How often no answer came. */
  unanswered(): number
  /** Answers that no fault explains, in words. */
  readonly refusals: string[]
  /** Asks until it is answered, or was refused again and again. @returns what was answered */
  until<T>(kind: string, ask: () => Promise<T>): Promise<T | undefined>
}

const pauseMs = 40
const refusalsMost = 5

export const createAsking = (random: () => number, wait: (ms: number) => Promise<unknown>): Asking => {
  const refusals: string[] = []
  let unanswered = 0
  return {
    unanswered: () => unanswered,
    refusals,
    until: async (kind, ask) => {
      for (let refused = 0; refused < refusalsMost; ) {
        try {
          return await ask()
        } catch (error) {
          if (error instanceof Unanswered) unanswered++
          else if (error instanceof Refused) {
            refused++
            refusals.push(`${kind}: ${error.message}`)
          } else throw error
          await wait(pauseMs + random() * 4 * pauseMs)
        }
      }
      return undefined
    },
  }
}

/** Asks until it is acknowledged, and only then writes it down. */
export const acknowledgedIn =
  (asking: Asking, ledger: Ledger) =>
  async <T>(kind: string, ask: () => Promise<T>, note: (answer: T) => void): Promise<void> => {
    const answer = await asking.until(kind, async () => ({ is: await ask() }))
    if (!answer) return
    note(answer.is)
    ledger.wrote(kind)
  }
