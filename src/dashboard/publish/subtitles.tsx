import { useState } from 'preact/hooks'
import type { ContenidoVista } from '../../model/contenido.ts'
import { problemsOf } from '../account/checks.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { FileField, SelectField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { languageName } from '../kit/language-name.ts'
import { Notice } from '../kit/notice.tsx'
import { languageChoices } from '../kit/vocabulary.ts'

/** What is said in a content, to be read: one file a language. */
export const Subtitles = ({ content, changed }: { content: ContenidoVista; changed: () => void }) => {
  const { api, language } = useApp()
  const texts = useTexts()
  const [file, setFile] = useState<File | undefined>()
  const [turn, setTurn] = useState(0)
  const [gone, setGone] = useState<string | undefined>()
  const code = language.code.value
  const params = { id: content.id }
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ idioma }) =>
      problemsOf({
        idioma: idioma ? undefined : texts.needChoice,
        archivo: file ? undefined : texts.needFile,
      }),
    send: async ({ idioma = '' }) => {
      await api.call('POST /api/content/:id/subtitles', { params, form: { idioma, archivo: file } })
      setFile(undefined)
      setTurn(turn + 1)
      changed()
    },
  })
  const remove = async (idioma: string) => {
    setGone(undefined)
    try {
      await api.call('DELETE /api/content/:id/subtitles/:idioma', { params: { ...params, idioma } })
      changed()
    } catch (error) {
      setGone(wordsOf(error, texts))
    }
  }
  return (
    <section class="board" aria-labelledby="subtitles">
      <h2 id="subtitles">{texts.subtitles}</h2>
      {content.subtitulos.length === 0 && <p class="muted">{texts.noSubtitles}</p>}
      <ul class="plain-list">
        {content.subtitulos.map(({ idioma }) => (
          <li key={idioma} class="key-row">
            <strong>{languageName(idioma, code)}</strong>
            <button
              type="button"
              class="button button-small button-quiet"
              aria-label={texts.removeThis(languageName(idioma, code))}
              onClick={() => void remove(idioma)}
            >
              {texts.remove}
            </button>
          </li>
        ))}
      </ul>
      {gone && <Notice kind="problem">{gone}</Notice>}
      <form key={turn} class="stack subtitle-form" noValidate onSubmit={onSubmit}>
        {failure && <Notice kind="problem">{failure}</Notice>}
        <SelectField
          label={texts.filter_idioma}
          name="idioma"
          none={texts.choose}
          options={languageChoices(code)}
          problem={problems.idioma}
        />
        <FileField
          label={texts.subtitleFile}
          name="archivo"
          accept=".srt,.vtt,text/vtt,application/x-subrip"
          problem={problems.archivo}
          onFile={setFile}
        />
        <button type="submit" class="button" disabled={busy}>
          {busy ? texts.loading : texts.addSubtitles}
        </button>
      </form>
    </section>
  )
}
