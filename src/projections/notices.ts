import type { Comentario } from '../model/comentario.ts'
import type { Contenido } from '../model/contenido.ts'
import { naturalId } from '../model/ids.ts'
import type { Notificacion, TipoNotificacion } from '../model/notificacion.ts'
import type { Id } from '../model/primitives.ts'
import type { Seguimiento } from '../model/seguimiento.ts'
import type { Kind, Recorded } from './projection.ts'

/**
 * What a record has to tell, and to whom. Notices are documents: they are only ever added, each under an id of what it is
 * about and whom it is for, so that a record which is met again, or once more in a rebuild, tells nothing new.
 */
export interface Telling {
  tipo: TipoNotificacion
  /** What it is about: nobody is told of it twice. */
  sobre: Id
  datos: Notificacion['datos']
  /** When it happened, UTC ms; undefined where no record says. */
  en: number | undefined
  /** A person, those who followed a creator by then, or who made a content. */
  para: { usuario_id: Id } | { seguidores_de: Id } | { creador_de: Id }
  /** Who did it, and needs no notice. */
  de: Id
}

/** What is older is news to nobody, whenever the records are gone through. */
const newsMs = 30 * 24 * 3_600_000

const ofContent = ({ id, estado, tipo, titulo, creador_id, creado_en, fecha_publicacion }: Contenido) =>
  estado === 'publicado'
    ? {
        tipo: tipo === 'live' ? ('live_iniciada' as const) : ('contenido_publicado' as const),
        sobre: id,
        datos: { contenido_id: id, creador_id, titulo },
        en: fecha_publicacion ?? creado_en,
        para: { seguidores_de: creador_id },
        de: creador_id,
      }
    : undefined

const ofFollow = ({ id, activo, usuario_id, creador_id, fecha_inicio }: Seguimiento) =>
  activo
    ? {
        tipo: 'seguidor' as const,
        sobre: id,
        datos: { usuario_id },
        en: fecha_inicio,
        para: { usuario_id: creador_id },
        de: usuario_id,
      }
    : undefined

/** The chat of a live is read where it is. */
const ofComment = ({ id, es_live, estado, contenido_id, usuario_id, fecha }: Comentario) =>
  !es_live && estado === 'visible'
    ? {
        tipo: 'comentario' as const,
        sobre: id,
        datos: { contenido_id, comentario_id: id, usuario_id },
        en: fecha,
        para: { creador_de: contenido_id },
        de: usuario_id,
      }
    : undefined

const ofCollaboration = ({ id, activo, estado, contenido_id, usuario_id, rol }: Recorded['colaboraciones']) =>
  activo && estado === 'propuesta'
    ? {
        tipo: 'colaboracion_propuesta' as const,
        sobre: id,
        datos: { contenido_id, rol },
        en: undefined,
        para: { usuario_id },
        de: '',
      }
    : undefined

const tellingOfKind: { [K in Kind]?: (record: Recorded[K]) => Telling | undefined } = {
  contenidos: ofContent,
  seguimientos: ofFollow,
  comentarios: ofComment,
  colaboraciones: ofCollaboration,
}

/** What a record of this kind tells that is still news; nothing where it is gone. */
export const tellingOf = (tipo: Kind, record: object | undefined, nowMs: number): Telling | undefined => {
  const telling = record && tellingOfKind[tipo]?.(record as never)
  return telling && (telling.en ?? nowMs) >= nowMs - newsMs ? telling : undefined
}

/** The notice of it to one person; none to who did it. */
export const noticesTo = ({ tipo, sobre, datos, en, de }: Telling, usuarioId: Id, nowMs: number): Notificacion[] =>
  usuarioId === de
    ? []
    : [
        {
          id: naturalId('notificaciones', `${tipo} ${sobre} ${usuarioId}`),
          usuario_id: usuarioId,
          tipo,
          datos,
          creada_en: en ?? nowMs,
          leida_en: null,
          version: 1,
          lamport: 0,
        },
      ]

/** Longer than a follow takes to be kept, a server that comes back meanwhile included. */
const keptWithinMs = 3_600_000
/** Of a creator so many of the newest contents are looked at. */
export const missedMost = 100

/**
 * Whether a follow may be one of before something that was told of already, because it was kept only after that: then
 * its person was not told.
 */
export const mayHaveMissed = (follow: Seguimiento | undefined, nowMs: number): follow is Seguimiento =>
  follow?.activo === true && follow.fecha_inicio >= nowMs - keptWithinMs

/** What the person of such a follow is to be told of the contents of its creator. */
export const missedNotices = (
  { usuario_id, fecha_inicio }: Seguimiento,
  contents: readonly Contenido[],
  nowMs: number,
): Notificacion[] =>
  contents.flatMap((content) => {
    const telling = ofContent(content)
    return telling && telling.en >= fecha_inicio ? noticesTo(telling, usuario_id, nowMs) : []
  })
