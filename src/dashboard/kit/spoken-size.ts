const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** So many bytes as people say it: `12 MB`, in steps of a thousand. */
export const fileSize = (bytes: number, language: string): string => {
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[step],
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(bytes / 1000 ** step)
}
