import type { ComponentChildren } from 'preact'
import { useTexts, useTitle } from '../app-context.ts'
import { Notice } from '../kit/notice.tsx'
import { Mark } from '../mark.tsx'

/** The sheet on which sign in, registration and first run stand. */
export const AccountFrame = (props: {
  title: string
  lead: string
  failure?: string
  children: ComponentChildren
  foot?: ComponentChildren
}) => {
  const texts = useTexts()
  useTitle(props.title)
  return (
    <div class="sheet">
      <Mark size={64} />
      <h1>{props.title}</h1>
      <p class="muted">{props.lead}</p>
      {props.failure && <Notice kind="problem">{props.failure}</Notice>}
      {props.children}
      {location.protocol === 'http:' && location.hostname !== 'localhost' && <p class="hint">{texts.plainHttp}</p>}
      {props.foot && <p class="sheet-foot">{props.foot}</p>}
    </div>
  )
}
