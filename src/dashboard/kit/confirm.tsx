import { useEffect, useRef } from 'preact/hooks'
import { useTexts } from '../app-context.ts'

/** A question before something that cannot be undone. The browser's own modal dialog keeps the focus inside. */
export const Confirm = (props: {
  question: string
  yes: string
  no?: string
  busy?: boolean
  onYes: () => void
  onNo: () => void
}) => {
  const texts = useTexts()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog
      ref={dialog}
      class="confirm"
      aria-labelledby="confirm-question"
      onCancel={(event) => {
        event.preventDefault()
        props.onNo()
      }}
    >
      <p id="confirm-question">{props.question}</p>
      <div class="row row-end">
        <button type="button" class="button" onClick={props.onNo} disabled={props.busy}>
          {props.no ?? texts.cancel}
        </button>
        <button type="button" class="button button-danger" onClick={props.onYes} disabled={props.busy}>
          {props.yes}
        </button>
      </div>
    </dialog>
  )
}
