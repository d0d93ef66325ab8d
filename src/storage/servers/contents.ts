import type { Document, Filter } from 'mongodb'
import type { ContentFilter, ContentStore, ContentWithCreator, Downloads, Place } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Id } from '../../model/primitives.ts'
import { madeFormats } from '../contents.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import type { Collections } from './collections.ts'
import { takeOutOfLists } from './lists.ts'
import type { Mongo } from './mongo.ts'
import { eraseNoticesOf } from './notices.ts'
import { reading } from './reading.ts'
import { behind, recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** Stages that bring who made each content and the live it is of. */
const withCreator: Document[] = [
  { $lookup: { from: 'usuarios', localField: 'creador_id', foreignField: '_id', as: 'creador' } },
  { $lookup: { from: 'transmisiones', localField: '_id', foreignField: 'contenido_id', as: 'transmision' } },
]

const joined = ({ creador, transmision, ...content }: Document): ContentWithCreator => ({
  contenido: recordOf<Contenido>(content),
  creador: { id: String(content.creador_id), nombre: String(creador[0]?.nombre ?? '') },
  transmision_id: transmision[0]?._id ?? null,
})

const conditionsOf = ({ publishedOnly, tipo, creador_id }: ContentFilter): Filter<Document> => ({
  ...(publishedOnly && { estado: 'publicado' }),
  ...(tipo && { tipo }),
  ...(creador_id && { creador_id }),
})

const contentReads = ({ of }: Mongo) => {
  const contents = of('contenidos')
  return reading({
    byId: async (id: Id) => {
      const [found] = await contents.aggregate([{ $match: { _id: id } }, ...withCreator]).toArray()
      return found && joined(found)
    },
    byIds: async (ids: readonly Id[]) => {
      const found = await contents.aggregate([{ $match: { _id: { $in: [...ids] } } }, ...withCreator]).toArray()
      const byId = new Map(found.map((one) => [String(one._id), joined(one)]))
      return ids.flatMap((id) => byId.get(id) ?? [])
    },
    page: async (filter: ContentFilter, limit: number, cursor?: string) => {
      const from = cursor === undefined ? undefined : decodeCursor(cursor)
      const conditions = conditionsOf(filter)
      const rows = await contents
        .aggregate([
          { $match: { ...conditions, ...(from && behind('orden_nodo_ms', from, '$lt')) } },
          { $sort: { orden_nodo_ms: -1, _id: -1 } },
          { $limit: limit + 1 },
          ...withCreator,
        ])
        .toArray()
      const total = await contents.countDocuments(conditions as never)
      const placeOf = ({ contenido }: ContentWithCreator) => ({ order: contenido.orden_nodo_ms, id: contenido.id })
      return { ...pageOfRows(rows.map(joined), limit, placeOf), total }
    },
    downloads: async (limit: number, after?: Place): Promise<Downloads[]> => {
      const start = after && { order: after.orden_nodo_ms, id: after.contenido_id }
      const rows = await contents
        .aggregate([
          { $match: start ? behind('orden_nodo_ms', start, '$gt') : {} },
          { $sort: { orden_nodo_ms: 1, _id: 1 } },
          { $match: { 'medios.formato': { $in: madeFormats } } },
          { $lookup: { from: 'transmisiones', localField: '_id', foreignField: 'contenido_id', as: 'transmision' } },
          { $match: { 'transmision.0.estado': 'finalizada' } },
          { $unwind: '$medios' },
          { $match: { 'medios.formato': { $in: madeFormats } } },
          { $lookup: { from: 'blobs', localField: 'medios.sha256', foreignField: '_id', as: 'blob' } },
          { $match: { 'blob.0.refs': 1 } },
          {
            $group: {
              _id: '$_id',
              titulo: { $first: '$titulo' },
              orden_nodo_ms: { $first: '$orden_nodo_ms' },
              transmision_id: { $first: { $first: '$transmision._id' } },
              tamano_bytes: { $sum: { $first: '$blob.tamano_bytes' } },
            },
          },
          { $sort: { orden_nodo_ms: 1, _id: 1 } },
          { $limit: limit },
        ])
        .toArray()
      return rows.map(({ _id, ...row }) => ({ contenido_id: _id, ...row }) as Downloads)
    },
  })
}

export const createContents = (mongo: Mongo, units: Units, collections: Collections): ContentStore => {
  const { contents, comments, reactions, collaborations, reports, plays } = collections
  const takeOut = takeOutOfLists(mongo, collections)
  const eraseNotices = eraseNoticesOf(mongo)
  const { of } = mongo
  const existing = async (unit: Unit, id: Id) => {
    const content = await contents.byId(id, unit)
    if (!content) throw new NodoError('contenido_no_encontrado')
    return content
  }
  const liveOf = ({ session }: Unit, id: Id) => of('transmisiones').findOne({ contenido_id: id }, { session })
  const hashesOf = (medios: Contenido['medios']) => [...new Set(medios.flatMap(({ sha256 }) => sha256 ?? []))]

  /** Forgets those of the blobs that nothing refers to any more. @returns their hashes */
  const takeUnused = async ({ session }: Unit, hashes: readonly string[]): Promise<string[]> => {
    const unused = { _id: { $in: [...hashes] }, refs: { $lte: 0 } }
    const found = await of('blobs').find(unused, { session }).toArray()
    await of('blobs').deleteMany(unused, { session })
    return hashes.filter((hash) => found.some(({ _id }) => _id === hash))
  }

  return {
    ...contentReads(mongo),
    createMany: (given) =>
      units.run(async (unit) => {
        await contents.insertMany(unit, given)
      }),
    change: (id, fields, version) =>
      units.run(async (unit) => contents.change(unit, await existing(unit, id), fields, version)),
    dropDownloads: (id) =>
      units.run(async (unit) => {
        const content = await existing(unit, id)
        if ((await liveOf(unit, id))?.estado !== 'finalizada') return []
        const hashes = hashesOf(content.medios.filter(({ formato }) => madeFormats.includes(formato)))
        const own = await of('blobs')
          .find({ _id: { $in: hashes }, refs: 1 }, { session: unit.session })
          .toArray()
        const going = content.medios.filter(
          ({ formato, sha256 }) => madeFormats.includes(formato) && own.some(({ _id }) => _id === sha256),
        )
        await contents.change(unit, content, {
          medios: content.medios.filter((medio) => !going.includes(medio)),
          url_archivo: going.some(({ url }) => url === content.url_archivo) ? null : content.url_archivo,
        })
        return takeUnused(unit, hashesOf(going))
      }),
    remove: (id) =>
      units.run(async (unit) => {
        const { session } = unit
        const content = await existing(unit, id)
        const live = await liveOf(unit, id)
        if (live && live.estado !== 'finalizada') throw new NodoError('contenido_en_vivo')
        const liveId = live ? String(live._id) : null
        await contents.remove(unit, content)
        for (const ties of [comments, reactions, collaborations, reports, plays])
          await ties.removeWhere(unit, 'contenido_id', id)
        await takeOut(unit, id)
        await eraseNotices(unit, id)
        if (liveId) await of('segmentos_vivo').deleteMany({ transmision_id: liveId }, { session })
        await of('trabajos').deleteMany({ objeto_id: { $in: [id, liveId ?? id] } }, { session })
        return { blobs: await takeUnused(unit, hashesOf(content.medios)), transmision_id: liveId }
      }),
  }
}
