import type { EstadoParte } from '../../model/sistema.ts'

/** How one of the servers is: since when, and what is affected. */
export interface Part {
  /** @returns whether that is news */
  tell(estado: EstadoParte['estado'], motivo: string | null): boolean
  status(): EstadoParte
}

export const createPart = (): Part => {
  let status: EstadoParte = { estado: 'down', desde: Date.now(), motivo: 'todavía no arrancó' }
  return {
    tell: (estado, motivo) => {
      if (status.estado === estado && status.motivo === motivo) return false
      status = { estado, motivo, desde: Date.now() }
      return true
    },
    status: () => status,
  }
}
