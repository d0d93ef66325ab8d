import { type Idioma, NodoError } from './errors.ts'
import { nearest } from './nearest.ts'

/** Where a value comes from; each layer wins over the ones before. */
export const layers = ['defecto', 'centro', 'archivo', 'panel', 'variable', 'opcion'] as const
export type Layer = (typeof layers)[number]

/** A setting as somebody wrote it: `http_port` in a file, `NODO_HTTP_PORT`, `--http-port`. */
export interface Place {
  layer: Layer
  written: string
  file?: string
}

const words = {
  es: {
    defecto: 'defecto',
    centro: 'centro',
    archivo: 'archivo',
    panel: 'panel',
    variable: 'variable',
    opcion: 'opción',
    maybe: '¿quizá {}?',
    notJson: 'no es JSON',
    line: 'línea {}',
    notObject: 'debe ser un objeto JSON con los ajustes',
    notReadable: 'no se puede leer',
    ownFolder: 'el archivo que está en la carpeta de datos no puede cambiarla',
    alone: 'hace falta también {}',
    static: 'solo se cambia al iniciar el programa',
    bytes: 'debe ocupar como máximo 72 bytes',
  },
  pt: {
    defecto: 'padrão',
    centro: 'centro',
    archivo: 'arquivo',
    panel: 'painel',
    variable: 'variável',
    opcion: 'opção',
    maybe: 'talvez {}?',
    notJson: 'não é JSON',
    line: 'linha {}',
    notObject: 'deve ser um objeto JSON com os ajustes',
    notReadable: 'não pode ser lido',
    ownFolder: 'o arquivo que está na pasta de dados não pode mudá-la',
    alone: 'falta também {}',
    static: 'só muda ao iniciar o programa',
    bytes: 'deve ocupar no máximo 72 bytes',
  },
  en: {
    defecto: 'default',
    centro: 'centre',
    archivo: 'file',
    panel: 'dashboard',
    variable: 'variable',
    opcion: 'flag',
    maybe: 'perhaps {}?',
    notJson: 'it is not JSON',
    line: 'line {}',
    notObject: 'it must be a JSON object of settings',
    notReadable: 'it cannot be read',
    ownFolder: 'the file inside the data folder cannot change that folder',
    alone: '{} is needed too',
    static: 'it changes only when the program starts',
    bytes: 'it must be at most 72 bytes long',
  },
}

export type Words = (typeof words)['es']
export type Phrase = keyof Words

/** A phrase about settings in the reader's language, `{}` filled. */
export const phrase = (idioma: Idioma, key: Phrase, fill = ''): string => words[idioma][key].replace('{}', fill)

const originOf = (place: Place, idioma: Idioma): string =>
  place.file === undefined ? phrase(idioma, place.layer) : `${phrase(idioma, place.layer)} ${place.file}`

/** @param known the names that exist, written as `place` writes them: the nearest one is offered */
export const unknownSetting = (place: Place, known: readonly string[], idioma: Idioma): NodoError => {
  const near = nearest(place.written, known)
  const pista = near === undefined ? '' : ` (${phrase(idioma, 'maybe', near)})`
  return new NodoError('ajuste_desconocido', {
    values: { ajuste: place.written, origen: originOf(place, idioma), pista },
  })
}

/** @param problema in words, in the reader's language; never with the value in it, which may be a secret */
export const wrongSetting = (place: Place, problema: string, idioma: Idioma): NodoError =>
  new NodoError('ajuste_invalido', { values: { ajuste: place.written, origen: originOf(place, idioma), problema } })
