import type { NivelDisco } from '../model/sistema.ts'

/** The share of the disk that stays free of recordings' downloads (design.md, *Space*). */
export const LOW = 0.1
export const SOUND_ONLY = 0.05
const NO_RECORDING = 0.02
/** What has to be free again before the step back up, so that a recording does not change at every look. */
const PICTURE_AGAIN = 0.06
const RECORDING_AGAIN = 0.03

/**
 * How full a disk is.
 * @param share of it that is free, 0 to 1
 * @param before the level until now
 */
export const levelOf = (share: number, before: NivelDisco): NivelDisco => {
  const stopped = before === 'sin_grabar'
  if (share < (stopped ? RECORDING_AGAIN : NO_RECORDING)) return 'sin_grabar'
  if (share < (stopped || before === 'solo_audio' ? PICTURE_AGAIN : SOUND_ONLY)) return 'solo_audio'
  return share < LOW ? 'poco' : 'normal'
}
