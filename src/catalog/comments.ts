import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Comentario, ComentarioVista, EstadoComentario, NuevoComentario } from '../model/comentario.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import { newId } from '../model/ids.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import { type Actor, actsForOther, type ContentAccess, owns } from './access.ts'
import type { NoteAct } from './acts.ts'
import type { CommentStore, CommentWithAuthor } from './store.ts'

/** The answer to keep with a creation, made from what is about to be answered. */
export type Keep = (estado: number, cuerpo: unknown) => RespuestaGuardada | undefined

/** What people say about contents. */
export interface Comments {
  /** Newest first; what is hidden for the content's creator and admins alone. @throws NodoError contenido_no_encontrado, cursor_invalido */
  list(
    contenidoId: Id,
    asked: { limite?: number; cursor?: string },
    reader: Lector,
  ): Promise<{ datos: ComentarioVista[]; siguiente: string | null; total: number }>
  /** @throws NodoError contenido_no_encontrado */
  add(contenidoId: Id, given: NuevoComentario, actor: Actor, keep: Keep): Promise<ComentarioVista>
  /** Hides it or shows it again. @throws NodoError comentario_no_encontrado, sin_permiso, version_distinta */
  setState(contenidoId: Id, id: Id, estado: EstadoComentario, actor: Actor, version?: number): Promise<ComentarioVista>
  /** Lets who wrote a comment and admins at it. @throws NodoError comentario_no_encontrado, sin_permiso */
  admit(id: Id, actor: Actor): Promise<unknown>
  /** @throws NodoError comentario_no_encontrado, sin_permiso */
  remove(contenidoId: Id, id: Id, actor: Actor): Promise<void>
}

export interface CommentsDeps {
  comments: CommentStore
  access: ContentAccess
  /** The name that an account goes by. */
  nameOf(id: Id): Promise<string>
  note: NoteAct
  clock: Pick<Clock, 'wall'>
  nodoId(): Promise<Id>
}

const shown = ({ comentario: { lamport: _, ...comentario }, autor }: CommentWithAuthor): ComentarioVista => ({
  ...comentario,
  autor,
})

export const createComments = ({ comments, access, nameOf, note, clock, nodoId }: CommentsDeps): Comments => {
  /** Only under the content that it is about: another path does not lead to it. */
  const of = async (contenidoId: Id, id: Id): Promise<CommentWithAuthor> => {
    const found = await comments.byId(id)
    if (found?.comentario.contenido_id !== contenidoId) throw new NodoError('comentario_no_encontrado')
    return found
  }
  const admit: Comments['admit'] = async (id, actor) => {
    const found = await comments.byId(id)
    if (!found) throw new NodoError('comentario_no_encontrado')
    if (actor.rol === 'admin' || actor.id === found.comentario.usuario_id) return
    throw new NodoError(found.comentario.estado === 'visible' ? 'sin_permiso' : 'comentario_no_encontrado')
  }

  return {
    async list(contenidoId, { limite = 20, cursor }, reader) {
      const { contenido } = await access.seen(contenidoId, reader)
      const filter = { contenido_id: contenidoId, visibleOnly: !owns(reader, contenido) }
      const { rows, next, total } = await comments.page(filter, limite, cursor)
      return { datos: rows.map(shown), siguiente: next, total }
    },
    async add(contenidoId, { texto }, actor, keep) {
      await access.seen(contenidoId, actor)
      const fecha = clock.wall()
      const autor = { id: actor.id, nombre: await nameOf(actor.id) }
      const comment: Comentario = {
        id: newId(fecha),
        contenido_id: contenidoId,
        usuario_id: actor.id,
        texto,
        fecha,
        es_live: false,
        transmision_id: null,
        minuto_ms: null,
        estado: 'visible',
        nodo_id: await nodoId(),
        version: 1,
        lamport: 0,
      }
      const answer = shown({ comentario: comment, autor })
      await comments.append(comment, keep(201, answer))
      return answer
    },
    async setState(contenidoId, id, estado, actor, version) {
      const { contenido } = await access.owned(contenidoId, actor)
      const { comentario, autor } = await of(contenidoId, id)
      const after = await comments.setState(id, estado, version)
      if (actsForOther(actor, contenido.creador_id) && after.estado !== comentario.estado)
        await note({
          actor_id: actor.id,
          accion: estado === 'oculto' ? 'comentario_oculto' : 'comentario_mostrado',
          objeto: `comentarios/${id}`,
          antes: { estado: comentario.estado },
          despues: { estado },
        })
      return shown({ comentario: after, autor })
    },
    admit,
    async remove(contenidoId, id, actor) {
      await admit(id, actor)
      const { comentario } = await of(contenidoId, id)
      await comments.remove(id)
      if (actsForOther(actor, comentario.usuario_id))
        await note({
          actor_id: actor.id,
          accion: 'comentario_borrado',
          objeto: `comentarios/${id}`,
          antes: { contenido_id: contenidoId, usuario_id: comentario.usuario_id, texto: comentario.texto },
          despues: null,
        })
    },
  }
}
