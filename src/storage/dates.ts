/** The wall-clock dates of a synced record by their path: `iniciada_en`, `cortes.0.desde`. */
export const datesOf = (record: object, fields: readonly string[]): Map<string, number> => {
  const found = new Map<string, number>()
  const visit = (value: unknown, path: string) => {
    if (typeof value === 'number') found.set(path, value)
    else if (value !== null && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) visit(inner, `${path}.${key}`)
  }
  for (const field of fields) visit((record as Record<string, unknown>)[field], field)
  return found
}

/** A copy of the record with the dates at `paths` moved by `shiftMs`; a path that is no date any more is left out. */
export const shiftDates = <T extends object>(record: T, paths: readonly string[], shiftMs: number): T => {
  const moved = structuredClone(record)
  for (const path of paths) {
    const keys = path.split('.')
    const last = keys.pop() ?? path
    const holder = keys.reduce<unknown>(
      (value, key) =>
        value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[key] : undefined,
      moved,
    ) as Record<string, unknown> | null | undefined
    const value = holder?.[last]
    if (holder && typeof value === 'number') holder[last] = Math.max(0, value + shiftMs)
  }
  return moved
}
