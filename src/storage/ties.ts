import type { Colaboracion } from '../model/colaboracion.ts'
import type { Membresia } from '../model/membresia.ts'
import type { Reaccion } from '../model/reaccion.ts'
import type { Seguimiento } from '../model/seguimiento.ts'

/** What changes of a tie between people and things that is there already, whichever family keeps it. */

/** Following again: a follow that goes on keeps its date. */
export const followedAgain = (before: Seguimiento, { fecha_inicio }: Seguimiento): Partial<Seguimiento> =>
  before.activo ? {} : { activo: true, fecha_inicio }

/** Reacting again: the same goes on, another takes its place. */
export const reactedAgain = (before: Reaccion, { tipo, fecha }: Reaccion): Partial<Reaccion> =>
  before.activo && before.tipo === tipo ? {} : { activo: true, tipo, fecha }

/** Inviting again who is invited, belongs or had left. */
export const invitedAgain = (before: Membresia, { rol, estado, fecha_ingreso }: Membresia): Partial<Membresia> =>
  before.activo ? {} : { activo: true, rol, estado, fecha_ingreso }

/** → `aceptada`, once */
export const joined = (before: Membresia, at: number): Partial<Membresia> =>
  before.estado === 'aceptada' ? {} : { estado: 'aceptada', fecha_ingreso: at }

/** Proposing again: what was accepted stays so for the same part alone. */
export const proposedAgain = (before: Colaboracion, { rol, estado }: Colaboracion): Partial<Colaboracion> =>
  before.activo && before.rol === rol ? {} : { activo: true, rol, estado }
