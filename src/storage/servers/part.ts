import type { Words } from '../../errors.ts'
import type { Health } from '../../service.ts'
import { storageTexts } from '../storage-texts.ts'

/** How one of the servers is: since when, and what is affected. */
export interface Part {
  /** @returns whether that is news */
  tell(estado: Health['estado'], motivo: Words | null): boolean
  status(): Health
}

export const createPart = (): Part => {
  let status: Health = { estado: 'down', desde: Date.now(), motivo: storageTexts.notStarted }
  return {
    tell: (estado, motivo) => {
      if (status.estado === estado && status.motivo === motivo) return false
      status = { estado, motivo, desde: Date.now() }
      return true
    },
    status: () => status,
  }
}
