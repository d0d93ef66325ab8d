import type { TransmisionVista } from '../../model/transmision.ts'
import { Refusal } from '../api.ts'
import { useApp, useTexts } from '../app-context.ts'
import { usePoll } from '../kit/use-poll.ts'

/** The end of a live: thanks, and the way to its recording as soon as there is one. */
export const Over = ({ live }: { live: TransmisionVista }) => {
  const { api } = useApp()
  const texts = useTexts()
  const { value: content, error } = usePoll(`content ${live.contenido_id}`, 5000, (signal) =>
    api.call('GET /api/content/:id', { params: { id: live.contenido_id }, signal }),
  )
  const none = error instanceof Refusal && error.status === 404
  return (
    <div class="curtain" role="status">
      <p class="curtain-title">{texts.liveOver}</p>
      <p>{none ? texts.noRecording : texts.liveOverHint}</p>
      {(content?.url_hls || content?.url_audio) && (
        <a class="button button-main" href={`/c/${content.id}`}>
          {texts.watchRecording}
        </a>
      )}
    </div>
  )
}
