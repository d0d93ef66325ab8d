import { useState } from 'preact/hooks'
import type { CodigoDado } from '../../model/perfil.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { CopyRow } from '../kit/copy-row.tsx'
import { Notice } from '../kit/notice.tsx'
import { Qr } from '../kit/qr.tsx'

/** A one-time code with which a person sets their password: for a new account, and where one was forgotten. */
export const GivenCode = ({ of: { id, nombre } }: { of: { id: string; nombre: string } }) => {
  const { api, language } = useApp()
  const texts = useTexts()
  const [given, setGiven] = useState<CodigoDado | undefined>()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  const draw = async () => {
    setBusy(true)
    setFailure(undefined)
    try {
      setGiven(await api.call('POST /api/users/:id/reset-code', { params: { id }, body: {} }))
    } catch (error) {
      setFailure(wordsOf(error, texts))
    } finally {
      setBusy(false)
    }
  }
  const address = ({ codigo }: CodigoDado) => `${location.origin}/codigo?codigo=${encodeURIComponent(codigo)}`
  const until = (at: number) => new Intl.DateTimeFormat(language.code.value, { dateStyle: 'medium' }).format(at)
  return (
    <div class="stack">
      {failure && <Notice kind="problem">{failure}</Notice>}
      {given ? (
        <Notice kind="good">
          <p>{texts.codeFor(nombre, until(given.vence_en))}</p>
          <Qr text={address(given)} label={texts.codeQr} />
          <CopyRow label={texts.claimCode} value={given.codigo} />
          <CopyRow label={texts.claimLink} value={address(given)} />
        </Notice>
      ) : (
        <p>
          <button type="button" class="button" disabled={busy} onClick={() => void draw()}>
            {texts.giveCode(nombre)}
          </button>
        </p>
      )}
    </div>
  )
}
