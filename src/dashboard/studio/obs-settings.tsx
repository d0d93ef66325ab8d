import { useTexts } from '../app-context.ts'

/** The encoder settings that work best here. */
export const ObsSettings = () => {
  const texts = useTexts()
  const rows: [string, string][] = [
    [texts.obsCodec, 'H.264 (x264)'],
    [texts.obsRate, texts.obsRateValue],
    [texts.obsKey, texts.obsKeyValue],
    [texts.obsTune, 'zerolatency'],
    [texts.obsProfile, 'main / high'],
    [texts.obsAudio, texts.obsAudioValue],
  ]
  return (
    <details class="board obs">
      <summary>{texts.obsTitle}</summary>
      <p>{texts.obsWhere}</p>
      <dl class="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  )
}
