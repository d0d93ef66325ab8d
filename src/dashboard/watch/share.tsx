import { useTexts } from '../app-context.ts'
import { CopyRow } from '../kit/copy-row.tsx'
import { Qr } from '../kit/qr.tsx'

/** How others get here: the address, the code that can be said on air, and the same as a picture. */
export const Share = ({ path, code }: { path: string; code: string }) => {
  const texts = useTexts()
  const url = new URL(path, location.origin).href
  return (
    <details class="share">
      <summary>
        {texts.share} <span class="spoken-code">{code}</span>
      </summary>
      <div class="share-body">
        <Qr text={url} label={`${texts.qrAudience}: ${url}`} />
        <div>
          <p>{texts.shareHint}</p>
          <CopyRow label={texts.share} value={url} />
        </div>
      </div>
    </details>
  )
}
