import { useRef, useState } from 'preact/hooks'
import { Refusal } from '../api.ts'
import { useTexts, wordsOf } from '../app-context.ts'

export type Problems = Record<string, string>
/** A form's values by the names of its fields; a box that is not ticked is absent, and so are files. */
export type Values = Record<string, string>

/**
 * The manners of a form: it checks before it sends, says what the server refused beside the field that it is about, puts
 * the focus on the first wrong field, and cannot be sent twice.
 */
export const useForm = (given: { check: (values: Values) => Problems; send: (values: Values) => Promise<void> }) => {
  const texts = useTexts()
  const [problems, setProblems] = useState<Problems>({})
  const [failure, setFailure] = useState<string | undefined>()
  const [busy, setBusy] = useState(false)
  const [done, setDone] = useState(false)
  const sending = useRef(false)

  const show = (form: HTMLFormElement, found: Problems) => {
    setProblems(found)
    const first = [...form.elements].find((el) => (el.getAttribute('name') ?? '') in found)
    if (first instanceof HTMLElement) first.focus()
  }
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget
    if (!(form instanceof HTMLFormElement) || sending.current) return
    const values = Object.fromEntries(
      [...new FormData(form)].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    )
    const found = given.check(values)
    show(form, found)
    setFailure(undefined)
    setDone(false)
    if (Object.keys(found).length > 0) return
    sending.current = true
    setBusy(true)
    try {
      await given.send(values)
      setDone(true)
    } catch (error) {
      setFailure(wordsOf(error, texts))
      if (error instanceof Refusal) show(form, Object.fromEntries(error.details.map((d) => [d.campo, d.problema])))
    } finally {
      sending.current = false
      setBusy(false)
    }
  }
  return { problems, failure, busy, done, onSubmit }
}
