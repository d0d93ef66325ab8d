/** What one row of the table says. Lengths, rates and sizes are in `unit`. */
export interface Figure {
  figure: string
  unit: string
  ours: number
  /** What must be held, and what is wished for; where they are missing there is nothing to compare with. */
  bar?: number
  goal?: number
  /** Whether less or more of it is better. */
  better: 'less' | 'more'
  /** The peer's figure in the same unit. */
  peer?: number
  /** Who the peer is; a figure that was not taken in this run says when it was. */
  peerIs?: string
  /** What must hold besides the number: where one is false the row is not ok. */
  also?: Record<string, boolean>
  /** All that was measured, for the JSON. */
  detail?: unknown
}

/** What a scenario may use. */
export interface Bench {
  /** True with `--long`. */
  long: boolean
  /** An own folder under the system's temporary one, removed at the end. */
  folder: string
  /** Something to say while it runs. */
  say(line: string): void
  /** Told on the command line: `--name=value`. */
  option(name: string, otherwise: number): number
}

/** One question; `seconds` is about how long it takes. */
export interface Scenario {
  name: string
  /** Numbers that the command line may give it. */
  options: readonly string[]
  seconds: number
  /** Only with `--long` or by name. */
  long?: boolean
  run(bench: Bench): Promise<Figure[]>
}

export const isOk = ({ ours, bar, better, also }: Figure): boolean =>
  Number.isFinite(ours) &&
  (bar === undefined || (better === 'less' ? ours <= bar : ours >= bar)) &&
  Object.values(also ?? {}).every(Boolean)
