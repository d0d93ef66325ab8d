import { useState } from 'preact/hooks'
import { Refusal } from '../api.ts'
import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { LiveBadge } from '../kit/live-badge.tsx'
import { Notice } from '../kit/notice.tsx'
import { usePoll } from '../kit/use-poll.ts'
import { Keys } from './keys.tsx'
import { NewLive } from './new-live.tsx'
import { ObsSettings } from './obs-settings.tsx'
import { StudioGate } from './studio-gate.tsx'

export const StudioPage = () => {
  const texts = useTexts()
  useTitle(texts.studio)
  return (
    <div class="studio">
      <header>
        <h1>{texts.studio}</h1>
        <p class="muted">{texts.studioLead}</p>
      </header>
      <StudioGate>
        <BoxClock />
        <OpenLives />
        <div class="studio-columns">
          <NewLive />
          <div class="stack">
            <ObsSettings />
            <Keys />
          </div>
        </div>
      </StudioGate>
    </div>
  )
}

const OpenLives = () => {
  const { api } = useApp()
  const texts = useTexts()
  const { value, error } = usePoll('mine', 5000, (signal) => api.call('GET /api/live/mine', { signal }))
  if (!value && error) {
    return <Notice kind="problem">{error instanceof Refusal ? error.message : texts.unreachable}</Notice>
  }
  if (!value || value.datos.length === 0) return null
  return (
    <section class="board" aria-labelledby="open-lives">
      <h2 id="open-lives">{texts.yourLives}</h2>
      <ul class="plain-list">
        {value.datos.map((live) => (
          <li key={live.id} class="open-live">
            <div>
              <p class="open-live-title">{live.titulo}</p>
              <p class="muted">
                <LiveBadge estado={live.estado} /> {texts[`state_${live.estado}`]} · {texts.code}{' '}
                <span class="spoken-code">{live.codigo}</span>
              </p>
            </div>
            <a class="button button-main" href={`/estudio/${live.id}`}>
              {texts.openDesk}
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** An admin may lend the box the time of this device, when its own clock has no battery. */
const BoxClock = () => {
  const { api, session } = useApp()
  const texts = useTexts()
  const [said, setSaid] = useState<string | undefined>()
  const { value, again } = usePoll('status', 60_000, (signal) => api.call('GET /api/system/status', { signal }))
  const admin = session.user.value?.tipo_usuario === 'admin'
  if (said) return <Notice kind="good">{said}</Notice>
  if (!admin || value?.reloj.confianza !== 'baja') return null
  const set = async () => {
    try {
      await api.call('PUT /api/system/clock', { body: { pared_en: Date.now() } })
      setSaid(texts.clockDone)
      again()
    } catch (error) {
      setSaid(wordsOf(error, texts))
    }
  }
  return (
    <Notice kind="warning">
      <p>{texts.clockWrong}</p>
      <button type="button" class="button" onClick={set}>
        {texts.clockSet}
      </button>
    </Notice>
  )
}
