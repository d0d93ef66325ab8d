import { useTexts } from '../app-context.ts'
import { clockTime } from '../kit/spoken-time.ts'
import type { PlayerState } from './player-state.ts'
import type { PlayerActions } from './use-player.ts'

/** Where a recording is, and the way to any other place in it. `total` stands in until the media tells its own. */
export const SeekBar = ({ state, actions, total }: { state: PlayerState; actions: PlayerActions; total: number }) => {
  const texts = useTexts()
  const duration = state.duration.value || total
  const at = Math.min(state.at.value, duration)
  return (
    <div class="seek">
      <span class="seek-time" aria-hidden="true">
        {clockTime(at)}
      </span>
      <input
        type="range"
        min={0}
        max={Math.max(1, Math.round(duration))}
        step={1}
        value={Math.round(at)}
        aria-label={texts.position}
        aria-valuetext={texts.positionOf(clockTime(at), clockTime(duration))}
        onInput={(event) => actions.seek(Number(event.currentTarget.value))}
      />
      <span class="seek-time" aria-hidden="true">
        {clockTime(duration)}
      </span>
    </div>
  )
}
