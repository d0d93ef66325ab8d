import type { Document } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { StreamKeyStore } from '../../ingest/store.ts'
import type { ClaveGuardada, ClaveTransmision } from '../../model/clave-transmision.ts'
import type { Id } from '../../model/primitives.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { documentOf, recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** Writes a key in the unit of whatever it is made with. */
export const insertKey =
  ({ of }: Mongo) =>
  async ({ session, tick }: Unit, key: ClaveGuardada): Promise<void> => {
    await of('claves_transmision').insertOne(documentOf(key, { orden: tick() }) as never, { session })
  }

/** A key as it is shown. */
const shown = (document: Document): ClaveTransmision => {
  const { clave_hash, transmision_id, ...key } = recordOf<ClaveGuardada>(document)
  return key
}

export const createStreamKeys = (mongo: Mongo, units: Units): StreamKeyStore => {
  const keys = mongo.of('claves_transmision')
  const insert = insertKey(mongo)
  const keep = keepAnswer(mongo)
  return {
    ...reading({
      active: async () => {
        const found = await keys.find({ revocada_en: null }).sort({ 'propio.orden': 1 }).toArray()
        return found.map((key) => recordOf<ClaveGuardada>(key))
      },
      of: async (creadorId?: Id) => {
        const permanent = { transmision_id: null, ...(creadorId !== undefined && { creador_id: creadorId }) }
        return (await keys.find(permanent).sort({ 'propio.orden': -1 }).toArray()).map(shown)
      },
    }),
    create: (key, kept) =>
      units.run(async (unit) => {
        await insert(unit, key)
        if (kept) await keep(unit, kept)
      }),
    revoke: (id, at) =>
      units.run(async ({ session }) => {
        const revoked = await keys.findOneAndUpdate(
          { _id: id, revocada_en: null },
          { $set: { revocada_en: at } },
          { session, returnDocument: 'after' },
        )
        if (!revoked) throw new NodoError('clave_no_encontrada')
        return recordOf<ClaveGuardada>(revoked)
      }),
    markUsed: (id, at) =>
      units.run(async ({ session }) => {
        await keys.updateOne({ _id: id }, { $set: { usada_en: at } }, { session })
      }),
  }
}
