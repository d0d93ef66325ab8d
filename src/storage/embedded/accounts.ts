import type { DatabaseSync } from 'node:sqlite'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { CuentaUsuario } from '../../model/usuario.ts'
import { comparable } from '../collections.ts'
import { newArtist, profileOf, spentOf } from '../profiles.ts'
import { accountShape, type Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSession } from './sessions.ts'
import { recordOf } from './shape.ts'

const adminExists = `SELECT 1 FROM usuarios WHERE tipo_usuario = 'admin' AND activo = 1`

export const accountReads = (db: DatabaseSync): Reads['accounts'] => {
  const byId = db.prepare('SELECT * FROM usuarios WHERE id = ?')
  const byEmail = db.prepare('SELECT * FROM usuarios WHERE email_comparable = ?')
  const after = db.prepare(
    `SELECT * FROM usuarios WHERE orden > coalesce((SELECT orden FROM usuarios WHERE id = ?), 0) ORDER BY orden LIMIT ?`,
  )
  const admin = db.prepare(adminExists)
  return {
    byId: (id) => {
      const row = byId.get(id)
      return row && recordOf(accountShape, row)
    },
    byEmail: (email) => {
      const row = byEmail.get(comparable(email))
      return row && recordOf(accountShape, row)
    },
    list: (limit, afterId) => after.all(afterId ?? '', limit).map((row) => recordOf(accountShape, row)),
    hasAdmin: () => admin.get() !== undefined,
  }
}

export const accountWrites = (
  db: DatabaseSync,
  { accounts, artists, collectives }: Collections,
): Writes['accounts'] => {
  const taken = db.prepare('SELECT 1 FROM usuarios WHERE email_comparable = ?')
  const admin = db.prepare(adminExists)
  const otherAdmin = db.prepare(`${adminExists} AND id <> ?`)
  const revokeAll = db.prepare('UPDATE sesiones SET revocada_en = ? WHERE usuario_id = ? AND revocada_en IS NULL')
  const addSession = insertSession(db)
  const keep = keepAnswer(db)

  const existing = (id: Id): CuentaUsuario => {
    const account = accounts.byId(id)
    if (!account) throw new NodoError('usuario_no_encontrado')
    return account
  }
  /** Whoever is left without an admin cannot make one. */
  const keepAnAdmin = ({ id, tipo_usuario, activo }: CuentaUsuario) => {
    if (tipo_usuario === 'admin' && activo && !otherAdmin.get(id)) throw new NodoError('ultimo_admin')
  }
  const create: Writes['accounts']['create'] = (account, session, kept) => {
    if (account.email !== null && taken.get(comparable(account.email))) throw new NodoError('email_ocupado')
    accounts.insert(account)
    if (session) addSession(session)
    if (kept) keep(kept)
  }

  return {
    create,
    createFirstAdmin: (account, session) => {
      if (admin.get()) throw new NodoError('primer_inicio_cerrado')
      create(account, session)
    },
    setPassword: (id, claveHash, at) => {
      accounts.change(existing(id), { clave_hash: claveHash })
      revokeAll.run(at, id)
    },
    setRole: (id, role) => {
      const account = existing(id)
      if (role !== 'admin') keepAnAdmin(account)
      return accounts.change(account, { tipo_usuario: role })
    },
    setActive: (id, activo, at) => {
      const account = existing(id)
      if (!activo) {
        keepAnAdmin(account)
        revokeAll.run(at, id)
      }
      return accounts.change(account, { activo })
    },
    changeProfile: (id, { artista: said, ...fields }, version) => {
      const before = existing(id)
      const changed = accounts.change(before, profileOf(before, fields), version)
      const artist = artists.byId(id)
      if (said === undefined) return { usuario: changed, artista: artist }
      if (said.colectivo_id && !collectives.byId(said.colectivo_id)) throw new NodoError('colectivo_no_encontrado')
      const artista = artists.set(newArtist(before, said), () => said)
      const alone = artista.version !== artist?.version && changed.version === before.version
      return { usuario: alone ? accounts.touch(changed) : changed, artista }
    },
    setTotp: (id, totp) => {
      accounts.change(existing(id), { totp })
    },
    spendTotp: (id, spent) => {
      const account = accounts.byId(id)
      const left = account && spentOf(account.totp, spent)
      if (!left) return false
      accounts.change(account, { totp: left })
      return true
    },
  }
}
