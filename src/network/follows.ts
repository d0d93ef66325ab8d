import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'
import { followId, type Seguido, type Siguiendo } from '../model/seguimiento.ts'
import type { AccountStore } from '../people/store.ts'
import type { Followed, FollowStore } from './store.ts'

interface Asked {
  limite?: number
  cursor?: string
}
interface Listed {
  datos: Seguido[]
  siguiente: string | null
  total: number
}

/** Who follows whom. Following and ending it may be asked for again and again. */
export interface Follows {
  /** @throws NodoError seguirse_a_si, usuario_no_encontrado */
  follow(usuarioId: Id, creadorId: Id): Promise<Siguiendo>
  unfollow(usuarioId: Id, creadorId: Id): Promise<Siguiendo>
  /** Who follows a person, the newest first. @throws NodoError usuario_no_encontrado, cursor_invalido */
  followers(usuarioId: Id, asked: Asked): Promise<Listed>
  /** Whom a person follows, the newest first. @throws NodoError usuario_no_encontrado, cursor_invalido */
  following(usuarioId: Id, asked: Asked): Promise<Listed>
}

export interface FollowsDeps {
  follows: FollowStore
  accounts: Pick<AccountStore, 'byId'>
  clock: Pick<Clock, 'wall'>
  nodoId(): Promise<Id>
}

export const createFollows = ({ follows, accounts, clock, nodoId }: FollowsDeps): Follows => {
  const listed = async (
    usuarioId: Id,
    { limite = 20, cursor }: Asked,
    page: FollowStore['followersOf'],
  ): Promise<Listed> => {
    if (!(await accounts.byId(usuarioId))) throw new NodoError('usuario_no_encontrado')
    const { rows, next, total } = await page(usuarioId, limite, cursor)
    const datos = rows.map(({ usuario, fecha_inicio }: Followed) => ({ ...usuario, fecha_inicio }))
    return { datos, siguiente: next, total }
  }

  return {
    async follow(usuario_id, creador_id) {
      if (usuario_id === creador_id) throw new NodoError('seguirse_a_si')
      const { fecha_inicio } = await follows.follow({
        id: followId(usuario_id, creador_id),
        usuario_id,
        creador_id,
        fecha_inicio: clock.wall(),
        activo: true,
        nodo_id: await nodoId(),
        version: 1,
        lamport: 0,
      })
      return { creador_id, activo: true, fecha_inicio }
    },
    async unfollow(usuarioId, creador_id) {
      const ended = await follows.unfollow(usuarioId, creador_id)
      return { creador_id, activo: false, fecha_inicio: ended?.fecha_inicio ?? null }
    },
    followers: (usuarioId, asked) => listed(usuarioId, asked, follows.followersOf),
    following: (usuarioId, asked) => listed(usuarioId, asked, follows.followedBy),
  }
}
