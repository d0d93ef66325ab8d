import type { Transmision } from '../../model/transmision.ts'
import { useTexts } from '../app-context.ts'

/** Whether a live is on air at this moment, in words and colour. */
export const LiveBadge = ({ estado }: { estado: Transmision['estado'] }) => {
  const texts = useTexts()
  if (estado === 'en_vivo') return <span class="badge badge-live">{texts.live}</span>
  if (estado === 'reconectando') return <span class="badge badge-back">{texts.back}</span>
  return null
}
