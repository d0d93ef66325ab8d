import { filled, type Idioma, type Words } from '../errors.ts'
import type { Aviso, EstadoDisco, NivelDisco } from '../model/sistema.ts'

const texts = {
  disco_poco: {
    es: 'Queda menos del 10 % del disco: las descargas nuevas esperan. Borra grabaciones o conecta otro disco.',
    pt: 'Resta menos de 10 % do disco: os novos downloads esperam. Apague gravações ou conecte outro disco.',
    en: 'Less than 10 % of the disk is free: new downloads wait. Delete recordings or attach another disk.',
  },
  disco_solo_audio: {
    es: 'Queda menos del 5 % del disco: de los vivos solo se graba el sonido. Borra grabaciones o conecta otro disco.',
    pt: 'Resta menos de 5 % do disco: das transmissões só se grava o som. Apague gravações ou conecte outro disco.',
    en: 'Less than 5 % of the disk is free: only the sound of lives is recorded. Delete recordings or attach another disk.',
  },
  disco_sin_grabar: {
    es: 'Queda menos del 2 % del disco: los vivos siguen, pero ya no se graban. Borra grabaciones o conecta otro disco.',
    pt: 'Resta menos de 2 % do disco: as transmissões seguem, mas já não são gravadas. Apague gravações ou conecte outro disco.',
    en: 'Less than 2 % of the disk is free: lives go on but are not recorded. Delete recordings or attach another disk.',
  },
  descarga_por_quitar: {
    es: 'Cuando falte sitio se quitará primero la descarga de «{titulo}» ({mb} MB): guárdala si la quieres. Su grabación se seguirá viendo.',
    pt: 'Quando faltar espaço, o download de «{titulo}» ({mb} MB) será o primeiro a sair: guarde-o se o quiser. A gravação continua disponível.',
    en: 'When room runs out, the download of “{titulo}” ({mb} MB) goes first: save it if you want it. Its recording still plays.',
  },
} as const satisfies Record<string, Words>

type Code = keyof typeof texts

/** Below this share of the disk that is free it is worth saying what goes next. */
const NEAR = 0.15

const ofLevel: Record<NivelDisco, Code | undefined> = {
  normal: undefined,
  poco: 'disco_poco',
  solo_audio: 'disco_solo_audio',
  sin_grabar: 'disco_sin_grabar',
}

const notice = (codigo: Code, idioma: Idioma, values: Record<string, string | number> = {}): Aviso => ({
  codigo,
  mensaje: filled(texts[codigo], values)[idioma],
})

/** What a level means for the box; undefined where all is well. */
export const levelWords = (nivel: NivelDisco): Words | undefined => {
  const code = ofLevel[nivel]
  return code && texts[code]
}

/** What the disk asks of an admin: the level, and near its limit what will be taken away first. */
export const spaceNotices = (disk: EstadoDisco, idioma: Idioma): Aviso[] => {
  const level = ofLevel[disk.nivel]
  const [next] = disk.proximos
  const near = disk.libre_bytes < NEAR * disk.total_bytes
  return [
    ...(level ? [notice(level, idioma)] : []),
    ...(next && near
      ? [notice('descarga_por_quitar', idioma, { titulo: next.titulo, mb: Math.ceil(next.libera_bytes / 1e6) })]
      : []),
  ]
}
