import type { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { NodoError } from '../../errors.ts'
import type { Artista } from '../../model/artista.ts'
import type { Id } from '../../model/primitives.ts'
import type { CuentaUsuario } from '../../model/usuario.ts'
import { comparable } from '../collections.ts'
import {
  claimedOf,
  codeLine,
  newArtist,
  openedLine,
  profileLine,
  profileOf,
  spentOf,
  standingLine,
  standingOf,
} from '../profiles.ts'
import { accountShape, type Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSession } from './sessions.ts'
import { recordOf } from './shape.ts'

const adminExists = `SELECT 1 FROM usuarios WHERE tipo_usuario = 'admin' AND activo = 1`

const withCode = (db: DatabaseSync): Reads['accounts']['byCode'] => {
  const holder = db.prepare(
    `SELECT * FROM usuarios WHERE json_extract(codigo, '$.hash') = ? AND codigo IS NOT NULL AND activo = 1`,
  )
  return (hash, nodoMs) => {
    const row = holder.get(hash)
    const account = row && recordOf(accountShape, row)
    return account?.codigo && account.codigo.vence_nodo_ms > nodoMs ? account : undefined
  }
}

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
    byCode: withCode(db),
    list: (limit, afterId) => after.all(afterId ?? '', limit).map((row) => recordOf(accountShape, row)),
    hasAdmin: () => admin.get() !== undefined,
  }
}

export const accountWrites = (
  db: DatabaseSync,
  { accounts, artists, collectives, audit }: Collections,
): Writes['accounts'] => {
  const taken = db.prepare('SELECT 1 FROM usuarios WHERE email_comparable = ? AND id <> ?')
  const byCode = withCode(db)
  const admin = db.prepare(adminExists)
  const otherAdmin = db.prepare(`${adminExists} AND id <> ?`)
  const revokeAll = db.prepare(
    'UPDATE sesiones SET revocada_en = ? WHERE usuario_id = ? AND familia <> ? AND revocada_en IS NULL',
  )
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
  const refuseTaken = (id: Id, email: string | null | undefined) => {
    if (typeof email === 'string' && taken.get(comparable(email), id)) throw new NodoError('email_ocupado')
  }
  const create: Writes['accounts']['create'] = (account, session, kept, act) => {
    refuseTaken(account.id, account.email)
    accounts.insert(account)
    if (session) addSession(session)
    if (kept) keep(kept)
    if (act) audit.insert(openedLine(account, act))
  }

  return {
    create,
    createFirstAdmin: (account, session) => {
      if (admin.get()) throw new NodoError('primer_inicio_cerrado')
      create(account, session)
    },
    setPassword: (id, claveHash, at, but) => {
      accounts.change(existing(id), { clave_hash: claveHash })
      revokeAll.run(at, id, but ?? '')
    },
    setStanding: (id, standing, act, version) => {
      const before = existing(id)
      const next = standingOf(before, standing)
      if (next.tipo_usuario !== 'admin' || !next.activo) keepAnAdmin(before)
      if (!next.activo) revokeAll.run(act.fecha, id, '')
      const after = accounts.change(before, next, version)
      const line = standingLine(before, after, act)
      if (line) audit.insert(line)
      return after
    },
    setCode: (id, codigo, act) => {
      audit.insert(codeLine(accounts.change(existing(id), { codigo }), codigo, act))
    },
    claim: (hash, nodoMs, given, session) => {
      const account = byCode(hash, nodoMs)
      if (!account) throw new NodoError('codigo_incorrecto')
      refuseTaken(account.id, given.email)
      revokeAll.run(session.creada_en, account.id, '')
      addSession(session)
      return accounts.change(account, claimedOf(account, given, session.creada_en))
    },
    changeProfile: (id, { artista: said, ...fields }, version, act) => {
      const before = existing(id)
      const changed = accounts.change(before, profileOf(before, fields), version)
      const artist = artists.byId(id)
      const noted = (after: { usuario: CuentaUsuario; artista: Artista | undefined }) => {
        const line = act && profileLine({ usuario: before, artista: artist }, after, act)
        if (line) audit.insert(line)
        return after
      }
      if (said === undefined) return noted({ usuario: changed, artista: artist })
      if (said.colectivo_id && !collectives.byId(said.colectivo_id)) throw new NodoError('colectivo_no_encontrado')
      const artista = artists.set(newArtist(before, said), () => said)
      const alone = artista.version !== artist?.version && changed.version === before.version
      return noted({ usuario: alone ? accounts.touch(changed) : changed, artista })
    },
    setPicture: (id, picture, version, act) => {
      const before = existing(id)
      const usuario = accounts.change(before, picture, version)
      const line = act && profileLine({ usuario: before, artista: undefined }, { usuario, artista: undefined }, act)
      if (line) audit.insert(line)
      return { gone: before.imagenes }
    },
    setTotp: (id, totp, over) => {
      const account = existing(id)
      if (!isDeepStrictEqual(account.totp, over)) return false
      accounts.change(account, { totp })
      return true
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
