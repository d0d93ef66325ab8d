import { useState } from 'preact/hooks'
import type { DecisionDenuncia, DenunciaVista } from '../../model/denuncia.ts'
import { useApp, useTexts } from '../app-context.ts'
import { TextArea, TickField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { PagedList } from '../kit/paged-list.tsx'
import { when } from '../kit/spoken-time.ts'
import { forgetLists, usePages } from '../kit/use-pages.ts'

/** What people reported, and nobody has decided yet. */
export const Reports = () => {
  const { api } = useApp()
  const texts = useTexts()
  const pages = usePages<DenunciaVista>('reports', (cursor, signal) =>
    api.call('GET /api/reports/content', { query: { cursor }, signal }),
  )
  return (
    <section class="board" aria-labelledby="reports">
      <h2 id="reports">{texts.reports}</h2>
      <PagedList
        pages={pages}
        standIn={<div class="skeleton comment-stand-in" />}
        empty={<p class="muted">{texts.noReports}</p>}
      >
        {(reports) => (
          <ul class="plain-list">
            {[...Map.groupBy(reports, ({ contenido_id }) => contenido_id)].map(
              ([id, [first, ...more]]) =>
                first && (
                  <Reported
                    key={id}
                    of={first.contenido}
                    reports={[first, ...more]}
                    decided={() => pages.change((all) => all.filter(({ contenido_id }) => contenido_id !== id))}
                  />
                ),
            )}
          </ul>
        )}
      </PagedList>
    </section>
  )
}

/** All that waits on one content: it is decided at once. */
const Reported = (props: { of: DenunciaVista['contenido']; reports: DenunciaVista[]; decided: () => void }) => {
  const { of: contenido, reports, decided } = props
  const { api, language } = useApp()
  const texts = useTexts()
  const [estado, setEstado] = useState<DecisionDenuncia['estado']>('atendida')
  const { problems, failure, busy, onSubmit } = useForm({
    check: () => ({}),
    send: async (values) => {
      const decision = values.decision?.trim()
      await api.call('PUT /api/reports/content', {
        body: {
          contenido_id: contenido.id,
          estado,
          ocultar: estado === 'atendida' && 'ocultar' in values,
          ...(decision && { decision }),
        },
      })
      forgetLists()
      decided()
    },
  })
  return (
    <li class="reported">
      <a href={`/c/${contenido.id}`}>
        <strong>{contenido.titulo}</strong>
      </a>
      <ul class="plain-list lines">
        {reports.map(({ id, usuario, motivo, texto, fecha }) => (
          <li key={id} class="line">
            <span class="line-words">
              <strong>{texts[`reason_${motivo}`]}</strong>
              {texto && <span>{texto}</span>}
              <span class="muted">
                {usuario.nombre} · {when(fecha, language.code.value)}
              </span>
            </span>
          </li>
        ))}
      </ul>
      <form class="stack" noValidate onSubmit={onSubmit}>
        {failure && <Notice kind="problem">{failure}</Notice>}
        <TextArea
          label={texts.decisionWords}
          name="decision"
          maxLength={2000}
          rows={2}
          optional
          problem={problems.decision}
        />
        <TickField label={texts.hideWithIt} name="ocultar" hint={texts.hideWithItHint} ticked />
        <div class="row">
          <button type="submit" class="button button-main" disabled={busy} onClick={() => setEstado('atendida')}>
            {texts.reportRight}
          </button>
          <button type="submit" class="button" disabled={busy} onClick={() => setEstado('desestimada')}>
            {texts.reportWrong}
          </button>
        </div>
      </form>
    </li>
  )
}
