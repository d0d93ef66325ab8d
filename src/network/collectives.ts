import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { CambioColectivo, Colectivo, ColectivoVista, MiembroVista, NuevoColectivo } from '../model/colectivo.ts'
import type { RespuestaGuardada } from '../model/idempotencia.ts'
import { newId } from '../model/ids.ts'
import type { Lector } from '../model/lector.ts'
import { type CambioMembresia, type Membresia, membershipId, type NuevaMembresia } from '../model/membresia.ts'
import type { Id } from '../model/primitives.ts'
import type { AccountStore } from '../people/store.ts'
import type { CollectiveStore, Member, MembershipStore } from './store.ts'

type Actor = NonNullable<Lector>

/** People who work together, and who belongs to them. */
export interface Collectives {
  /** @throws NodoError cursor_invalido */
  list(
    asked: { region?: string; limite?: number; cursor?: string },
    reader: Lector,
  ): Promise<{ datos: ColectivoVista[]; siguiente: string | null }>
  /** @throws NodoError colectivo_no_encontrado */
  read(id: Id, reader: Lector): Promise<ColectivoVista>
  /** Who founds it administers it. */
  found(
    input: NuevoColectivo,
    actor: Actor,
    keep: (answer: ColectivoVista) => RespuestaGuardada | undefined,
  ): Promise<ColectivoVista>
  /** @throws NodoError colectivo_no_encontrado, version_distinta */
  change(id: Id, fields: CambioColectivo, actor: Actor, ifMatch?: number): Promise<ColectivoVista>
  /** @throws NodoError colectivo_no_encontrado, usuario_no_encontrado */
  invite(id: Id, who: NuevaMembresia): Promise<MiembroVista>
  /** @throws NodoError membresia_no_encontrada, sin_permiso, colectivo_sin_quien_administre */
  changeMember(id: Id, usuarioId: Id, fields: CambioMembresia, actor: Actor): Promise<MiembroVista>
  /** Somebody leaves or is taken out. @throws NodoError membresia_no_encontrada, colectivo_sin_quien_administre */
  removeMember(id: Id, usuarioId: Id): Promise<void>
  /** Lets those who administer a collective at it, and admins. @throws NodoError colectivo_no_encontrado, sin_permiso */
  admit(id: Id, actor: Actor): Promise<unknown>
  /** Lets a person at their own membership, and those whom `admit` lets at the collective. @throws the same, membresia_no_encontrada */
  admitMember(usuarioId: Id, actor: Actor, of: { id?: Id }): Promise<unknown>
}

export interface CollectivesDeps {
  collectives: CollectiveStore
  memberships: MembershipStore
  accounts: Pick<AccountStore, 'byId'>
  clock: Pick<Clock, 'wall'>
  nodoId(): Promise<Id>
}

const shownMember = ({ usuario, membresia: { rol, estado, fecha_ingreso } }: Member): MiembroVista => ({
  usuario,
  rol,
  estado,
  fecha_ingreso,
})

const isAdministrator = ({ estado, rol }: Membresia) => estado === 'aceptada' && rol === 'administra'

