import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { CuentaUsuario } from '../../model/usuario.ts'
import type { AccountStore } from '../../people/store.ts'
import { comparable } from '../collections.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import { insertSession } from './sessions.ts'
import type { Unit, Units } from './unit.ts'

export const createAccounts = (mongo: Mongo, units: Units, { accounts }: Collections): AccountStore => {
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
        const open = { usuario_id: id, revocada_en: null }
        await mongo.of('sesiones').updateMany(open, { $set: { revocada_en: at } }, { session: unit.session })
      }),
    setRole: (id, role) =>
      units.run(async (unit) => {
        const account = await existing(unit, id)
        if (account.tipo_usuario === 'admin' && role !== 'admin') {
          await decideOnAdmins(unit)
          const other = await users.findOne({ ...admins, _id: { $ne: id } }, { session: unit.session })
          if (!other) throw new NodoError('ultimo_admin')
        }
        return accounts.change(unit, account, { tipo_usuario: role })
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
