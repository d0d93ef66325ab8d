import type { Idioma } from '../src/errors.ts'

/** What a command has of the world around it. */
export interface Cli {
  env: NodeJS.ProcessEnv
  idioma: Idioma
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
  /** Prints one line to stdout. */
  say(line: string): void
  /** Prints one line to stderr: progress and advice, never what a program would read. */
  note(line: string): void
  /** The exit code of a command that ends well but with something to tell. */
  end(code: number): void
}

/** Exit codes without an error behind them; the others are in the error table. */
export const exit = { ok: 0, failed: 1 } as const