export const createCollectives = (deps: CollectivesDeps): Collectives => {
  const { collectives, memberships, clock } = deps

  const existing = async (id: Id): Promise<Colectivo> => {
    const found = await collectives.byId(id)
    if (!found) throw new NodoError('colectivo_no_encontrado')
    return found
  }

  const view = async ({ lamport: _, ...collective }: Colectivo, reader: Lector): Promise<ColectivoVista> => {
    const members = await memberships.of(collective.id)
    const inside = reader?.rol === 'admin' || members.some(({ usuario }) => usuario.id === reader?.id)
    const shown = members.filter(({ membresia }) => inside || membresia.estado === 'aceptada')
    return { ...collective, miembros: shown.map(shownMember) }
  }

  const mayAdminister = async (id: Id, actor: Actor): Promise<boolean> => {
    if (actor.rol === 'admin') return true
    const membership = await memberships.find(actor.id, id)
    return membership !== undefined && isAdministrator(membership)
  }

  const memberOf = async (id: Id, usuarioId: Id): Promise<Member> => {
    const member = (await memberships.of(id)).find(({ usuario }) => usuario.id === usuarioId)
    if (!member) throw new NodoError('membresia_no_encontrada')
    return member
  }

  const newMembership = async (usuario_id: Id, colectivo_id: Id): Promise<Membresia> => ({
    id: membershipId(usuario_id, colectivo_id),
    usuario_id,
    colectivo_id,
    rol: 'integrante',
    estado: 'propuesta',
    fecha_ingreso: null,
    activo: true,
    nodo_id: await deps.nodoId(),
    version: 1,
    lamport: 0,
  })

  /** While it has others, somebody of them has to be able to change it. */
  const refuseLast = async (id: Id, usuarioId: Id) => {
    const accepted = (await memberships.of(id)).filter(({ membresia }) => membresia.estado === 'aceptada')
    const others = accepted.filter(({ usuario }) => usuario.id !== usuarioId)
    const leaves = accepted.find(({ usuario }) => usuario.id === usuarioId)
    if (!leaves || !isAdministrator(leaves.membresia) || others.length === 0) return
    if (!others.some(({ membresia }) => isAdministrator(membresia)))
      throw new NodoError('colectivo_sin_quien_administre')
  }

  return {
    async list({ region, limite = 20, cursor }, reader) {
      const { rows, next } = await collectives.page({ region }, limite, cursor)
      return { datos: await Promise.all(rows.map((row) => view(row, reader))), siguiente: next }
    },
    read: async (id, reader) => view(await existing(id), reader),
    async found({ nombre, enfoque = '', region = null }, actor, keep) {
      const at = clock.wall()
      const collective: Colectivo = {
        id: newId(at),
        nombre,
        enfoque,
        region,
        creado_en: at,
        nodo_id: await deps.nodoId(),
        version: 1,
        lamport: 0,
      }
      const founder: Membresia = {
        ...(await newMembership(actor.id, collective.id)),
        rol: 'administra',
        estado: 'aceptada',
        fecha_ingreso: at,
      }
      const { lamport: _, ...told } = collective
      const usuario = { id: actor.id, nombre: (await deps.accounts.byId(actor.id))?.nombre ?? '' }
      const answer = { ...told, miembros: [shownMember({ usuario, membresia: founder })] }
      await collectives.create(collective, founder, keep(answer))
      return answer
    },
    async change(id, { version, ...fields }, actor, ifMatch) {
      return view(await collectives.change(id, fields, ifMatch ?? version), actor)
    },
    async invite(id, { usuario_id, rol = 'integrante' }) {
      await memberships.invite({ ...(await newMembership(usuario_id, id)), rol })
      return shownMember(await memberOf(id, usuario_id))
    },
    async changeMember(id, usuarioId, { estado, rol }, actor) {
      if (estado === 'aceptada') {
        if (actor.id !== usuarioId) throw new NodoError('sin_permiso')
        await memberships.accept(usuarioId, id, clock.wall())
      }
      if (rol !== undefined) {
        if (!(await mayAdminister(id, actor))) throw new NodoError('sin_permiso')
        if (rol !== 'administra') await refuseLast(id, usuarioId)
        await memberships.setRole(usuarioId, id, rol)
      }
      return shownMember(await memberOf(id, usuarioId))
    },
    async removeMember(id, usuarioId) {
      await refuseLast(id, usuarioId)
      await memberships.leave(usuarioId, id)
    },
    async admit(id, actor) {
      await existing(id)
      if (!(await mayAdminister(id, actor))) throw new NodoError('sin_permiso')
    },
    async admitMember(usuarioId, actor, { id = '' }) {
      await existing(id)
      if (actor.id !== usuarioId && !(await mayAdminister(id, actor))) throw new NodoError('sin_permiso')
      await memberOf(id, usuarioId)
    },
  }
}
