import { isDeepStrictEqual } from 'node:util'
import { NodoError } from '../../errors.ts'
import type { Artista } from '../../model/artista.ts'
import type { Id } from '../../model/primitives.ts'
import type { CuentaUsuario } from '../../model/usuario.ts'
import type { AccountStore } from '../../people/store.ts'
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
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import { inSession, type Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import { insertSession } from './sessions.ts'
import type { Unit, Units } from './unit.ts'

export const createAccounts = (
  mongo: Mongo,
  units: Units,
  { accounts, artists, collectives, audit }: Collections,
): AccountStore => {
  const users = mongo.of('usuarios')
  const admins = { tipo_usuario: 'admin', activo: true }
  const addSession = insertSession(mongo)
  const keep = keepAnswer(mongo)

  const existing = async (unit: Unit, id: Id): Promise<CuentaUsuario> => {
    const account = await accounts.byId(id, unit)
    if (!account) throw new NodoError('usuario_no_encontrado')
    return account
  }
  /** Of two units that look whether there is an admin and write because of it, one has to begin anew. */
  const decideOnAdmins = ({ session }: Unit) =>
    mongo.of('origen').updateOne({ _id: 'admins' }, { $inc: { decisiones: 1 } }, { upsert: true, session })
  /** Whoever is left without an admin cannot make one. */
  const keepAnAdmin = async (unit: Unit, { id, tipo_usuario, activo }: CuentaUsuario) => {
    if (tipo_usuario !== 'admin' || !activo) return
    await decideOnAdmins(unit)
    const other = await users.findOne({ ...admins, _id: { $ne: id } }, { session: unit.session })
    if (!other) throw new NodoError('ultimo_admin')
  }
  const revokeAll = async ({ session }: Unit, id: Id, at: number, but: Id | null = null) => {
    const held = { usuario_id: id, familia: { $ne: but }, revocada_en: null }
    await mongo.of('sesiones').updateMany(held, { $set: { revocada_en: at } }, { session })
  }
  const byCode = async (hash: string, nodoMs: number, unit?: Unit): Promise<CuentaUsuario | undefined> => {
    const held = { 'codigo.hash': hash, 'codigo.vence_nodo_ms': { $gt: nodoMs }, activo: true }
    const found = await users.findOne(held, inSession(unit?.session))
    return found ? recordOf<CuentaUsuario>(found) : undefined
  }

  const refuseTaken = async ({ session }: Unit, id: Id, email: string | null | undefined) => {
    if (typeof email !== 'string') return
    const other = await users.findOne({ 'propio.email': comparable(email), _id: { $ne: id } }, { session })
    if (other) throw new NodoError('email_ocupado')
  }
  const create = async (unit: Unit, ...[account, opened, kept, act]: Parameters<AccountStore['create']>) => {
    await refuseTaken(unit, account.id, account.email)
    await accounts.insert(unit, account)
    if (opened) await addSession(unit, opened)
    if (kept) await keep(unit, kept)
    if (act) await audit.insert(unit, openedLine(account, act))
  }

  return {
    create: (...given) => units.run((unit) => create(unit, ...given)),
    createFirstAdmin: (account, opened) =>
      units.run(async (unit) => {
        await decideOnAdmins(unit)
        if (await users.findOne(admins, { session: unit.session })) throw new NodoError('primer_inicio_cerrado')
        await create(unit, account, opened)
      }),
    setPassword: (id, claveHash, at, but) =>
      units.run(async (unit) => {
        await accounts.change(unit, await existing(unit, id), { clave_hash: claveHash })
        await revokeAll(unit, id, at, but)
      }),
    setStanding: (id, standing, act, version) =>
      units.run(async (unit) => {
        const before = await existing(unit, id)
        const next = standingOf(before, standing)
        if (next.tipo_usuario !== 'admin' || !next.activo) await keepAnAdmin(unit, before)
        if (!next.activo) await revokeAll(unit, id, act.fecha)
        const after = await accounts.change(unit, before, next, version)
        const line = standingLine(before, after, act)
        if (line) await audit.insert(unit, line)
        return after
      }),
    setCode: (id, codigo, act) =>
      units.run(async (unit) => {
        const account = await accounts.change(unit, await existing(unit, id), { codigo })
        await audit.insert(unit, codeLine(account, codigo, act))
      }),
    claim: (hash, nodoMs, given, opened) =>
      units.run(async (unit) => {
        const account = await byCode(hash, nodoMs, unit)
        if (!account) throw new NodoError('codigo_incorrecto')
        await refuseTaken(unit, account.id, given.email)
        await revokeAll(unit, account.id, opened.creada_en)
        await addSession(unit, opened)
        return accounts.change(unit, account, claimedOf(account, given, opened.creada_en))
      }),
    changeProfile: (id, { artista: said, ...fields }, version, act) =>
      units.run(async (unit) => {
        const before = await existing(unit, id)
        const changed = await accounts.change(unit, before, profileOf(before, fields), version)
        const artist = await artists.byId(id, unit)
        const noted = async (after: { usuario: CuentaUsuario; artista: Artista | undefined }) => {
          const line = act && profileLine({ usuario: before, artista: artist }, after, act)
          if (line) await audit.insert(unit, line)
          return after
        }
        if (said === undefined) return noted({ usuario: changed, artista: artist })
        if (said.colectivo_id && !(await collectives.byId(said.colectivo_id, unit)))
          throw new NodoError('colectivo_no_encontrado')
        const artista = await artists.set(unit, newArtist(before, said), () => said)
        const alone = artista.version !== artist?.version && changed.version === before.version
        return noted({ usuario: alone ? await accounts.touch(unit, changed) : changed, artista })
      }),
    setPicture: (id, picture, version, act) =>
      units.run(async (unit) => {
        const before = await existing(unit, id)
        const usuario = await accounts.change(unit, before, picture, version)
        const line = act && profileLine({ usuario: before, artista: undefined }, { usuario, artista: undefined }, act)
        if (line) await audit.insert(unit, line)
        return { gone: before.imagenes }
      }),
    setTotp: (id, totp, over) =>
      units.run(async (unit) => {
        const account = await existing(unit, id)
        if (!isDeepStrictEqual(account.totp, over)) return false
        await accounts.change(unit, account, { totp })
        return true
      }),
    spendTotp: (id, spent) =>
      units.run(async (unit) => {
        const account = await accounts.byId(id, unit)
        const left = account && spentOf(account.totp, spent)
        if (!left) return false
        await accounts.change(unit, account, { totp: left })
        return true
      }),
    ...reading({
      byId: (id: Id) => accounts.byId(id),
      byEmail: async (email: string) => {
        const found = await users.findOne({ 'propio.email': comparable(email) })
        return found ? recordOf<CuentaUsuario>(found) : undefined
      },
      byCode: (hash: string, nodoMs: number) => byCode(hash, nodoMs),
      list: async (limit: number, after?: Id) => {
        const from = after === undefined ? null : await users.findOne({ _id: after })
        const behind = { 'propio.orden': { $gt: Number(from?.propio.orden ?? 0) } }
        const found = await users.find(behind).sort({ 'propio.orden': 1 }).limit(limit).toArray()
        return found.map((one) => recordOf<CuentaUsuario>(one))
      },
      hasAdmin: async () => (await users.findOne(admins)) !== null,
    }),
  }
}
