import type { TransmisionVista } from '../../model/transmision.ts'
import { useTexts } from '../app-context.ts'
import { PeopleIcon } from '../icons.tsx'
import { Art } from '../kit/art.tsx'
import { LiveBadge } from '../kit/live-badge.tsx'

export const LiveCard = ({ live }: { live: TransmisionVista }) => {
  const texts = useTexts()
  return (
    <a class="live-card" href={`/v/${live.codigo}`}>
      <div class="live-card-picture">
        <Art of={live.id} />
        <LiveBadge estado={live.estado} />
      </div>
      <div class="live-card-words">
        <h3>{live.titulo}</h3>
        <p class="muted">{texts.by(live.creador.nombre)}</p>
        <p class="live-card-foot">
          <span class="with-icon">
            <PeopleIcon /> {texts.listeners(live.espectadores)}
          </span>
          <span class="spoken-code">
            <span class="visually-hidden">{texts.code} </span>
            {live.codigo}
          </span>
        </p>
      </div>
    </a>
  )
}
