import type { Words } from '../errors.ts'
import type { Inspection } from '../packaging/inspection.ts'

type Refused = Extract<Awaited<ReturnType<Inspection['look']>>, { refused: string }>['refused']

/** Why a file is not taken in, to stand behind a colon. */
export const refusalWords: Record<Refused, Words> = {
  vacio: { es: 'está vacío', pt: 'está vazio', en: 'it is empty' },
  lista: {
    es: 'es una lista de reproducción; sube los archivos que nombra',
    pt: 'é uma lista de reprodução; envie os arquivos que ela nomeia',
    en: 'it is a playlist; send the files that it names',
  },
  pagina: {
    es: 'es una página, un dibujo SVG o un programa, no audio ni video',
    pt: 'é uma página, um desenho SVG ou um programa, não áudio nem vídeo',
    en: 'it is a page, an SVG drawing or a program, neither audio nor video',
  },
  archivador: {
    es: 'es un archivo comprimido; descomprímelo y sube lo que tiene dentro',
    pt: 'é um arquivo compactado; descompacte-o e envie o que tem dentro',
    en: 'it is an archive; unpack it and send what is inside',
  },
  imagen: {
    es: 'es una imagen; súbela como miniatura de un contenido',
    pt: 'é uma imagem; envie-a como miniatura de um conteúdo',
    en: 'it is a picture; send it as the thumbnail of a content',
  },
  documento: {
    es: 'es un documento, no audio ni video',
    pt: 'é um documento, não áudio nem vídeo',
    en: 'it is a document, neither audio nor video',
  },
  doble: {
    es: 'es dos archivos en uno; expórtalo de nuevo desde tu editor',
    pt: 'é dois arquivos em um; exporte-o de novo no seu editor',
    en: 'it is two files in one; export it again from your editor',
  },
  desconocido: {
    es: 'no es audio ni video de un formato que se conozca aquí (MP4, MP3, OGG, WAV, FLAC, MKV, WebM…)',
    pt: 'não é áudio nem vídeo de um formato conhecido aqui (MP4, MP3, OGG, WAV, FLAC, MKV, WebM…)',
    en: 'it is no audio or video of a format that is known here (MP4, MP3, OGG, WAV, FLAC, MKV, WebM…)',
  },
  ilegible: {
    es: 'está dañado o incompleto; expórtalo de nuevo',
    pt: 'está danificado ou incompleto; exporte-o de novo',
    en: 'it is damaged or incomplete; export it again',
  },
  sin_medios: {
    es: 'no tiene sonido ni imagen que se pueda leer',
    pt: 'não tem som nem imagem que se possa ler',
    en: 'it has neither sound nor picture that can be read',
  },
}

/** Why a kind does not go with what is inside. */
export const kindWords: Record<'video' | 'audio', Words> = {
  video: {
    es: 'el archivo solo tiene sonido: elige audio',
    pt: 'o arquivo só tem som: escolha áudio',
    en: 'the file has sound alone: choose audio',
  },
  audio: {
    es: 'el archivo tiene imagen: elige video',
    pt: 'o arquivo tem imagem: escolha vídeo',
    en: 'the file has pictures: choose video',
  },
}

/** Of a text that cannot be rendered in any sensible time. */
export const tooIntricate: Words = {
  es: 'tiene demasiados signos de formato seguidos: simplifícalo',
  pt: 'tem sinais de formatação demais em sequência: simplifique-o',
  en: 'has too many marks of formatting in a row: make it simpler',
}
