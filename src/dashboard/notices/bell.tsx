import { useApp, useTexts } from '../app-context.ts'
import { BellIcon } from '../icons.tsx'

const SHOWN_MOST = 99

/** The way to what one is told, with how much of it is unread. */
export const Bell = ({ here }: { here: boolean }) => {
  const { news } = useApp()
  const texts = useTexts()
  const unread = news.unread.value ?? 0
  return (
    <a class="bell" href="/avisos" aria-current={here ? 'page' : undefined} aria-label={texts.noticesUnread(unread)}>
      <BellIcon />
      {unread > 0 && (
        <span class="bell-count" aria-hidden="true">
          {unread > SHOWN_MOST ? `${SHOWN_MOST}+` : unread}
        </span>
      )}
    </a>
  )
}
