import type { Ingesta } from '../../model/transmision.ts'
import { useTexts } from '../app-context.ts'
import { WarnIcon } from '../icons.tsx'
import { CopyRow } from '../kit/copy-row.tsx'
import { Qr } from '../kit/qr.tsx'
import { ObsSettings } from './obs-settings.tsx'

/** Where the encoder is pointed. The key is known only to the page load that made it. */
export const Connect = ({ ingest, started }: { ingest: Ingesta | undefined; started: boolean }) => {
  const texts = useTexts()
  return (
    <section class="board" aria-labelledby="connect">
      <h2 id="connect">
        {!started && <span class="step">1</span>} {texts.step1}
      </h2>
      {ingest ? (
        <>
          <CopyRow label={texts.rtmpUrl} value={ingest.rtmp_url} />
          <CopyRow label={texts.streamKey} value={ingest.clave} secret />
          <p class="once">
            <WarnIcon /> {texts.keyOnce}
          </p>
          <details class="qr-more">
            <summary>{texts.qrEncoder}</summary>
            <div class="qr-side">
              <Qr text={`${ingest.rtmp_url}/${ingest.clave}`} label={texts.qrEncoder} />
              <p>{texts.qrEncoderHint}</p>
            </div>
          </details>
        </>
      ) : (
        <>
          <p>{texts.keyGone}</p>
          <p class="muted">{texts.keyGoneKeys}</p>
        </>
      )}
      {!started && (
        <>
          <ObsSettings />
          <h2>
            <span class="step">2</span> {texts.step2}
          </h2>
          <p>{texts.step2Hint}</p>
        </>
      )}
    </section>
  )
}
