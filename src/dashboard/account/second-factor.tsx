import { useState } from 'preact/hooks'
import type { TotpInscrito } from '../../model/usuario.ts'
import { useApp, useTexts, wordsOf } from '../app-context.ts'
import { Confirm } from '../kit/confirm.tsx'
import { CopyRow } from '../kit/copy-row.tsx'
import { TextField } from '../kit/field.tsx'
import { useForm } from '../kit/form.ts'
import { Notice } from '../kit/notice.tsx'
import { Qr } from '../kit/qr.tsx'
import { problemsOf } from './checks.ts'

/** A code of an authenticator at each sign-in, or no longer. */
export const SecondFactor = ({ id, on, changed }: { id: string; on: boolean; changed: () => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const [drawn, setDrawn] = useState<TotpInscrito | undefined>()
  const [recovery, setRecovery] = useState<string[] | undefined>()
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | undefined>()
  const params = { id }
  const act = async (change: () => Promise<void>) => {
    setBusy(true)
    setFailure(undefined)
    try {
      await change()
    } catch (error) {
      setFailure(wordsOf(error, texts))
    } finally {
      setBusy(false)
      setAsking(false)
    }
  }
  const draw = () => act(async () => setDrawn(await api.call('POST /api/users/:id/totp', { params })))
  const remove = () =>
    act(async () => {
      await api.call('DELETE /api/users/:id/totp', { params })
      setRecovery(undefined)
      changed()
    })
  const confirmed = (codes: string[]) => {
    setDrawn(undefined)
    setRecovery(codes)
    changed()
  }
  return (
    <section class="board" aria-labelledby="second-factor">
      <h2 id="second-factor">{texts.secondFactor}</h2>
      <p class="muted">{on ? texts.secondFactorOn : texts.secondFactorOff}</p>
      {failure && <Notice kind="problem">{failure}</Notice>}
      {recovery && (
        <Notice kind="warning">
          <p>{texts.recoveryLead}</p>
          <ul class="codes mono">
            {recovery.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
        </Notice>
      )}
      {drawn && <Enrol id={id} drawn={drawn} confirmed={confirmed} />}
      {!drawn && (
        <button type="button" class="button" disabled={busy} onClick={() => (on ? setAsking(true) : void draw())}>
          {on ? texts.secondFactorRemove : texts.secondFactorAdd}
        </button>
      )}
      {asking && (
        <Confirm
          question={texts.secondFactorRemoveAsk}
          yes={texts.secondFactorRemove}
          busy={busy}
          onYes={() => void remove()}
          onNo={() => setAsking(false)}
        />
      )}
    </section>
  )
}

const Enrol = (props: { id: string; drawn: TotpInscrito; confirmed: (codes: string[]) => void }) => {
  const { api } = useApp()
  const texts = useTexts()
  const { problems, failure, busy, onSubmit } = useForm({
    check: ({ codigo_totp = '' }) =>
      problemsOf({ codigo_totp: codigo_totp.trim() === '' ? texts.needField : undefined }),
    send: async ({ codigo_totp = '' }) => {
      const body = { codigo_totp: codigo_totp.replaceAll(' ', ''), enviado_en: Date.now() }
      const { recuperacion } = await api.call('POST /api/users/:id/totp/confirm', { params: { id: props.id }, body })
      props.confirmed(recuperacion)
    },
  })
  return (
    <form class="stack" noValidate onSubmit={onSubmit}>
      <p>{texts.secondFactorScan}</p>
      <Qr text={props.drawn.url_otpauth} label={texts.secondFactorQr} />
      <CopyRow label={texts.secondFactorSecret} value={props.drawn.secreto} />
      {failure && <Notice kind="problem">{failure}</Notice>}
      <TextField
        label={texts.secondFactorCode}
        name="codigo_totp"
        autocomplete="one-time-code"
        maxLength={12}
        problem={problems.codigo_totp}
      />
      <button type="submit" class="button button-main" disabled={busy}>
        {busy ? texts.loading : texts.secondFactorConfirm}
      </button>
    </form>
  )
}
