import type { Id } from '../../model/primitives.ts'
import type { Sesion } from '../../model/sesion.ts'
import type { SessionStore } from '../../people/store.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { documentOf, recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** Writes a session in the unit of whoever opens it. */
export const insertSession =
  ({ of }: Mongo) =>
  async ({ session, tick }: Unit, given: Sesion): Promise<void> => {
    await of('sesiones').insertOne(documentOf(given, { orden: tick(), sucesora: null }) as never, { session })
  }

export const createSessions = (mongo: Mongo, units: Units, { accounts }: Collections): SessionStore => {
  const sessions = mongo.of('sesiones')
  const insert = insertSession(mongo)
  const revokeFamily = ({ session }: Unit, familia: string, at: number) =>
    sessions.updateMany({ familia, revocada_en: null }, { $set: { revocada_en: at } }, { session })

  return {
    open: (given, most) =>
      units.run(async (unit) => {
        await insert(unit, given)
        // A rotated row has a successor: it is no device any more, and stays so that its token is known when it comes again.
        const devices = { usuario_id: given.usuario_id, revocada_en: null, 'propio.sucesora': null }
        const { session } = unit
        const old = await sessions.find(devices, { session }).sort({ 'propio.orden': -1 }).skip(most).toArray()
        const ids = old.map(({ _id }) => _id)
        await sessions.updateMany({ _id: { $in: ids } }, { $set: { revocada_en: given.creada_en } }, { session })
        const account = await accounts.byId(given.usuario_id, unit)
        if (account) await accounts.change(unit, account, { ultimo_acceso_en: given.creada_en })
        return old.map(({ familia }) => String(familia))
      }),
    rotate: (refreshHash, next, nodoMs) =>
      units.run(async (unit) => {
        const { session } = unit
        await sessions.deleteMany({ vence_nodo_ms: { $lte: nodoMs } }, { session })
        const document = await sessions.findOne({ refresh_hash: refreshHash }, { session })
        if (!document) return { outcome: 'unknown' }
        const old = recordOf<Sesion>(document)
        if (document.propio.sucesora !== null) {
          await revokeFamily(unit, old.familia, next.at)
          return { outcome: 'reused', familia: old.familia }
        }
        const account = await accounts.byId(old.usuario_id, unit)
        if (old.revocada_en !== null || !account?.activo) return { outcome: 'unknown' }
        const { at, ...given } = next
        const successor: Sesion = { ...old, ...given, usada_en: at }
        await insert(unit, successor)
        await sessions.updateOne({ _id: old.id }, { $set: { 'propio.sucesora': next.id } }, { session })
        return { outcome: 'rotated', session: successor, account }
      }),
    revokeByToken: (refreshHash, at) =>
      units.run(async (unit) => {
        const found = await sessions.findOne({ refresh_hash: refreshHash }, { session: unit.session })
        if (!found) return undefined
        await revokeFamily(unit, String(found.familia), at)
        return String(found.familia)
      }),
    revoke: (usuarioId, at, which) =>
      units.run(async (unit) => {
        const { session } = unit
        const familia = 'familia' in which ? which.familia : { $ne: which.menos }
        const meant = { usuario_id: usuarioId, familia, revocada_en: null }
        const found = await sessions.find(meant, { session }).toArray()
        await sessions.updateMany(meant, { $set: { revocada_en: at } }, { session })
        return [...new Set(found.map((one) => String(one.familia)))]
      }),
    ...reading({
      ofUser: async (usuarioId: Id, nodoMs: number) => {
        const present = { usuario_id: usuarioId, revocada_en: null, 'propio.sucesora': null }
        const held = sessions.find({ ...present, vence_nodo_ms: { $gt: nodoMs } })
        return (await held.sort({ 'propio.orden': -1 }).toArray()).map((one) => recordOf<Sesion>(one))
      },
    }),
  }
}
