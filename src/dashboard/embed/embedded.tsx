import { useApp, useTexts, useTitle, wordsOf } from '../app-context.ts'
import { usePoll } from '../kit/use-poll.ts'
import { Player } from '../player/player.tsx'

/** How often it is looked whether a live is over, or what was cut is there again. */
const LOOK_MS = 30_000

/** A content, its title, which leads to its page, and nothing else. */
export const Embedded = ({ id }: { id: string }) => {
  const { api, language } = useApp()
  const texts = useTexts()
  const {
    value: content,
    error,
    again,
  } = usePoll(`embed ${id} ${language.code.value}`, LOOK_MS, (signal) =>
    api.call('GET /api/content/:id', { params: { id }, signal }),
  )
  useTitle(content?.titulo)
  if (!content)
    return (
      <div class="embed">
        <p class="embed-words" role="status">
          {error ? wordsOf(error, texts) : texts.loading}
        </p>
      </div>
    )
  const { titulo, creador, url_hls: picture, url_audio: sound } = content
  return (
    <div class="embed">
      <p class="embed-title">
        <a href={`/c/${content.id}`} target="_blank" rel="noopener">
          {titulo}
        </a>{' '}
        · {creador.nombre}
      </p>
      {picture === null && sound === null ? (
        <p class="embed-words">{content.tipo === 'texto' ? content.descripcion : texts.notPlayable}</p>
      ) : (
        <Player
          key={picture ?? sound}
          title={titulo}
          artist={creador.nombre}
          picture={picture}
          sound={sound}
          poster={content.miniatura}
          subtitles={content.subtitulos}
          contentId={content.id}
          total={(content.duracion_ms ?? 0) / 1000}
          live={picture?.startsWith('/hls/') ?? false}
          onEnded={again}
          autoplay={false}
          excused={false}
          preview={false}
        />
      )}
    </div>
  )
}
