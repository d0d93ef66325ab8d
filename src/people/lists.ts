import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { ContenidoFila } from '../model/contenido.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import { newId } from '../model/ids.ts'
import type { Lector } from '../model/lector.ts'
import {
  type CambioLista,
  type ListaGuardada,
  type ListaResumen,
  type ListaVista,
  listMost,
  type NuevaLista,
  type NuevoColaboradorLista,
  type PermisoLista,
} from '../model/lista.ts'
import type { Id } from '../model/primitives.ts'
import type { BriefContents } from './history.ts'
import { playlistOf } from './playlist.ts'
import type { AccountStore, ListStore } from './store.ts'

type Actor = NonNullable<Lector>
interface Inside {
  id?: string
}

/** What people put together, for themselves, with others or for all. */
export interface Lists {
  /** The newest first; of somebody else, the public ones. @throws NodoError usuario_no_encontrado, cursor_invalido */
  list(
    usuarioId: Id,
    asked: { compartidas?: boolean; limite?: number; cursor?: string },
    reader: Lector,
  ): Promise<{ datos: ListaResumen[]; siguiente: string | null }>
  begin(
    usuarioId: Id,
    input: NuevaLista,
    keep: (answer: ListaVista) => RespuestaGuardada | undefined,
  ): Promise<ListaVista>
  /** @throws NodoError lista_no_encontrada */
  read(usuarioId: Id, id: Id, reader: Lector): Promise<ListaVista>
  /**
   * The same as a playlist (extended M3U) of what can be fetched now.
   * @param base where this box is, as the caller knows it: `http://nodo.local:8000`
   * @throws NodoError lista_no_encontrada
   */
  playlist(usuarioId: Id, id: Id, reader: Lector, base: string): Promise<string>
  /** @throws NodoError lista_no_encontrada, contenido_no_encontrado, lista_llena, version_distinta */
  change(id: Id, fields: CambioLista, actor: Actor, ifMatch?: number): Promise<ListaVista>
  /** @throws NodoError lista_no_encontrada */
  remove(id: Id): Promise<void>
  /** @throws NodoError lista_no_encontrada, usuario_no_encontrado */
  share(id: Id, who: NuevoColaboradorLista, actor: Actor): Promise<ListaVista>
  /** @throws NodoError lista_no_encontrada */
  unshare(id: Id, usuarioId: Id): Promise<void>
  /** Lets at a list those who may edit it. @throws NodoError lista_no_encontrada, sin_permiso */
  admitEditor(id: Id, actor: Actor, of: Inside): Promise<unknown>
  /** Lets at a list those who may do everything with it. @throws NodoError lista_no_encontrada, sin_permiso */
  admitOwner(id: Id, actor: Actor, of: Inside): Promise<unknown>
}

export interface ListsDeps {
  lists: ListStore
  accounts: Pick<AccountStore, 'byId'>
  clock: Pick<Clock, 'wall'>
  brief: BriefContents
  /** Contents as a reader gets them, in the order asked for; what they may not see is left out. */
  contents(ids: readonly Id[], reader: Lector): Promise<ContenidoFila[]>
}

const permissions: readonly PermisoLista[] = ['ver', 'editar', 'administrar']

/** What a person may do with a list; undefined where it is not there for them. */
const permissionOf = (list: ListaGuardada, reader: Lector): PermisoLista | undefined => {
  if (reader && (reader.rol === 'admin' || reader.id === list.usuario_id)) return 'administrar'
  const shared = list.colaboradores.find(({ usuario_id }) => usuario_id === reader?.id)?.permiso
  return shared ?? (list.publica ? 'ver' : undefined)
}

