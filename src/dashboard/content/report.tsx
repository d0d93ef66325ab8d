import { useState } from 'preact/hooks'
import type { ContenidoVista } from '../../model/contenido.ts'
import type { MotivoDenuncia } from '../../model/denuncia.ts'
import { problemsOf, signInAddress } from '../account/checks.ts'
import { useApp, useTexts } from '../app-context.ts'
import { FlagIcon } from '../icons.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { TextArea } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'

const reasons = [
  'odio',
  'violencia',
  'sexual',
  'privacidad',
  'derechos',
  'engano',
  'otro',
] as const satisfies readonly MotivoDenuncia[]

/** To tell those who run the box that something should not be here. */
export const Report = ({ content }: { content: ContenidoVista }) => {
  const { session, router } = useApp()
  const texts = useTexts()
  const [asking, setAsking] = useState(false)
  const [done, setDone] = useState(false)
  const user = session.user.value
  if (user?.id === content.creador_id) return null
  const words = (
    <>
      <FlagIcon /> {texts.report}
    </>
  )
  if (!user) {
    return (
      <a class="button button-plain" href={signInAddress(router.path.value)}>
        {words}
      </a>
    )
  }
  return (
    <>
      <button type="button" class="button button-plain" onClick={() => setAsking(true)}>
        {words}
      </button>
      {done && <Notice kind="good">{texts.reported}</Notice>}
      {asking && (
        <ReportForm
          content={content}
          onNo={() => setAsking(false)}
          onDone={() => {
            setAsking(false)
            setDone(true)
          }}
        />
      )}
    </>
  )
}

const ReportForm = (props: { content: ContenidoVista; onNo: () => void; onDone: () => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ motivo }) => problemsOf({ motivo: motivo ? undefined : texts.needChoice }),
    send: async ({ motivo, texto = '' }) => {
      const reason = reasons.find((one) => one === motivo) ?? 'otro'
      await api.call('POST /api/content/:id/report', {
        params: { id: props.content.id },
        body: { motivo: reason, texto: texto.trim() || undefined },
      })
      props.onDone()
    },
  })
  return (
    <Dialog title={texts.reportTitle} onClose={props.onNo}>
      <form class="stack" noValidate onSubmit={onSubmit}>
        {failure && <Notice kind="problem">{failure}</Notice>}
        <fieldset class="choices" aria-describedby={problems.motivo && 'report-problem'}>
          <legend>{texts.reportWhy}</legend>
          {reasons.map((reason) => (
            <label key={reason} class="choice choice-small">
              <input type="radio" name="motivo" value={reason} />
              {texts[`reason_${reason}`]}
            </label>
          ))}
          {problems.motivo && (
            <p class="field-problem" id="report-problem">
              {problems.motivo}
            </p>
          )}
        </fieldset>
        <TextArea label={texts.reportWords} name="texto" optional maxLength={2000} problem={problems.texto} />
        <div class="row row-end">
          <button type="button" class="button" onClick={props.onNo}>
            {texts.cancel}
          </button>
          <button type="submit" class="button button-main" disabled={busy}>
            {busy ? texts.loading : texts.reportSend}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
