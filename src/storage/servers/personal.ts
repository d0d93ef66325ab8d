import type { Document } from 'mongodb'
import type { FilaDiario } from '../../model/diario.ts'
import type { ListaGuardada } from '../../model/lista.ts'
import type { Id } from '../../model/primitives.ts'
import type { LogPlace, PersonalKind, PersonalStore } from '../../people/personal-store.ts'
import { shared } from '../lists.ts'
import { erasedAccount, erasedGift, erasedLine, goingKinds, goingRows, personalPlaces, tellsOf } from '../personal.ts'
import type { Collection } from './collection.ts'
import type { Collections } from './collections.ts'
import type { Diario } from './diario.ts'
import { inSession, type Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf, recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

type Named = { id: Id } & Record<string, unknown>

/** The one kind whose collection bears another name. */
const nameOf = (kind: PersonalKind): string =>
  ({ seguidores: 'seguimientos', transacciones_recibidas: 'transacciones' })[kind as string] ?? kind

const fieldOf = (kind: PersonalKind): string => (personalPlaces[kind][1] === 'id' ? '_id' : personalPlaces[kind][1])

export const createPersonal = (
  { of }: Mongo,
  units: Units,
  collections: Collections,
  diario: Pick<Diario, 'origin'>,
): PersonalStore => {
  const { accounts, lists, transactions, audit } = collections

  const page = async (usuarioId: Id, kind: PersonalKind, limit: number, after = '', unit?: Unit): Promise<Named[]> => {
    const whose: Document = { [fieldOf(kind)]: usuarioId }
    const found = await of(nameOf(kind))
      .find({ $and: [whose, { _id: { $gt: after } }] }, inSession(unit?.session))
      .sort({ _id: 1 })
      .limit(limit)
      .toArray()
    return found.map((document) => recordOf<Named>(document))
  }

  const eraseKind = async (unit: Unit, usuarioId: Id, kind: (typeof goingKinds)[number], limit: number) => {
    const collection = collections[personalPlaces[kind][0]] as unknown as Collection<never>
    const found = await page(usuarioId, kind, limit, '', unit)
    for (const record of found) await collection.remove(unit, record as never)
    return found.length
  }

  const some = async <T>({ session }: Unit, name: string, asked: Document, limit: number): Promise<T[]> =>
    (await of(name).find(asked, { session }).limit(limit).toArray()).map((document) => recordOf<T>(document))

  const eraseWords = async (unit: Unit, usuarioId: Id, limit: number): Promise<number> => {
    const holding = await some<ListaGuardada>(unit, 'listas', { 'colaboradores.usuario_id': usuarioId }, limit)
    for (const list of holding) await lists.change(unit, list, shared(list, usuarioId, null))
    const worded = { usuario_id: usuarioId, $or: [{ mensaje: { $ne: null } }, { referencia_pago: { $ne: null } }] }
    const gifts = await some<never>(unit, 'transacciones', worded, limit)
    for (const gift of gifts) await transactions.change(unit, gift, erasedGift)
    const telling = { objeto: `usuarios/${usuarioId}`, $or: [{ antes: { $ne: null } }, { despues: { $ne: null } }] }
    const lines = await some<never>(unit, 'auditoria', telling, limit)
    for (const line of lines) await audit.change(unit, line, erasedLine)
    return holding.length + gifts.length + lines.length
  }

  return {
    ...reading({
      of: (usuarioId: Id, kind: PersonalKind, limit: number, after?: Id) => page(usuarioId, kind, limit, after),
    }),
    erase: (usuarioId, limit) =>
      units.run(async (unit) => {
        let left = limit
        for (const kind of goingKinds) left -= left > 0 ? await eraseKind(unit, usuarioId, kind, left) : 0
        left -= left > 0 ? await eraseWords(unit, usuarioId, left) : 0
        if (left < limit) return true
        for (const [name, field] of goingRows)
          await of(name).deleteMany({ [field]: usuarioId }, { session: unit.session })
        const account = await accounts.byId(usuarioId, unit)
        if (account) await accounts.change(unit, account, erasedAccount)
        return false
      }),
    eraseFromLog: (usuarioId, limit, after) =>
      units.run(async ({ session }) => {
        const { nodo_id } = diario.origin()
        const { epoca, seq }: LogPlace = after ?? { epoca: -1, seq: -1 }
        const behind = { $or: [{ epoca, seq: { $gt: seq } }, { epoca: { $gt: epoca } }] }
        const looked = await of('diario')
          .find({ nodo_id, ...behind }, { session })
          .sort({ epoca: 1, seq: 1 })
          .limit(limit)
          .toArray()
        const going = looked.filter((document) => tellsOf(usuarioId, fieldsOf<FilaDiario>(document)))
        await of('diario').deleteMany({ _id: { $in: going.map(({ _id }) => _id) } }, { session })
        const last = looked.at(-1)
        return last && looked.length === limit ? { epoca: Number(last.epoca), seq: Number(last.seq) } : null
      }),
  }
}
