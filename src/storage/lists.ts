import { NodoError } from '../errors.ts'
import type { ListaGuardada, PermisoLista } from '../model/lista.ts'
import type { Id } from '../model/primitives.ts'
import type { ListEdit } from '../people/store.ts'

/** What an edit changes of a list, whichever family keeps it. */

type Change = Partial<ListaGuardada>

/** The contents in the order that is asked for, those that it does not name behind. */
const ordered = (contenidos: ListaGuardada['contenidos'], order: readonly Id[]) => {
  const places = new Map(order.map((id, place) => [id, place]))
  const placeOf = ({ contenido_id }: { contenido_id: Id }) => places.get(contenido_id) ?? order.length
  return contenidos.toSorted((a, b) => placeOf(a) - placeOf(b))
}

/**
 * Putting in and taking out are those of an observed-remove set (Shapiro et al., *A comprehensive study of Convergent
 * and Commutative Replicated Data Types*, 3.3.5), an entry's tag being the version that it last came with: whatever the
 * order in which edits over one version arrive, what one puts in no other takes out.
 * @param version of the list that the edit was made over; undefined where it was made blindly
 * @throws NodoError version_distinta
 */
export const edited = (list: ListaGuardada, edit: ListEdit, version: number | undefined): Change => {
  const { agregar = [], quitar = [], ordenar, ...words } = edit
  const saysMore = ordenar !== undefined || Object.values(words).some((value) => value !== undefined)
  if (saysMore && version !== undefined && version !== list.version) throw new NodoError('version_distinta')
  const seen = version ?? list.version
  const going = new Set(quitar.filter((id) => (list.etiquetas[id] ?? 0) <= seen))
  const staying = list.contenidos.filter(({ contenido_id }) => !going.has(contenido_id))
  const there = new Set(staying.map(({ contenido_id }) => contenido_id))
  const coming = agregar.filter(({ contenido_id }) => {
    const isNew = !there.has(contenido_id)
    there.add(contenido_id)
    return isNew
  })
  const contenidos = [...staying, ...coming]
  const kept = Object.entries(list.etiquetas).filter(([id]) => !going.has(id))
  const etiquetas = Object.fromEntries([
    ...kept,
    ...agregar.map(({ contenido_id }) => [contenido_id, list.version + 1] as const),
  ])
  const said = Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined))
  return { ...said, contenidos: ordenar ? ordered(contenidos, ordenar) : contenidos, etiquetas }
}

/** Sharing with somebody, or no longer. */
export const shared = (list: ListaGuardada, usuario_id: Id, permiso: PermisoLista | null): Change => {
  const others = list.colaboradores.filter((one) => one.usuario_id !== usuario_id)
  if (permiso === null) return { colaboradores: others }
  const known = list.colaboradores.some((one) => one.usuario_id === usuario_id)
  const changed = list.colaboradores.map((one) => (one.usuario_id === usuario_id ? { usuario_id, permiso } : one))
  return { colaboradores: known ? changed : [...others, { usuario_id, permiso }] }
}
