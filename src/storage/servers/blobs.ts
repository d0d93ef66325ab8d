import type { Document } from 'mongodb'
import type { BlobRecordStore } from '../../catalog/blob-store.ts'
import type { RegistroBlob } from '../../model/blob.ts'
import type { Medio } from '../../model/contenido.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

const or = (field: string, value: unknown): Document => ({ $ifNull: [`$${field}`, value] })
/** What a document is from its beginning. */
const fresh = { durable: or('durable', false), recibo: or('recibo', null) }
const withoutHold = (contenidoId: string): Document => ({
  $filter: { input: or('retenciones', []), cond: { $ne: ['$$this.contenido_id', contenidoId] } },
})
/** Of blobs of which a hold counts: not that of one content, where it is given. */
const held = (nodoMs: number, contenidoId?: string): Document => ({
  retenciones: {
    $elemMatch: { vence_nodo_ms: { $gt: nodoMs }, ...(contenidoId && { contenido_id: { $ne: contenidoId } }) },
  },
})
/** Of blobs that nobody holds, be it that a hold ended by itself. */
export const unheld: Document = { 'retenciones.0': { $exists: false } }

/** Who refers to blobs: a content, a person by their picture. */
export interface Referring {
  id: string
  medios: Medio[]
}

/** Counts who refers to each blob, so that a deletion knows which files nobody needs any more. */
export const countBlobs = ({ of }: Mongo) => {
  const count = async ({ session }: Unit, media: Medio[], step: 1 | -1, holds: Document) => {
    for (const { sha256, tamano_bytes } of media) {
      if (!sha256) continue
      const refs = { $add: [or('refs', 0), step] }
      const set = { ...fresh, refs, tamano_bytes: or('tamano_bytes', tamano_bytes), retenciones: holds }
      await of('blobs').updateOne({ _id: sha256 }, [{ $set: set }], { upsert: true, session })
    }
  }
  return async (unit: Unit, before: Referring | undefined, after: Referring | undefined) => {
    if (before?.medios === after?.medios) return
    if (after) await count(unit, after.medios, 1, withoutHold(after.id))
    // What is gone is not about to refer to anything.
    if (before) await count(unit, before.medios, -1, after ? or('retenciones', []) : withoutHold(before.id))
  }
}

export const createBlobs = ({ of }: Mongo, units: Units): BlobRecordStore => {
  const blobs = of('blobs')
  return {
    ...reading({
      of: async (sha256s: readonly string[]) => {
        const found = await blobs.find({ _id: { $in: [...sha256s] } }).toArray()
        return found.map((one) => ({ sha256: one._id, ...fieldsOf<Omit<RegistroBlob, 'sha256'>>(one) }))
      },
      unused: async (nodoMs: number, limit: number) => {
        const found = await blobs
          .find({ refs: { $lte: 0 }, $nor: [held(nodoMs)] }, { projection: { _id: 1 }, limit })
          .toArray()
        return found.map(({ _id }) => _id)
      },
    }),
    add: ({ sha256, tamano_bytes }, { contenido_id, vence_nodo_ms }) =>
      units.run(async ({ session }) => {
        const retenciones = { $concatArrays: [withoutHold(contenido_id), [{ contenido_id, vence_nodo_ms }]] }
        const set = { ...fresh, refs: or('refs', 0), tamano_bytes, durable: true, retenciones }
        await blobs.updateOne({ _id: sha256 }, [{ $set: set }], { upsert: true, session })
      }),
    receipt: (sha256, recibo) =>
      units.run(async ({ session }) => {
        const { matchedCount } = await blobs.updateOne({ _id: sha256 }, { $set: { recibo } }, { session })
        return matchedCount > 0
      }),
    forget: (sha256s, nodoMs, contenidoId) =>
      units.run(async ({ session }) => {
        const asked = { _id: { $in: [...sha256s] } }
        await blobs.deleteMany({ ...asked, refs: { $lte: 0 }, $nor: [held(nodoMs, contenidoId)] }, { session })
        const stayed = await blobs.find(asked, { session, projection: { _id: 1 } }).toArray()
        return sha256s.filter((sha256) => !stayed.some(({ _id }) => _id === sha256))
      }),
  }
}
