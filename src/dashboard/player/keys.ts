import type { PlayerSource, PlayerState } from './player-state.ts'
import type { PlayerActions } from './use-player.ts'

const JUMP_S = 5

const ofRange = (target: HTMLElement | undefined) => target instanceof HTMLInputElement && target.type === 'range'

/**
 * What a key does in the player. Keys of the focused control (a slider's arrows, a button's space) stay its own.
 * @returns true when the key was taken
 */
export const playerKey = (
  event: KeyboardEvent,
  { state, actions, source }: { state: PlayerState; actions: PlayerActions; source: PlayerSource },
  fullscreen: () => void,
): boolean => {
  const target = event.target instanceof HTMLElement ? event.target : undefined
  const ofSlider = ofRange(target) && /^(Arrow|Home|End|Page)/.test(event.key)
  const ofWriting = !ofRange(target) && target?.matches('input, textarea, select, [contenteditable]') === true
  const ofButton = target?.matches('button, a, summary') === true && (event.key === ' ' || event.key === 'Enter')
  if (ofSlider || ofButton || ofWriting || event.ctrlKey || event.metaKey || event.altKey) return false
  const at = state.at.value
  const acts: Record<string, () => void> = {
    ' ': () => actions.toggle(),
    k: () => actions.toggle(),
    m: () => actions.setMuted(!state.muted.value),
    f: fullscreen,
    ArrowUp: () => actions.setVolume(state.volume.value + 0.1),
    ArrowDown: () => actions.setVolume(state.volume.value - 0.1),
    ArrowLeft: () => actions.seek(at - JUMP_S),
    ArrowRight: () => actions.seek(at + JUMP_S),
  }
  if (source.live) acts.l = () => actions.toLive()
  if (source.live) acts.End = () => actions.toLive()
  if (!source.live) acts.Home = () => actions.seek(0)
  if (source.sound !== null && source.picture !== null) {
    acts.a = () => actions.setMode(state.mode.value === 'sound' ? 'picture' : 'sound')
  }
  const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
  act?.()
  return act !== undefined
}
