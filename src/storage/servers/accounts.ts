import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { CuentaUsuario } from '../../model/usuario.ts'
import type { AccountStore } from '../../people/store.ts'
import { comparable } from '../collections.ts'
import { newArtist, profileOf, spentOf } from '../profiles.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import { insertSession } from './sessions.ts'
import type { Unit, Units } from './unit.ts'

export const createAccounts = (
  mongo: Mongo,
  units: Units,
  { accounts, artists, collectives }: Collections,
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
  const revokeAll = ({ session }: Unit, id: Id, at: number) =>
    mongo.of('sesiones').updateMany({ usuario_id: id, revocada_en: null }, { $set: { revocada_en: at } }, { session })

  const create = async (unit: Unit, ...[account, opened, kept]: Parameters<AccountStore['create']>) => {
    const { session } = unit
    if (account.email !== null && (await users.findOne({ 'propio.email': comparable(account.email) }, { session })))
      throw new NodoError('email_ocupado')
    await accounts.insert(unit, account)
    if (opened) await addSession(unit, opened)
    if (kept) await keep(unit, kept)
  }

  return {
    create: (...given) => units.run((unit) => create(unit, ...given)),
    createFirstAdmin: (account, opened) =>
      units.run(async (unit) => {
        await decideOnAdmins(unit)
        if (await users.findOne(admins, { session: unit.session })) throw new NodoError('primer_inicio_cerrado')
        await create(unit, account, opened)
      }),
    setPassword: (id, claveHash, at) =>
      units.run(async (unit) => {
        await accounts.change(unit, await existing(unit, id), { clave_hash: claveHash })
        await revokeAll(unit, id, at)
      }),
    setRole: (id, role) =>
      units.run(async (unit) => {
        const account = await existing(unit, id)
        if (role !== 'admin') await keepAnAdmin(unit, account)
        return accounts.change(unit, account, { tipo_usuario: role })
      }),
    setActive: (id, activo, at) =>
      units.run(async (unit) => {
        const account = await existing(unit, id)
        if (!activo) {
          await keepAnAdmin(unit, account)
          await revokeAll(unit, id, at)
        }
        return accounts.change(unit, account, { activo })
      }),
    changeProfile: (id, { artista: said, ...fields }, version) =>
      units.run(async (unit) => {
        const before = await existing(unit, id)
        const changed = await accounts.change(unit, before, profileOf(before, fields), version)
        const artist = await artists.byId(id, unit)
        if (said === undefined) return { usuario: changed, artista: artist }
        if (said.colectivo_id && !(await collectives.byId(said.colectivo_id, unit)))
          throw new NodoError('colectivo_no_encontrado')
        const artista = await artists.set(unit, newArtist(before, said), () => said)
        const alone = artista.version !== artist?.version && changed.version === before.version
        return { usuario: alone ? await accounts.touch(unit, changed) : changed, artista }
      }),
    setTotp: (id, totp) =>
      units.run(async (unit) => {
        await accounts.change(unit, await existing(unit, id), { totp })
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
