import type { Document } from 'mongodb'
import type { UploadStore } from '../../catalog/upload-store.ts'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { Subida } from '../../model/subida.ts'
import type { Collections } from './collections.ts'
import { makeIn } from './contents.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

const toRecord = (found: Document | null) => (found ? recordOf<Subida>(found) : undefined)

export const createUploads = (mongo: Mongo, units: Units, collections: Collections): UploadStore => {
  const uploads = mongo.of('subidas')
  const makeContent = makeIn(mongo, collections)
  return {
    ...reading({
      byId: async (id: Id) => toRecord(await uploads.findOne({ _id: id })),
      expired: async (nowNodoMs: number, limit: number) => {
        const over = { vence_nodo_ms: { $lte: nowNodoMs } }
        const found = await uploads.find(over).sort({ vence_nodo_ms: 1 }).limit(limit).toArray()
        return found.map((one) => recordOf<Subida>(one))
      },
    }),
    create: ({ id, ...fields }) =>
      units.run(async ({ session }) => {
        await uploads.insertOne({ _id: id, ...fields }, { session })
      }),
    advance: (id, from, to, vence_nodo_ms) =>
      units.run(async ({ session }) => {
        const standing = { _id: id, recibido_bytes: from, tamano_bytes: { $gte: to }, contenido_id: null }
        const further = { $set: { recibido_bytes: to, vence_nodo_ms } }
        return toRecord(await uploads.findOneAndUpdate(standing, further, { session, returnDocument: 'after' }))
      }),
    finish: (id, content, made) =>
      units.run(async (unit) => {
        const { session } = unit
        const upload = toRecord(await uploads.findOne({ _id: id }, { session }))
        if (!upload) throw new NodoError('subida_no_encontrada')
        if (upload.contenido_id !== null) return upload
        if (upload.recibido_bytes < upload.tamano_bytes) throw new NodoError('subida_incompleta')
        await uploads.updateOne({ _id: id }, { $set: { contenido_id: content.id } }, { session })
        await makeContent(unit, content, made)
        return { ...upload, contenido_id: content.id }
      }),
    remove: (id, expiredNodoMs) =>
      units.run(async ({ session }) => {
        const over = expiredNodoMs === undefined ? {} : { vence_nodo_ms: { $lte: expiredNodoMs } }
        return (await uploads.deleteOne({ _id: id, ...over }, { session })).deletedCount === 1
      }),
  }
}
