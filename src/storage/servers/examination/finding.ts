import { filled, type Words } from '../../../errors.ts'
import { type ExaminationText, examinationTexts } from './examination-texts.ts'

/** What was found of one of the servers and, where it is not well, what to do. */
export interface ServerFinding {
  control: string
  estado: 'ok' | 'aviso' | 'fallo'
  detalle: Words
}

export const finding = (
  control: string,
  estado: ServerFinding['estado'],
  text: ExaminationText,
  values: Record<string, unknown> = {},
): ServerFinding => ({ control, estado, detalle: filled(examinationTexts[text], values) })

/** So far apart clocks may be: nothing here is that exact, and a busy server answers late. */
const apartMs = 2_000

/** The clock of a server beside this box's. @param asked when it was asked and when it had answered, UTC ms */
export const clockFinding = (control: string, serverMs: number, asked: { from: number; to: number }): ServerFinding => {
  const apart = Math.max(asked.from - serverMs, serverMs - asked.to, 0)
  if (apart <= apartMs) return finding(control, 'ok', 'clockNear')
  return finding(control, 'aviso', 'clockApart', { segundos: Math.round(apart / 1000) })
}

/** Whether a version such as 5.26.1 is at least this one. */
export const isAtLeast = (version: string, major: number, minor: number): boolean => {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a > major || (a === major && b >= minor)
}
