import type { ContenidoBreve, ContenidoFila } from '../../model/contenido.ts'
import { useApp, useTexts } from '../app-context.ts'
import { TextIcon } from '../icons.tsx'
import { Art } from './art.tsx'
import { clockTime, when } from './spoken-time.ts'

/** As much of a content as any list of the box tells. */
type Known = ContenidoBreve & Partial<Pick<ContenidoFila, 'fecha_publicacion' | 'creado_en' | 'estado'>>

/** A content to be opened. `at` is where one left it, in milliseconds. */
export const ContentCard = ({ of, at, note }: { of: Known; at?: number; note?: string }) => {
  const { language } = useApp()
  const texts = useTexts()
  const { id, titulo, tipo, creador, duracion_ms, miniatura, creado_en } = of
  const date = of.fecha_publicacion ?? creado_en
  const second = at === undefined ? 0 : Math.floor(at / 1000)
  return (
    <a class="recording-card" href={second > 0 ? `/c/${id}?t=${second}` : `/c/${id}`}>
      <div class="recording-picture">
        {miniatura ? (
          <img src={miniatura} alt="" loading="lazy" decoding="async" />
        ) : (
          <Art of={id} mast={tipo === 'audio'} />
        )}
        {tipo === 'texto' && (
          <span class="length">
            <TextIcon /> <span class="visually-hidden">{texts.kind_texto}</span>
          </span>
        )}
        {duracion_ms !== null && <span class="length">{clockTime(duracion_ms / 1000)}</span>}
        {second > 0 && duracion_ms !== null && (
          <progress class="card-progress" max={duracion_ms} value={at} aria-label={texts.leftAt(clockTime(second))} />
        )}
      </div>
      <div class="recording-words">
        <h3>{titulo}</h3>
        <p class="muted">
          {creador.nombre}
          {date !== undefined && ` · ${when(date, language.code.value)}`}
        </p>
        {of.estado !== undefined && of.estado !== 'publicado' && (
          <p class="card-note">{texts[`contentState_${of.estado}`]}</p>
        )}
        {note && <p class="card-note">{note}</p>}
      </div>
    </a>
  )
}

export const ContentCards = ({ of }: { of: Known[] }) => (
  <ul class="recordings">
    {of.map((content) => (
      <li key={content.id}>
        <ContentCard of={content} />
      </li>
    ))}
  </ul>
)

/** Where cards will be. */
export const CardsStandIn = ({ many = 6 }: { many?: number }) => (
  <div class="recordings" aria-hidden="true">
    {Array.from({ length: many }, (_, n) => (
      <div key={n} class="card-stand-in skeleton" />
    ))}
  </div>
)
