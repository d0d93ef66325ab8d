import type { DatabaseSync } from 'node:sqlite'
import type { Sesion } from '../../model/sesion.ts'
import type { Collections } from './collections.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSql, insertValues, type Row, recordOf, type Shape } from './shape.ts'

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

/** What is revoked of a family is its present row and those that were rotated away. */
const familiesOf = (rows: readonly Row[]): string[] => [...new Set(rows.map(({ familia }) => String(familia)))]

export const sessionReads = (db: DatabaseSync): Reads['sessions'] => {
  const present = db.prepare(
    `SELECT * FROM sesiones WHERE usuario_id = ? AND revocada_en IS NULL AND sucesora IS NULL AND vence_nodo_ms > ?
     ORDER BY orden DESC`,
  )
  return { ofUser: (usuarioId, nodoMs) => present.all(usuarioId, nodoMs).map((row) => recordOf(shape, row)) }
}

export const sessionWrites = (db: DatabaseSync, { accounts }: Collections): Writes['sessions'] => {
  const insert = insertSession(db)
  // A rotated row has a successor: it is no device any more, and stays so that its token is known when it comes again.
  const revokeOldest = db.prepare(
    `UPDATE sesiones SET revocada_en = ? WHERE orden IN (
       SELECT orden FROM sesiones WHERE usuario_id = ? AND revocada_en IS NULL AND sucesora IS NULL
       ORDER BY orden DESC LIMIT -1 OFFSET ?) RETURNING familia`,
  )
  const byToken = db.prepare('SELECT * FROM sesiones WHERE refresh_hash = ?')
  const revokeFamily = db.prepare('UPDATE sesiones SET revocada_en = ? WHERE familia = ? AND revocada_en IS NULL')
  const revokeOne = db.prepare(
    'UPDATE sesiones SET revocada_en = ? WHERE usuario_id = ? AND familia = ? AND revocada_en IS NULL RETURNING familia',
  )
  const revokeOthers = db.prepare(
    'UPDATE sesiones SET revocada_en = ? WHERE usuario_id = ? AND familia <> ? AND revocada_en IS NULL RETURNING familia',
  )
  const succeed = db.prepare('UPDATE sesiones SET sucesora = ? WHERE id = ?')
  const forgetExpired = db.prepare('DELETE FROM sesiones WHERE vence_nodo_ms <= ?')

  return {
    open: (session, most) => {
      insert(session)
      const revoked = revokeOldest.all(session.creada_en, session.usuario_id, most)
      const account = accounts.byId(session.usuario_id)
      if (account) accounts.change(account, { ultimo_acceso_en: session.creada_en })
      return familiesOf(revoked)
    },
    rotate: (refreshHash, next, nodoMs) => {
      forgetExpired.run(nodoMs)
      const row = byToken.get(refreshHash)
      if (!row) return { outcome: 'unknown' }
      const old = recordOf(shape, row)
      if (row.sucesora !== null) {
        revokeFamily.run(next.at, old.familia)
        return { outcome: 'reused', familia: old.familia }
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
      if (!row) return undefined
      revokeFamily.run(at, String(row.familia))
      return String(row.familia)
    },
    revoke: (usuarioId, at, which) =>
      familiesOf(
        'familia' in which
          ? revokeOne.all(at, usuarioId, which.familia)
          : revokeOthers.all(at, usuarioId, which.menos ?? ''),
      ),
  }
}
