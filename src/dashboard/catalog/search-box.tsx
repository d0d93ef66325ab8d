import { useEffect, useId, useState } from 'preact/hooks'
import { useApp, useTexts } from '../app-context.ts'
import { SearchIcon } from '../icons.tsx'
import { type Asked, addressOf } from './filters.ts'

/** Words to look for. What else was asked of the catalog stays. */
export const SearchBox = ({ asked = {} }: { asked?: Partial<Asked> }) => {
  const { router } = useApp()
  const texts = useTexts()
  const id = useId()
  const [words, setWords] = useState(asked.q ?? '')
  useEffect(() => setWords(asked.q ?? ''), [asked.q])
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    router.go(addressOf({ ...asked, q: words.trim() || undefined }))
  }
  return (
    <search>
      <form class="search-box" onSubmit={onSubmit}>
        <label class="visually-hidden" for={id}>
          {texts.searchFor}
        </label>
        <input
          id={id}
          type="search"
          name="q"
          value={words}
          maxLength={200}
          placeholder={texts.searchFor}
          autocomplete="off"
          enterkeyhint="search"
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" class="button button-main">
          <SearchIcon /> <span class="search-word">{texts.search}</span>
        </button>
      </form>
    </search>
  )
}
