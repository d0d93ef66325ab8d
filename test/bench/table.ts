import { type Figure, isOk } from './figure.ts'

/** Three figures that count, never rounded in our favour. */
const written = (value: number | undefined, roundUp: boolean): string => {
  if (value === undefined) return '–'
  if (!Number.isFinite(value)) return '?'
  const size = Math.abs(value)
  const step = size >= 100 ? 1 : size >= 10 ? 10 : size >= 1 ? 100 : 1000
  const shifted = Number((value * step).toFixed(6))
  return String((roundUp ? Math.ceil(shifted) : Math.floor(shifted)) / step)
}

const bound = (value: number | undefined, { better, unit }: Figure): string =>
  value === undefined ? '–' : `${better === 'less' ? '≤' : '≥'} ${value} ${unit}`.trim()

const cells = (figure: Figure): string[] => {
  const { ours, peer, peerIs, better, unit, also } = figure
  const less = better === 'less'
  const broken = Object.entries(also ?? {}).flatMap(([what, holds]) => (holds ? [] : [what]))
  return [
    figure.figure,
    `${written(ours, less)} ${unit}`.trim(),
    bound(figure.bar, figure),
    bound(figure.goal, figure),
    peer === undefined ? (peerIs ?? '–') : `${written(peer, !less)} ${unit} ${peerIs ?? ''}`.trim(),
    peer === undefined ? '–' : written(ours / peer, less),
    isOk(figure) ? '✓' : ['✗', ...broken].join(' · '),
  ]
}

const heads = ['figure', 'ours', 'bar', 'goal', 'peer', 'ratio', 'ok']

/** The figures as one table in Markdown, its columns aligned. */
export const tableOf = (figures: readonly Figure[]): string => {
  const rows = [heads, ...figures.map(cells)]
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(heads), `|${widths.map((w) => '-'.repeat(w + 2)).join('|')}|`, ...rows.slice(1).map(line)].join('\n')
}
