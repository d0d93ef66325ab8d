import type { Medio } from '../model/contenido.ts'
import { mediaName } from '../packaging/media-names.ts'
import { endingOf, mediaTypeOf } from './media-types.ts'

/** A file of a content that a podcast program takes. */
export interface Enclosure {
  /** A path. */
  url: string
  tipo: string
  tamano_bytes: number
  /** Bits a second, of what was measured. */
  bitrate: number
  /** Pixels; null for sound. */
  alto: number | null
}

export interface Enclosures {
  sound: Enclosure | undefined
  picture: Enclosure | undefined
}

const enclosureOf = ({ url, tamano_bytes, bitrate, ancho, alto }: Medio): Enclosure => ({
  url,
  tipo: mediaTypeOf(url, ancho === null) ?? 'application/octet-stream',
  tamano_bytes,
  bitrate,
  alto,
})

/** By what it is to its content, the fittest first: files made for taking home, what came so, what is played here. */
const heard: ((medio: Medio) => boolean)[] = [
  ({ formato }) => formato === 'm4a',
  ({ formato, url, ancho }) => formato === 'original' && ancho === null && ['mp3', 'm4a'].includes(endingOf(url)),
  ({ formato, url }) => formato === 'cmaf' && mediaName(url).name === 'sonido',
  ({ formato, url }) => formato === 'cmaf' && mediaName(url).name === 'aac',
]
const seen: ((medio: Medio) => boolean)[] = [
  ({ formato }) => formato === 'mp4',
  ({ formato, url, codecs }) =>
    formato === 'original' && ['mp4', 'mov'].includes(endingOf(url)) && /^h264(,aac)?$/.test(codecs),
]

const fittest = (medios: readonly Medio[], kinds: typeof heard): Enclosure | undefined => {
  const found = kinds.flatMap((isOf) => medios.find(isOf) ?? [])[0]
  return found && enclosureOf(found)
}

/**
 * What of a content is taken home by who follows it: its sound, which a telephone and a bad link carry, and its pictures
 * for who asks for them.
 * @param medios those that are on this disk
 */
export const enclosuresOf = (medios: readonly Medio[]): Enclosures => ({
  sound: fittest(medios, heard),
  picture: fittest(medios, seen),
})
