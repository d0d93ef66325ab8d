import type { ActoAuditado, FiltrosAuditoria } from '../model/auditoria.ts'
import type { Id } from '../model/primitives.ts'
import type { AccountStore } from '../people/store.ts'
import type { AuditStore } from './store.ts'

/** Who did what, for those who run the box. */
export interface Audit {
  /** The newest first. @throws NodoError cursor_invalido */
  read(
    asked: FiltrosAuditoria & { limite?: number; cursor?: string },
  ): Promise<{ datos: ActoAuditado[]; siguiente: string | null }>
}

export const createAudit = (deps: { audit: AuditStore; accounts: Pick<AccountStore, 'byId'> }): Audit => ({
  async read({ actor, objeto, limite = 20, cursor }) {
    const of = { ...(actor !== undefined && { actorId: actor }), ...(objeto !== undefined && { objeto }) }
    const { rows, next } = await deps.audit.page(of, limite, cursor)
    const ids = [...new Set(rows.flatMap(({ actor_id }) => actor_id ?? []))]
    const people = await Promise.all(ids.map((id) => deps.accounts.byId(id)))
    const names = new Map<Id, string | undefined>(ids.map((id, i) => [id, people[i]?.nombre]))
    const datos = rows.map(({ version: _version, lamport: _lamport, actor_id, ...line }) => ({
      ...line,
      actor: actor_id === null ? null : { id: actor_id, nombre: names.get(actor_id) ?? null },
    }))
    return { datos, siguiente: next }
  },
})
