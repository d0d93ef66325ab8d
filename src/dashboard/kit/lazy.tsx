import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { useTexts } from '../app-context.ts'
import { Notice } from './notice.tsx'

/** A part of the site that is fetched when it is first opened: whoever only listens does not pay for it. */
export const lazy = <P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> => {
  let here: ComponentType<P> | undefined
  return (props: P) => {
    const texts = useTexts()
    const [Part, setPart] = useState(() => here)
    const [failed, setFailed] = useState(false)
    useEffect(() => {
      if (here) return
      load().then(
        (part) => {
          here = part
          setPart(() => part)
        },
        () => setFailed(true),
      )
    }, [])
    if (Part) return <Part {...props} />
    if (!failed) return <p role="status">{texts.loading}</p>
    return (
      <Notice kind="problem">
        <p>{texts.unreachable}</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {texts.retry}
        </button>
      </Notice>
    )
  }
}
