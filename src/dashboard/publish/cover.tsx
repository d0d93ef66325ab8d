import { useState } from 'preact/hooks'
import type { ContenidoVista } from '../../model/contenido.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Art } from '../kit/art.tsx'
import { FileField } from '../kit/field.tsx'
import { Notice } from '../kit/notice.tsx'
import { forgetLists } from '../kit/use-pages.ts'

/** The picture that stands for a content. A chosen one is sent at once. */
export const Cover = ({ content, changed }: { content: ContenidoVista; changed: () => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const [said, setSaid] = useState<{ kind: 'good' | 'problem' | 'calm'; words: string } | undefined>()
  const onFile = async (archivo: File | undefined) => {
    if (!archivo) return
    setSaid({ kind: 'calm', words: texts.loading })
    try {
      await api.call('POST /api/content/:id/thumbnail', { params: { id: content.id }, form: { archivo } })
      setSaid({ kind: 'good', words: texts.coverDone })
      forgetLists()
      changed()
    } catch (error) {
      setSaid({ kind: 'problem', words: wordsOf(error, texts) })
    }
  }
  return (
    <section class="board" aria-labelledby="cover">
      <h2 id="cover">{texts.cover}</h2>
      <div class="cover-picture">
        {content.miniatura ? <img src={content.miniatura} alt={texts.coverNow} /> : <Art of={content.id} />}
      </div>
      <FileField
        label={texts.coverNew}
        name="cubierta"
        accept="image/jpeg,image/png,image/webp"
        hint={texts.coverHint}
        onFile={(file) => void onFile(file)}
      />
      {said && <Notice kind={said.kind}>{said.words}</Notice>}
    </section>
  )
}
