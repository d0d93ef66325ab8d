import { NodoError } from '../errors.ts'
import { type Colaboracion, type ColaboracionVista, collaborationId } from '../model/colaboracion.ts'
import type { Lector } from '../model/lector.ts'
import type { Id } from '../model/primitives.ts'
import type { CollaborationStore } from '../network/store.ts'
import { type Actor, type ContentAccess, owns } from './access.ts'

/** Who had a part in a content. Whoever is proposed has to agree. */
export interface Collaborators {
  /** Those who agreed; for its creator and admins those who are proposed too. @throws NodoError contenido_no_encontrado */
  of(contenidoId: Id, reader: Lector): Promise<{ datos: ColaboracionVista[] }>
  /** @throws NodoError contenido_no_encontrado, usuario_no_encontrado */
  propose(contenidoId: Id, usuarioId: Id, rol: string): Promise<ColaboracionVista>
  /** A draft is proposed to who may not read it yet. @throws NodoError colaboracion_no_encontrada */
  accept(contenidoId: Id, usuarioId: Id): Promise<ColaboracionVista>
  /** Lets a person, the content's creator and admins at a part. @throws NodoError contenido_no_encontrado, sin_permiso */
  admit(usuarioId: Id, actor: Actor, params: Readonly<Record<string, string>>): Promise<unknown>
  /** @throws NodoError colaboracion_no_encontrada */
  withdraw(contenidoId: Id, usuarioId: Id): Promise<void>
}

export const createCollaborators = ({
  collaborations,
  access,
  nameOf,
  nodoId,
}: {
  collaborations: CollaborationStore
  access: ContentAccess
  /** The name that an account goes by. */
  nameOf(id: Id): Promise<string>
  nodoId(): Promise<Id>
}): Collaborators => {
  const shown = async ({ lamport: _, ...collaboration }: Colaboracion): Promise<ColaboracionVista> => ({
    ...collaboration,
    usuario: { id: collaboration.usuario_id, nombre: await nameOf(collaboration.usuario_id) },
  })
  return {
    async of(contenidoId, reader) {
      const { contenido } = await access.seen(contenidoId, reader)
      const all = owns(reader, contenido)
      const found = await collaborations.of([contenidoId])
      const seen = found.filter(({ colaboracion }) => all || colaboracion.estado === 'aceptada')
      return { datos: seen.map(({ usuario, colaboracion: { lamport: _, ...one } }) => ({ ...one, usuario })) }
    },
    async propose(contenidoId, usuarioId, rol) {
      const given: Colaboracion = {
        id: collaborationId(usuarioId, contenidoId),
        usuario_id: usuarioId,
        contenido_id: contenidoId,
        rol,
        estado: 'propuesta',
        activo: true,
        nodo_id: await nodoId(),
        version: 1,
        lamport: 0,
      }
      return shown(await collaborations.propose(given))
    },
    accept: async (contenidoId, usuarioId) => shown(await collaborations.accept(usuarioId, contenidoId)),
    async admit(usuarioId, actor, { id = '' }) {
      if (actor.id !== usuarioId) await access.owned(id, actor)
    },
    async withdraw(contenidoId, usuarioId) {
      if (!(await collaborations.find(usuarioId, contenidoId))) throw new NodoError('colaboracion_no_encontrada')
      await collaborations.withdraw(usuarioId, contenidoId)
    },
  }
}