export const createLists = ({ lists, accounts, clock, brief, contents }: ListsDeps): Lists => {
  const view = async (list: ListaGuardada, reader: Lector): Promise<ListaVista> => {
    const { etiquetas: _, lamport: __, contenidos, colaboradores, ...told } = list
    const known = await brief(
      contenidos.map(({ contenido_id }) => contenido_id),
      reader,
    )
    const permission = permissionOf(list, reader)
    const mine = permission !== undefined && (permission !== 'ver' || !list.publica)
    return {
      ...told,
      // Who works on it is for those who do.
      colaboradores: mine ? colaboradores : [],
      contenidos: contenidos.map((entry) => ({ ...entry, contenido: known.get(entry.contenido_id) ?? null })),
    }
  }

  const visible = async (usuarioId: Id | undefined, id: Id, reader: Lector): Promise<ListaGuardada> => {
    const list = await lists.byId(id)
    if (!list || list.usuario_id !== usuarioId || permissionOf(list, reader) === undefined)
      throw new NodoError('lista_no_encontrada')
    return list
  }

  const admit =
    (least: PermisoLista): Lists['admitEditor'] =>
    async (id, actor, of) => {
      const permission = permissionOf(await visible(of.id, id, actor), actor) ?? 'ver'
      if (permissions.indexOf(permission) < permissions.indexOf(least)) throw new NodoError('sin_permiso')
    }

  const refuseFull = async (id: Id, { agregar = [], quitar = [] }: CambioLista) => {
    const there = new Set((await lists.byId(id))?.contenidos.map(({ contenido_id }) => contenido_id))
    for (const one of quitar) there.delete(one)
    for (const one of agregar) there.add(one)
    if (there.size > listMost) throw new NodoError('lista_llena', { values: { maximo: listMost } })
  }

  const mayPutIn = async (ids: readonly Id[], actor: Actor) => {
    const known = await brief(ids, actor)
    if (ids.some((id) => !known.has(id))) throw new NodoError('contenido_no_encontrado')
  }

  return {
    async list(usuarioId, { compartidas, limite = 20, cursor }, reader) {
      const own = reader !== null && (reader.id === usuarioId || reader.rol === 'admin')
      if (!(await accounts.byId(usuarioId))) throw new NodoError('usuario_no_encontrado')
      const { rows, next } =
        compartidas && own
          ? await lists.sharedWith(usuarioId, limite, cursor)
          : await lists.ofUser({ usuario_id: usuarioId, publicOnly: !own }, limite, cursor)
      const datos = rows.map(({ etiquetas: _, lamport: __, colaboradores: ___, contenidos, ...told }) => ({
        ...told,
        cuantos: contenidos.length,
      }))
      return { datos, siguiente: next }
    },
    async begin(usuario_id, { nombre, descripcion = '', publica = false }, keep) {
      const list: ListaGuardada = {
        id: newId(clock.wall()),
        usuario_id,
        nombre,
        descripcion,
        contenidos: [],
        publica,
        colaboradores: [],
        version: 1,
        etiquetas: {},
        lamport: 0,
      }
      const { etiquetas: _, lamport: __, ...told } = list
      const answer = { ...told, contenidos: [] }
      await lists.create(list, keep(answer))
      return answer
    },
    read: async (usuarioId, id, reader) => view(await visible(usuarioId, id, reader), reader),
    async playlist(usuarioId, id, reader, base) {
      const list = await visible(usuarioId, id, reader)
      const ids = list.contenidos.map(({ contenido_id }) => contenido_id)
      return playlistOf(list.nombre, await contents(ids, reader), base)
    },
    async change(id, { version, agregar, quitar, ordenar, ...words }, actor, ifMatch) {
      if (agregar) {
        await mayPutIn(agregar, actor)
        await refuseFull(id, { agregar, quitar })
      }
      const entries = agregar?.map((contenido_id) => ({
        contenido_id,
        agregado_en: clock.wall(),
        agregado_por: actor.id,
      }))
      const list = await lists.edit(id, { ...words, agregar: entries, quitar, ordenar }, ifMatch ?? version)
      return view(list, actor)
    },
    remove: lists.remove,
    share: async (id, { usuario_id, permiso }, actor) => view(await lists.share(id, usuario_id, permiso), actor),
    async unshare(id, usuarioId) {
      await lists.share(id, usuarioId, null)
    },
    admitEditor: admit('editar'),
    admitOwner: admit('administrar'),
  }
}
