import { useState } from 'preact/hooks'
import { useApp, useTexts } from '../app-context.ts'
import { CheckIcon } from '../icons.tsx'
import { Confirm } from '../kit/confirm.tsx'
import { Notice } from '../kit/notice.tsx'
import { fileSize } from '../kit/spoken-size.ts'
import type { Begun, Sending, Uploads } from './uploads.ts'

/** What is being sent, and what was begun and waits for its file. */
export const OnTheWay = ({ uploads }: { uploads: Uploads }) => {
  const texts = useTexts()
  const [sending, begun] = [uploads.sending.value, uploads.begun.value]
  if (sending.length === 0 && begun.length === 0) return null
  return (
    <section class="board" aria-labelledby="on-the-way">
      <h2 id="on-the-way">{texts.onTheWay}</h2>
      <ul class="plain-list">
        {sending.map((one) => (
          <li key={one.id}>
            <SendingRow of={one} />
          </li>
        ))}
        {begun.map((one) => (
          <li key={one.key}>
            <BegunRow of={one} uploads={uploads} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const SendingRow = ({ of }: { of: Sending }) => {
  const { language } = useApp()
  const texts = useTexts()
  const [asking, setAsking] = useState(false)
  const progress = of.progress.value
  const code = language.code.value
  if (progress.kind === 'done') {
    return (
      <div class="sending">
        <p class="with-icon">
          <CheckIcon /> <strong>{of.title}</strong>
        </p>
        <p role="status">{texts.uploaded}</p>
        {progress.contentId && (
          <a class="button button-main" href={`/c/${progress.contentId}`}>
            {texts.openContent}
          </a>
        )}
      </div>
    )
  }
  if (progress.kind === 'refused') {
    return (
      <div class="sending">
        <p>
          <strong>{of.title}</strong>
        </p>
        <Notice kind="problem">
          <p>{progress.words ?? texts.uploadFailed}</p>
          <div class="row">
            <button type="button" class="button" onClick={() => of.goOn()}>
              {texts.retry}
            </button>
            <button type="button" class="button button-quiet" onClick={() => void of.giveUp()}>
              {texts.giveUpUpload}
            </button>
          </div>
        </Notice>
      </div>
    )
  }
  const share = of.bytes === 0 ? 0 : progress.sent / of.bytes
  const percent = new Intl.NumberFormat(code, { style: 'percent', maximumFractionDigits: 0 }).format(share)
  const paused = progress.kind === 'paused'
  return (
    <div class="sending">
      <label>
        <strong>{of.title}</strong>
        <progress max={1} value={share} />
      </label>
      <p class="muted sending-words">
        {percent} · {fileSize(progress.sent, code)} / {fileSize(of.bytes, code)} · {texts[`upload_${progress.kind}`]}
      </p>
      <div class="row">
        <button type="button" class="button button-small" onClick={() => (paused ? of.goOn() : of.pause())}>
          {paused ? texts.goOnUploading : texts.pauseUpload}
        </button>
        <button type="button" class="button button-small button-quiet" onClick={() => setAsking(true)}>
          {texts.giveUpUpload}
        </button>
      </div>
      <p class="hint">{texts.uploadHint}</p>
      {asking && (
        <Confirm
          question={texts.giveUpAsk(of.title)}
          yes={texts.giveUpUpload}
          no={texts.goOnUploading}
          onYes={() => void of.giveUp()}
          onNo={() => setAsking(false)}
        />
      )}
    </div>
  )
}

const BegunRow = ({ of, uploads }: { of: Begun; uploads: Uploads }) => {
  const { language } = useApp()
  const texts = useTexts()
  const [wrong, setWrong] = useState(false)
  const onFile = async (file: File | undefined) => {
    if (!file) return
    const found = await uploads.match(file)
    if (found?.key === of.key) uploads.goOn(file, of)
    else setWrong(true)
  }
  return (
    <div class="sending">
      <p>
        <strong>{of.title}</strong>
      </p>
      <label class="begun-file">
        <span>{texts.chooseAgain(of.file, fileSize(of.bytes, language.code.value))}</span>
        <input
          type="file"
          class="file-input"
          accept="video/*,audio/*"
          onChange={(event) => void onFile(event.currentTarget.files?.[0])}
        />
      </label>
      {wrong && <Notice kind="problem">{texts.otherFile}</Notice>}
      <button type="button" class="button button-small button-quiet" onClick={() => void uploads.forget(of)}>
        {texts.forgetUpload}
      </button>
    </div>
  )
}
