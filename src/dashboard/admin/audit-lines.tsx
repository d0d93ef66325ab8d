import type { ActoAuditado } from '../../model/auditoria.ts'
import { useApp, useTexts } from '../app-context.ts'
import { PagedList } from '../kit/paged-list.tsx'
import { when } from '../kit/spoken-time.ts'
import { usePages } from '../kit/use-pages.ts'

/** Who did what, the newest first. */
export const AuditLines = () => {
  const { api, language } = useApp()
  const texts = useTexts()
  const pages = usePages<ActoAuditado>('audit', (cursor, signal) =>
    api.call('GET /api/system/audit', { query: { cursor }, signal }),
  )
  return (
    <section class="board" aria-labelledby="audit">
      <h2 id="audit">{texts.audit}</h2>
      <PagedList
        pages={pages}
        standIn={<div class="skeleton comment-stand-in" />}
        empty={<p class="muted">{texts.noAudit}</p>}
      >
        {(lines) => (
          <ul class="plain-list lines">
            {lines.map(({ id, accion, objeto, actor, fecha, despues }) => (
              <li key={id} class="line">
                <span class="line-words">
                  <strong>
                    {accion} · <span class="mono">{objeto}</span>
                  </strong>
                  {despues !== null && <span class="mono audit-said">{JSON.stringify(despues)}</span>}
                  <span class="muted">
                    {actor?.nombre ?? texts.console} · {when(fecha, language.code.value)}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </PagedList>
    </section>
  )
}
