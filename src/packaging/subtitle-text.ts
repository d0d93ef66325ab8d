import type { Dicho } from '../model/dicho.ts'
import { PACKAGED_ORIGIN_S } from './packaged-file.ts'

/** What is read while a stretch of a content plays. */
export interface Cue {
  /** From the content's beginning. */
  fromMs: number
  toMs: number
  /** How it is placed, as WebVTT says it (`align:start line:0`); empty as a rule. */
  settings: string
  /** As WebVTT writes it: tags and entities of its own alone. */
  text: string
}

/** Why a file is not taken for subtitles. */
export type SubtitleProblem = 'binario' | 'vacio' | 'sin_hora' | 'hora' | 'al_reves'

export class SubtitleError extends Error {
  readonly problem: SubtitleProblem
  /** Of the file, from 1. */
  readonly line: number

  constructor(problem: SubtitleProblem, line: number) {
    super(`line ${line}: ${problem}`)
    this.name = 'SubtitleError'
    this.problem = problem
    this.line = line
  }
}

/** UTF-16 by its mark, else UTF-8; what is neither was written by an old editor for Western Europe. */
const decode = (bytes: Uint8Array): string => {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0)
  if (mark === 0xfffe) return new TextDecoder('utf-16le').decode(bytes)
  if (mark === 0xfeff) return new TextDecoder('utf-16be').decode(bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}

const timing = /^\s*([\d:.,]+)\s*-->\s*([\d:.,]+)(?:\s+(.*))?$/
const time = /^(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?$/

/** @returns undefined where it is no time */
const msOf = (text: string): number | undefined => {
  const found = time.exec(text)
  if (!found) return undefined
  const [, hours = '0', minutes, seconds, fraction = '0'] = found
  return (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'))
}

const setting = /^(?:vertical|line|position|size|align):[a-z0-9.,%-]+$/
const settingsOf = (text: string): string =>
  text
    .split(/\s+/)
    .filter((one) => setting.test(one))
    .join(' ')

/** Tags of WebVTT (W3C WebVTT § 3.3), and times within a cue. */
const tags = {
  vtt: /^<(?:\/?(?:b|i|u|ruby|rt|c|v|lang)(?:\.[^\s<>&.]+)*(?:[ \t][^<>&]*)?|(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3})>$/,
  srt: /^<\/?[biu]>$/i,
}
/** Words, what may be a tag, and a sign that is none. */
const pieces = /<\/?[a-zA-Z][^<>]*>|<[\d:.]+>|[^<]+|</g
const entity = /&(?!(?:amp|lt|gt|lrm|rlm|nbsp);)/g

/** Text of a cue without anything that a player has to make sense of beyond WebVTT. */
const safe = (text: string, format: keyof typeof tags): string =>
  (text.replace(format === 'srt' ? /\{\\[^{}]*\}/g : /(?!)/g, '').match(pieces) ?? [])
    .map((piece) => {
      if (piece === '<') return '&lt;'
      if (!piece.startsWith('<')) return piece.replace(entity, '&amp;').replaceAll('>', '&gt;')
      if (!tags[format].test(piece)) return ''
      return format === 'srt' ? piece.toLowerCase() : piece
    })
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join('\n')

interface Block {
  /** Number of its first line. */
  at: number
  lines: string[]
}

/** Lines that stand together. */
const blocksOf = (text: string): Block[] => {
  const blocks: Block[] = []
  let apart = true
  for (const [i, line] of text.split(/\r\n|[\r\n]/).entries()) {
    const blank = line.trim() === ''
    if (!blank && apart) blocks.push({ at: i + 1, lines: [line] })
    else if (!blank) blocks.at(-1)?.lines.push(line)
    apart = blank
  }
  return blocks
}

/** A cue, its text as it was written; undefined where the block has no time. @throws SubtitleError */
const cueOf = ({ at, lines }: Block): Cue | undefined => {
  const row = lines.slice(0, 2).findIndex((line) => line.includes('-->'))
  if (row < 0) return undefined
  const [, from = '', to = '', settings = ''] = timing.exec(lines[row] ?? '') ?? []
  const [fromMs, toMs] = [msOf(from), msOf(to)]
  if (fromMs === undefined || toMs === undefined) throw new SubtitleError('hora', at + row)
  if (toMs <= fromMs) throw new SubtitleError('al_reves', at + row)
  return { fromMs, toMs, settings: settingsOf(settings), text: lines.slice(row + 1).join('\n') }
}

/**
 * Reads subtitles as SubRip (.srt) or WebVTT, whichever the file is. Of WebVTT comments, styles and regions are left out,
 * of SubRip its fonts and colours: what is shown is the player's and its reader's.
 * @returns at least one cue, in the order of their beginnings
 * @throws SubtitleError
 */
export const readSubtitles = (bytes: Uint8Array): Cue[] => {
  const text = decode(bytes)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no text has them
  if (/[\0-\x08\x0e-\x1f]/.test(text)) throw new SubtitleError('binario', 1)
  const format = /^WEBVTT(?![^ \t\r\n])/.test(text) ? 'vtt' : 'srt'
  const blocks = blocksOf(text)
  const cues: Cue[] = []
  for (const block of format === 'vtt' ? blocks.slice(1) : blocks) {
    if (format === 'vtt' && /^(?:NOTE|STYLE|REGION)(?![^ \t])/.test(block.lines[0] ?? '')) continue
    const cue = cueOf(block)
    const before = cues.at(-1)
    if (cue) cues.push(cue)
    // SubRip knows of no end of a text but the next number and time.
    else if (format === 'srt' && before) before.text += `\n${block.lines.join('\n')}`
    else throw new SubtitleError('sin_hora', block.at)
  }
  const read = cues.map((cue) => ({ ...cue, text: safe(cue.text, format) })).filter((cue) => cue.text !== '')
  if (read.length === 0) throw new SubtitleError('vacio', 1)
  return read.toSorted((one, other) => one.fromMs - other.fromMs)
}

const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', nbsp: ' ' }

/** What is said, as plain text, and from when. */
export const phrasesOf = (cues: readonly Cue[]): Dicho['frases'] =>
  cues.map(({ fromMs, text }) => {
    const words = text.replace(/<[^<>]*>/g, '').replace(/&(\w+);/g, (_, name: string) => signs[name] ?? '')
    return { desde_ms: fromMs, texto: words.replace(/\s+/g, ' ').trim() }
  })

/** A moment as WebVTT writes it: `00:01:02.345`. */
export const cueTime = (ms: number): string => {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0')
  return `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`
}

/** Where a packaged file's first moment lies on its own axis, for players of HLS (RFC 8216bis 3.1.4); others skip the line. */
const timestampMap = `X-TIMESTAMP-MAP=MPEGTS:${PACKAGED_ORIGIN_S * 90_000},LOCAL:00:00:00.000`

/** Cues as one file of WebVTT. */
export const writeWebVtt = (cues: readonly Cue[]): string =>
  [
    `WEBVTT\n${timestampMap}\n`,
    ...cues.map(({ fromMs, toMs, settings, text }) => {
      const span = `${cueTime(fromMs)} --> ${cueTime(toMs)} ${settings}`.trimEnd()
      return `${span}\n${text}\n`
    }),
  ].join('\n')

/** The part of a subtitle file's name that is not its hash. @param idioma BCP 47 */
export const subtitleName = (idioma: string): string => `subtitulos-${idioma.toLowerCase()}`
