import { useApp, useTexts, useTitle } from '../app-context.ts'
import { SearchBox } from '../catalog/search-box.tsx'
import { AntennaIcon } from '../icons.tsx'
import { Empty, Notice } from '../kit/notice.tsx'
import { usePoll } from '../kit/use-poll.ts'
import { CodeEntry } from './code-entry.tsx'
import { FrontRows } from './front-rows.tsx'
import { LiveCard } from './live-card.tsx'

export const HomePage = () => {
  const texts = useTexts()
  const { api } = useApp()
  useTitle(undefined)
  const lives = usePoll('lives', 5000, (signal) => api.call('GET /api/live', { signal }))
  const status = usePoll('status', 60_000, (signal) => api.call('GET /api/system/status', { signal }))
  const onAir = lives.value?.datos

  return (
    <>
      <header class="hero">
        <p class="hero-lead">{texts.homeLead}</p>
        <h1>{status.value?.nombre ?? 'ComuniArte'}</h1>
        <SearchBox />
      </header>

      {status.value?.primer_inicio && (
        <Notice kind="warning">
          <p>{texts.firstRunBanner}</p>
          <a class="button button-main" href="/primer-inicio">
            {texts.firstRunGo}
          </a>
        </Notice>
      )}

      <section aria-labelledby="on-air">
        <h2 id="on-air">{texts.onAirNow}</h2>
        {lives.error && !onAir && (
          <Notice kind="problem">{lives.error.name === 'Refusal' ? lives.error.message : texts.unreachable}</Notice>
        )}
        {!onAir && !lives.error && <Waiting slow={lives.slow} />}
        {onAir?.length === 0 && (
          <Empty title={texts.nobodyOnAir} hint={texts.nobodyOnAirHint}>
            <a class="button button-main" href="/estudio">
              <AntennaIcon /> {texts.goOnAir}
            </a>
          </Empty>
        )}
        {onAir && onAir.length > 0 && (
          <ul class={onAir.length === 1 ? 'lives lives-one' : 'lives'}>
            {onAir.map((live) => (
              <li key={live.id}>
                <LiveCard live={live} />
              </li>
            ))}
          </ul>
        )}
      </section>

      <CodeEntry />
      <FrontRows onAir={onAir ?? []} />
    </>
  )
}

const Waiting = ({ slow }: { slow: boolean }) => {
  const texts = useTexts()
  return (
    <div class="waiting" role="status">
      <div class="skeleton skeleton-card" />
      <p class="muted">{slow ? texts.slow : texts.loading}</p>
    </div>
  )
}
