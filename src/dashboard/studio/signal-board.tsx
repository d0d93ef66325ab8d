import type { Senal, TransmisionVista } from '../../model/transmision.ts'
import { useApp, useTexts } from '../app-context.ts'
import { CheckIcon, WarnIcon } from '../icons.tsx'

/** What arrives from the encoder, and what to do where it could be better. */
export const SignalBoard = ({ live }: { live: TransmisionVista }) => {
  const texts = useTexts()
  const { senal } = live
  return (
    <section class="board" aria-labelledby="signal">
      <h2 id="signal">{texts.signal}</h2>
      {senal ? <Signal senal={senal} /> : <p class="muted">{texts.noSignal}</p>}
    </section>
  )
}

const Signal = ({ senal }: { senal: Senal }) => {
  const { language } = useApp()
  const texts = useTexts()
  const { video, audio } = senal
  const number = (value: number, digits = 0) =>
    new Intl.NumberFormat(language.code.value, { maximumFractionDigits: digits }).format(value)
  const rows: [string, string | undefined][] = [
    [texts.video, video ? `${codecName(video.codec)} · ${video.ancho}×${video.alto}` : texts.none],
    [texts.fps, video ? number(video.cuadros_s, 2) : undefined],
    [texts.bitrate, video ? `${number(video.kbps)} kbps` : undefined],
    [
      texts.keyInterval,
      video?.intervalo_clave_ms != null ? `${number(video.intervalo_clave_ms / 1000, 1)} s` : undefined,
    ],
    [
      texts.audio,
      audio
        ? `${codecName(audio.codec)} · ${texts.channels(audio.canales)} · ${number(audio.muestreo_hz / 1000, 1)} kHz · ${number(audio.kbps)} kbps`
        : texts.none,
    ],
    [texts.gaps, number(senal.huecos)],
    [texts.lowLatency, senal.baja_latencia ? texts.yes : texts.lowLatencyOff],
    [texts.encoder, senal.origen ?? undefined],
  ]
  return (
    <>
      {senal.consejos.length === 0 ? (
        <p class="advice advice-good">
          <CheckIcon /> {texts.allGood}
        </p>
      ) : (
        <ul class="plain-list" aria-label={texts.advice}>
          {senal.consejos.map((code) => (
            <li key={code} class="advice">
              <WarnIcon /> {texts[`consejo_${code}`]}
            </li>
          ))}
        </ul>
      )}
      <dl class="facts">
        {rows.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
    </>
  )
}

/** An RFC 6381 name as people know it; one that we don't know stays as it is. */
const codecName = (codec: string): string => {
  if (codec.startsWith('avc1')) return 'H.264'
  if (codec.startsWith('mp4a.40')) return 'AAC'
  if (/^(hvc1|hev1)/.test(codec)) return 'H.265'
  if (codec.startsWith('av01')) return 'AV1'
  return codec
}
