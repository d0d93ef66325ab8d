import type { ComponentChildren } from 'preact'
import { useTexts, wordsOf } from '../app-context.ts'
import { Notice } from './notice.tsx'
import type { Pages } from './use-pages.ts'

/** A list with its manners: a stand-in while it comes, what to do where it does not, and the way to the rest of it. */
export const PagedList = <T,>(props: {
  pages: Pages<T>
  /** What is shown where there is nothing. */
  empty: ComponentChildren
  /** As tall as what is to come, so that nothing moves. */
  standIn: ComponentChildren
  children: (items: T[]) => ComponentChildren
}) => {
  const texts = useTexts()
  const { items, more, busy, slow, error, retry } = props.pages
  return (
    <div aria-busy={busy}>
      {items === undefined && error === undefined && (
        <>
          {props.standIn}
          <p class={slow ? 'muted' : 'visually-hidden'} role="status">
            {slow ? texts.slow : texts.loading}
          </p>
        </>
      )}
      {items?.length === 0 && props.empty}
      {items && items.length > 0 && props.children(items)}
      {error && (
        <Notice kind="problem">
          <p>{wordsOf(error, texts)}</p>
          <button type="button" class="button" onClick={retry}>
            {texts.retry}
          </button>
        </Notice>
      )}
      {more && !error && (
        <button type="button" class="button button-wide" disabled={busy} onClick={more}>
          {busy ? texts.loading : texts.more}
        </button>
      )}
    </div>
  )
}
