import { useEffect, useState } from 'preact/hooks'
import type { ContenidoFila } from '../../model/contenido.ts'
import type { TransmisionVista } from '../../model/transmision.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Art } from '../kit/art.tsx'
import { Empty, Notice } from '../kit/notice.tsx'
import { clockTime, when } from '../kit/spoken-time.ts'

const PER_PAGE = 12

/** What was recorded, newest first, page by page. */
export const Recorded = ({ onAir }: { onAir: TransmisionVista[] }) => {
  const { api } = useApp()
  const texts = useTexts()
  const [items, setItems] = useState<ContenidoFila[]>([])
  const [next, setNext] = useState<string | null | undefined>(undefined)
  const [failure, setFailure] = useState<unknown>(undefined)
  const [busy, setBusy] = useState(false)

  const load = async (cursor?: string) => {
    setBusy(true)
    setFailure(undefined)
    try {
      const page = await api.call('GET /api/content/list', { query: { limite: PER_PAGE, cursor } })
      setItems((before) => (cursor === undefined ? page.datos : [...before, ...page.datos]))
      setNext(page.siguiente)
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }
  // A live that ends becomes a recording: the list is asked for again.
  const ids = onAir.map((live) => live.id).join()
  useEffect(() => void load(), [ids])

  const recorded = items.filter((item) => !onAir.some((live) => live.id === item.transmision_id))
  return (
    <section aria-labelledby="recorded" aria-busy={busy}>
      <h2 id="recorded">{texts.recorded}</h2>
      {next !== undefined && recorded.length === 0 && (
        <Empty title={texts.nothingRecorded} hint={texts.nothingRecordedHint} />
      )}
      <ul class="recordings">
        {recorded.map((item) => (
          <li key={item.id}>
            <RecordingCard item={item} />
          </li>
        ))}
      </ul>
      {failure !== undefined && (
        <Notice kind="problem">
          <p>{wordsOf(failure, texts)}</p>
          <button type="button" class="button" onClick={() => load(next ?? undefined)}>
            {texts.retry}
          </button>
        </Notice>
      )}
      {next && (
        <button type="button" class="button button-wide" disabled={busy} onClick={() => load(next)}>
          {busy ? texts.loading : texts.more}
        </button>
      )}
      {next === null && recorded.length > PER_PAGE && <p class="muted centred">{texts.allShown}</p>}
    </section>
  )
}

const RecordingCard = ({ item }: { item: ContenidoFila }) => {
  const { language } = useApp()
  const at = item.fecha_publicacion ?? item.creado_en
  return (
    <a class="recording-card" href={`/c/${item.id}`}>
      <div class="recording-picture">
        {item.miniatura ? <img src={item.miniatura} alt="" loading="lazy" /> : <Art of={item.id} />}
        {item.duracion_ms !== null && <span class="length">{clockTime(item.duracion_ms / 1000)}</span>}
      </div>
      <div class="recording-words">
        <h3>{item.titulo}</h3>
        <p class="muted">
          {item.creador.nombre} · {when(at, language.code.value)}
        </p>
      </div>
    </a>
  )
}
