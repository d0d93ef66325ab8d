import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { TransmisionVista } from '../../model/transmision.ts'
import { useTexts } from '../app-context.ts'
import { clockTime } from '../kit/spoken-time.ts'

/** The lamp over the studio's door: on air or not, for how long, and who is there. */
export const StateBoard = ({ live, children }: { live: TransmisionVista; children: ComponentChildren }) => {
  const texts = useTexts()
  const now = useNow()
  const { estado } = live
  const from = live.iniciada_en
  const till = live.finalizada_en ?? now
  const grace = live.gracia_vence_en
  return (
    <section class={`lamp lamp-${estado}`}>
      <div class="lamp-words" role="status">
        <p class="lamp-state">
          <span class="lamp-bulb" /> {texts[`state_${estado}`]}
        </p>
        <p>
          {texts[`hint_${estado}`]}{' '}
          {estado === 'reconectando' && grace != null && texts.graceLeft(clockTime(Math.max(0, grace - now) / 1000))}
        </p>
      </div>
      <dl class="lamp-facts">
        {from !== null && (
          <div>
            <dt>{texts.elapsed}</dt>
            <dd>{clockTime((till - from) / 1000)}</dd>
          </div>
        )}
        <div>
          <dt>{texts.watching}</dt>
          <dd>
            {live.espectadores} <small>{texts.peak(live.espectadores_max)}</small>
          </dd>
        </div>
        {live.cortes.length > 0 && (
          <div>
            <dt>{texts.cuts}</dt>
            <dd>{live.cortes.length}</dd>
          </div>
        )}
      </dl>
      <div class="lamp-act">{children}</div>
    </section>
  )
}

const useNow = (): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return now
}
