import { useId, useState } from 'preact/hooks'
import { useApp, useTexts } from '../app-context.ts'

/** The way in for somebody who heard the code on air. */
export const CodeEntry = () => {
  const { router } = useApp()
  const texts = useTexts()
  const id = useId()
  const [code, setCode] = useState('')
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    const spoken = code.replace(/[\s-]/g, '')
    if (spoken !== '') router.go(`/v/${encodeURIComponent(spoken)}`)
  }
  return (
    <form class="code-entry" onSubmit={onSubmit}>
      <label for={id}>{texts.codeEntry}</label>
      <div class="row">
        <input
          id={id}
          class="code-input"
          value={code}
          maxLength={12}
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
        <button type="submit" class="button">
          {texts.codeGo}
        </button>
      </div>
      <p class="hint" id={`${id}-hint`}>
        {texts.codeEntryHint}
      </p>
    </form>
  )
}
