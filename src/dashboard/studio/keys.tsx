import { useState } from 'preact/hooks'
import type { ClaveTransmision } from '../../model/clave-transmision.ts'
import type { Ingesta } from '../../model/transmision.ts'
import { problemsOf } from '../account/checks.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Confirm } from '../kit/confirm.tsx'
import { CopyRow } from '../kit/copy-row.tsx'
import { TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { when } from '../kit/spoken-time.ts'
import { usePoll } from '../kit/use-poll.ts'

/** Permanent keys: made, listed, revoked, and let on air again after an end. */
export const Keys = () => {
  const { api } = useApp()
  const texts = useTexts()
  const [made, setMade] = useState<Ingesta | undefined>()
  const [said, setSaid] = useState<{ kind: 'good' | 'problem'; words: string } | undefined>()
  const { value, again } = usePoll('keys', 30_000, (signal) => api.call('GET /api/live/keys', { signal }))
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ nombre = '' }) => problemsOf({ nombre: nombre.trim() === '' ? texts.needField : undefined }),
    send: async ({ nombre = '' }) => {
      const answer = await api.call('POST /api/live/keys', { body: { nombre: nombre.trim() } })
      setMade(answer.ingesta)
      again()
    },
  })
  const act = async (work: () => Promise<unknown>, done?: string) => {
    try {
      await work()
      setSaid(done === undefined ? undefined : { kind: 'good', words: done })
      again()
    } catch (error) {
      setSaid({ kind: 'problem', words: wordsOf(error, texts) })
    }
  }
  const keys = value?.datos.filter((key) => key.revocada_en === null) ?? []
  return (
    <details class="board keys">
      <summary>{texts.keys}</summary>
      <p>{texts.keysLead}</p>
      {said && <Notice kind={said.kind}>{said.words}</Notice>}
      {value && keys.length === 0 && <p class="muted">{texts.keysNone}</p>}
      <ul class="plain-list">
        {keys.map((key) => (
          <KeyRow
            key={key.id}
            of={key}
            onRevoke={() => act(() => api.call('DELETE /api/live/keys/:id', { params: { id: key.id } }))}
            onResume={() =>
              act(() => api.call('POST /api/live/keys/:id/resume', { params: { id: key.id } }), texts.keyResumed)
            }
          />
        ))}
      </ul>
      {made && (
        <Notice kind="warning">
          <p>{texts.keyOnce}</p>
          <CopyRow label={texts.rtmpUrl} value={made.rtmp_url} />
          <CopyRow label={texts.streamKey} value={made.clave} secret />
        </Notice>
      )}
      <form class="stack" noValidate onSubmit={onSubmit}>
        {failure && <Notice kind="problem">{failure}</Notice>}
        <TextField
          label={texts.keyName}
          name="nombre"
          hint={texts.keyNameHint}
          maxLength={80}
          problem={problems.nombre}
        />
        {location.protocol === 'http:' && <p class="hint">{texts.keyPlainHttp}</p>}
        <button type="submit" class="button" disabled={busy}>
          {texts.keyCreate}
        </button>
      </form>
    </details>
  )
}

const KeyRow = (props: { of: ClaveTransmision; onRevoke: () => void; onResume: () => void }) => {
  const { language } = useApp()
  const texts = useTexts()
  const [asking, setAsking] = useState(false)
  const { nombre, prefijo, usada_en } = props.of
  return (
    <li class="key-row">
      <div>
        <strong>{nombre}</strong> <span class="mono muted">{prefijo}…</span>
        <p class="hint">{usada_en === null ? texts.keyUnused : texts.keyUsed(when(usada_en, language.code.value))}</p>
      </div>
      <div class="row">
        <button type="button" class="button button-small" onClick={props.onResume}>
          {texts.keyResume}
        </button>
        <button type="button" class="button button-small button-quiet" onClick={() => setAsking(true)}>
          {texts.keyRevoke}
        </button>
      </div>
      {asking && (
        <Confirm
          question={texts.keyRevokeAsk(nombre)}
          yes={texts.keyRevokeYes}
          onYes={() => {
            setAsking(false)
            props.onRevoke()
          }}
          onNo={() => setAsking(false)}
        />
      )}
    </li>
  )
}
