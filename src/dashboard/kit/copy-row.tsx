import { useRef, useState } from 'preact/hooks'
import { useTexts } from '../app-context.ts'
import { CheckIcon, CopyIcon, EyeIcon, EyeOffIcon } from '../icons.tsx'
import { inputType } from './field.tsx'

/** Copies what a field shows. The clipboard API is missing on plain HTTP by IP, where only the old command works. */
const copy = async (field: HTMLInputElement): Promise<boolean> => {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(field.value).then(
      () => true,
      () => copyBySelection(field.value),
    )
  }
  return copyBySelection(field.value)
}

const copyBySelection = (text: string): boolean => {
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.className = 'off-screen'
  document.body.append(area)
  const focused = document.activeElement
  area.select()
  const done = document.execCommand('copy')
  area.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return done
}

/** A value to be carried into another program, with a button that copies it; a secret is covered until it is asked for. */
export const CopyRow = ({ label, value, secret = false }: { label: string; value: string; secret?: boolean }) => {
  const texts = useTexts()
  const field = useRef<HTMLInputElement>(null)
  const [shown, setShown] = useState(!secret)
  const [copied, setCopied] = useState(false)
  const onCopy = async () => {
    if (!field.current) return
    if (await copy(field.current)) {
      setCopied(true)
      setTimeout(() => setCopied(false), 2500)
      return
    }
    setShown(true)
    field.current.focus()
    field.current.select()
  }
  return (
    <div class="copy-row">
      <label>
        <span class="copy-label">{label}</span>
        <input
          ref={field}
          class="mono"
          readOnly
          type={inputType(shown ? 'text' : 'password')}
          value={value}
          onFocus={(event) => event.currentTarget.select()}
        />
      </label>
      {secret && (
        <button
          type="button"
          class="icon-button"
          aria-label={shown ? texts.hideKey : texts.showKey}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOffIcon /> : <EyeIcon />}
        </button>
      )}
      <button type="button" class="button copy-button" aria-label={texts.copyThis(label)} onClick={onCopy}>
        {copied ? <CheckIcon /> : <CopyIcon />}
        <span aria-live="polite">{copied ? texts.copied : texts.copy}</span>
      </button>
    </div>
  )
}
