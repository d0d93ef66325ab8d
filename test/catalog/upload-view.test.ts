import t from 'tap'
import { viewOf } from '../../src/catalog/view.ts'
import type { Contenido, Medio } from '../../src/model/contenido.ts'
import { content } from '../contract/records.ts'

const creator = '01890000-0000-7000-8000-00000000000c'
const medio = (formato: string, name: string, ancho: number | null, codecs = ''): Medio => ({
  formato,
  codecs,
  ancho,
  alto: ancho,
  bitrate: 1,
  tamano_bytes: 1,
  sha256: 'ab',
  url: `/media/x/${name}`,
})
const original = medio('original', 'original.mkv', 640)
const video = medio('cmaf', 'video-0123456789abcdef.mp4', 640)
const sound = medio('cmaf', 'aac-0123456789abcdef.mp4', null)

const viewed = (given: Partial<Contenido>, transmision_id: string | null = null) => {
  const contenido = content(creator, { estado: 'publicado', tipo: 'video', duracion_ms: 1000, ...given })
  const creador = { id: creator, nombre: 'Ana' }
  const { id, ...view } = viewOf({ contenido, creador, transmision_id }, { live: undefined, progress: undefined })
  return { ...view, folder: `/media/${id}` }
}

t.test('an upload has addresses for what of it is on this disk', async (t) => {
  const whole = viewed({ medios: [original, video, sound] })
  t.match(whole, {
    disponible: 'completo',
    url_hls: `${whole.folder}/index.m3u8`,
    url_audio: `${whole.folder}/audio.m3u8`,
  })
  t.equal(whole.url_dash, `${whole.folder}/manifest.mpd`)
  t.equal(whole.url_descarga, original.url)
  const mute = viewed({ medios: [original, video] })
  t.match(mute, { disponible: 'completo', url_hls: `${mute.folder}/index.m3u8`, url_audio: null })
  t.match(viewed({ medios: [sound] }), { disponible: 'solo_audio', url_descarga: null })
  t.match(viewed({ medios: [sound], tipo: 'audio' }), { disponible: 'completo' })
})

t.test('an upload that is not prepared can be taken home, and not played', async (t) => {
  t.match(viewed({ medios: [original], estado: 'procesando', duracion_ms: null }), {
    disponible: 'solo_metadatos',
    url_hls: null,
    url_dash: null,
    url_audio: null,
    url_descarga: original.url,
  })
})

t.test('a text is whole where its words are', async (t) => {
  t.match(viewed({ tipo: 'texto', cuerpo: '# Hola', duracion_ms: null }), { disponible: 'completo', url_hls: null })
})

t.test('a recording of pictures alone announces no sound, once its download tells', async (t) => {
  const of = (codecs: string) => viewed({ tipo: 'live', medios: [medio('mp4', 'descarga.mp4', 640, codecs)] }, creator)
  t.equal(of('avc1.64001f').url_audio, null)
  t.match(of('avc1.64001f,mp4a.40.2').url_audio, /audio\.m3u8$/)
  t.match(viewed({ tipo: 'live' }, creator).url_audio, /audio\.m3u8$/, 'and until then it may have some')
})
