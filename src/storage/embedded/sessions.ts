import type { DatabaseSync } from 'node:sqlite'
import type { Sesion } from '../../model/sesion.ts'
import type { Collections } from './collections.ts'
import type { Writes } from './ports.ts'
import { insertSql, insertValues, recordOf, type Shape } from './shape.ts'

const shape: Shape<Sesion> = {
  table: 'sesiones',
  columns: {
    id: 'plain',
    usuario_id: 'plain',
    refresh_hash: 'plain',
    familia: 'plain',
    ip: 'plain',
    agente: 'plain',
    dispositivo: 'plain',
    creada_en: 'plain',
    usada_en: 'plain',
    vence_nodo_ms: 'plain',
    revocada_en: 'plain',
  },
}

/** Writes a session in the unit of whoever opens it. */
export const insertSession = (db: DatabaseSync): ((session: Sesion) => void) => {
  const insert = db.prepare(insertSql(shape))
  return (session) => {
    insert.run(...insertValues(shape, session))
  }
}

export const sessionWrites = (db: DatabaseSync, { accounts }: Collections): Writes['sessions'] => {
  const insert = insertSession(db)
  // A rotated row has a successor: it is no device any more, and stays so that its token is known when it comes again.
  const revokeOldest = db.prepare(
    `UPDATE sesiones SET revocada_en = ? WHERE orden IN (
       SELECT orden FROM sesiones WHERE usuario_id = ? AND revocada_en IS NULL AND sucesora IS NULL
       ORDER BY orden DESC LIMIT -1 OFFSET ?)`,
  )
  const byToken = db.prepare('SELECT * FROM sesiones WHERE refresh_hash = ?')
  const revokeFamily = db.prepare('UPDATE sesiones SET revocada_en = ? WHERE familia = ? AND revocada_en IS NULL')
  const succeed = db.prepare('UPDATE sesiones SET sucesora = ? WHERE id = ?')
  const forgetExpired = db.prepare('DELETE FROM sesiones WHERE vence_nodo_ms <= ?')

  return {
    open: (session, most) => {
      insert(session)
      revokeOldest.run(session.creada_en, session.usuario_id, most)
      const account = accounts.byId(session.usuario_id)
      if (account) accounts.change(account, { ultimo_acceso_en: session.creada_en })
    },
    rotate: (refreshHash, next, nodoMs) => {
      forgetExpired.run(nodoMs)
      const row = byToken.get(refreshHash)
      if (!row) return { outcome: 'unknown' }
      const old = recordOf(shape, row)
      if (row.sucesora !== null) {
        revokeFamily.run(next.at, old.familia)
        return { outcome: 'reused' }
      }
      const account = accounts.byId(old.usuario_id)
      if (old.revocada_en !== null || !account?.activo) return { outcome: 'unknown' }
      const session: Sesion = {
        ...old,
        id: next.id,
        refresh_hash: next.refresh_hash,
        vence_nodo_ms: next.vence_nodo_ms,
        usada_en: next.at,
      }
      insert(session)
      succeed.run(next.id, old.id)
      return { outcome: 'rotated', session, account }
    },
    revokeByToken: (refreshHash, at) => {
      const row = byToken.get(refreshHash)
      if (row) revokeFamily.run(at, String(row.familia))
    },
  }
}
