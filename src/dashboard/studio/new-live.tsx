import { useRef } from 'preact/hooks'
import { problemsOf } from '../account/checks.ts'
import { useApp, useTexts } from '../app-context.ts'
import { AntennaIcon } from '../icons.tsx'
import { TextArea, TextField, TickField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { labelsOf } from '../kit/labels.ts'
import { Notice } from '../kit/notice.tsx'
import { randomToken } from '../random.ts'

export const NewLive = () => {
  const { api, router, freshKeys } = useApp()
  const texts = useTexts()
  // The same key until it succeeds: a second tap after a lost answer opens no second live.
  const attempt = useRef({ key: randomToken(), of: '' })
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ titulo = '' }) => problemsOf({ titulo: titulo.trim() === '' ? texts.needField : undefined }),
    send: async ({ titulo = '', descripcion = '', etiquetas = '', grabar }) => {
      const body = {
        titulo: titulo.trim(),
        descripcion: descripcion.trim() || undefined,
        etiquetas: labelsOf(etiquetas),
        grabar: grabar !== undefined,
      }
      const of = JSON.stringify(body)
      if (attempt.current.of !== of) attempt.current = { key: randomToken(), of }
      const made = await api.call('POST /api/live/start', { body, idempotencyKey: attempt.current.key })
      freshKeys.set(made.transmision.id, made.ingesta)
      router.go(`/estudio/${made.transmision.id}`)
    },
  })
  return (
    <section class="board" aria-labelledby="new-live">
      <h2 id="new-live">{texts.newLive}</h2>
      {failure && <Notice kind="problem">{failure}</Notice>}
      <form class="stack" noValidate onSubmit={onSubmit}>
        <TextField
          label={texts.liveTitle}
          name="titulo"
          hint={texts.liveTitleHint}
          maxLength={200}
          problem={problems.titulo}
        />
        <TextArea
          label={texts.description}
          name="descripcion"
          optional
          maxLength={5000}
          problem={problems.descripcion}
        />
        <TextField
          label={texts.labels}
          name="etiquetas"
          optional
          hint={texts.labelsHint}
          maxLength={600}
          problem={problems.etiquetas}
        />
        <TickField label={texts.record} name="grabar" hint={texts.recordHint} ticked />
        <button type="submit" class="button button-main button-wide" disabled={busy}>
          <AntennaIcon /> {busy ? texts.loading : texts.prepare}
        </button>
      </form>
    </section>
  )
}
