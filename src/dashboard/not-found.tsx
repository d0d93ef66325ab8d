import { useTexts, useTitle } from './app-context.ts'

export const NotFound = ({ words }: { words?: string }) => {
  const texts = useTexts()
  useTitle(texts.notFoundTitle)
  return (
    <div class="empty">
      <h1>{texts.notFoundTitle}</h1>
      <p>{words ?? texts.notFound}</p>
      <a class="button button-main" href="/">
        {texts.goHome}
      </a>
    </div>
  )
}
