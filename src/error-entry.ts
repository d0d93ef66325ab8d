/** What a code means to a caller over HTTP, to a shell, and to a reader in three languages. `{name}` is filled from the error's values. */
export interface ErrorEntry {
  http: number
  /** Exit code of the CLI: 1 failed, 2 wrong setting or use, 3 not found, 4 conflict, 5 not now (try again). */
  exit: 1 | 2 | 3 | 4 | 5
  es: string
  pt: string
  en: string
}
