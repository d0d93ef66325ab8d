/** Waits between attempts that never end: 0.5 s, doubling up to 8 s; `reset` after a success. */
export const createBackoff = () => {
  let attempt = 0
  return {
    nextMs: (): number => Math.min(8_000, 500 * 2 ** attempt++),
    reset(): void {
      attempt = 0
    },
  }
}
