import type { Document } from 'mongodb'
import type {
  ContentFilter,
  ContentRow,
  ContentStore,
  ContentWithCreator,
  Downloads,
  MadeWith,
  Place,
} from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Id } from '../../model/primitives.ts'
import { askedOf } from '../../projections/search.ts'
import { countedMost, madeFormats, totalOf } from '../contents.ts'
import {
  decodeRanked,
  encodeCursor,
  encodeRanked,
  pageOfRows,
  placeBefore,
  type RankedPlace,
  unranked,
} from '../cursor.ts'
import { unheld } from './blobs.ts'
import { proposeIn } from './collaborations.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import { insertJob } from './jobs.ts'
import { takeOutOfLists } from './lists.ts'
import type { Mongo } from './mongo.ts'
import { eraseNoticesOf } from './notices.ts'
import { createPopular } from './popular.ts'
import type { RankReads } from './rankings.ts'
import { reading } from './reading.ts'
import { behind, recordOf } from './records.ts'
import { conditionsOf, createSearch } from './search.ts'
import type { Unit, Units } from './unit.ts'

/** So long a list that had too many to be counted is taken to have them still. */
const manyMs = 10_000

/** Stages that bring who made each content and the live it is of. */
const withCreator: Document[] = [
  { $lookup: { from: 'usuarios', localField: 'creador_id', foreignField: '_id', as: 'creador' } },
  { $lookup: { from: 'transmisiones', localField: '_id', foreignField: 'contenido_id', as: 'transmision' } },
]

/** The same of rows of a list. */
const listed: Document[] = [{ $unset: ['cuerpo', 'propio'] }, ...withCreator]

const joined = ({ creador, transmision, ...content }: Document): ContentWithCreator => ({
  contenido: recordOf<Contenido>(content),
  creador: { id: String(content.creador_id), nombre: String(creador[0]?.nombre ?? '') },
  transmision_id: transmision[0]?._id ?? null,
})

const contentReads = (mongo: Mongo, ranks: RankReads) => {
  const { of } = mongo
  const contents = of('contenidos')
  const popular = createPopular(mongo, ranks)
  const search = createSearch(mongo, popular)
  /** In the order of the ids; one that is gone by now is left out. */
  const byIds = async (ids: readonly Id[]) => {
    const found = await contents.aggregate([{ $match: { _id: { $in: [...ids] } } }, ...listed]).toArray()
    const rows = new Map(found.map((row) => [String(row._id), joined(row) as ContentRow]))
    return ids.flatMap((id) => rows.get(id) ?? [])
  }
  const manyUntilMs = new Map<boolean, number>()
  /** Of all, or of all that is published: those that were more than are counted are not counted again at once. */
  const countOf = async (filter: ContentFilter) => {
    const { publishedOnly } = filter
    if ((manyUntilMs.get(publishedOnly) ?? 0) > performance.now()) return countedMost + 1
    const options = { limit: countedMost + 1, hint: publishedOnly ? 'recientes' : 'todos' }
    const counted = await contents.countDocuments(conditionsOf(filter) as never, options)
    if (counted > countedMost) manyUntilMs.set(publishedOnly, performance.now() + manyMs)
    return counted
  }
  /** Without filter or words the list is the collection itself. */
  const newest = async (filter: ContentFilter, limit: number, cursor: string | undefined) => {
    const conditions = conditionsOf(filter)
    const from = placeBefore(cursor)
    const [rows, counted] = await Promise.all([
      contents
        .aggregate([
          { $match: { ...conditions, ...behind('orden_nodo_ms', from, '$lt') } },
          { $sort: { orden_nodo_ms: -1, _id: -1 } },
          { $limit: limit + 1 },
          ...listed,
        ])
        .toArray(),
      countOf(filter),
    ])
    const placeOf = ({ contenido }: ContentRow) => ({ order: contenido.orden_nodo_ms, id: contenido.id })
    return { ...pageOfRows(rows.map(joined) as ContentRow[], limit, placeOf), total: totalOf(counted) }
  }
  /** Without filter or words, by how often they were seen. */
  const mostSeen = async (filter: ContentFilter, limit: number, after: RankedPlace | undefined) => {
    const match = conditionsOf(filter)
    const newest = async (from: RankedPlace | undefined, most: number): Promise<RankedPlace[]> => {
      const found = await contents
        .find({ $and: [match, behind('orden_nodo_ms', from ?? placeBefore(undefined), '$lt')] })
        .project({ orden_nodo_ms: 1 })
        .sort({ orden_nodo_ms: -1, _id: -1 })
        .limit(most)
        .toArray()
      return found.map(({ _id, orden_nodo_ms }) => ({ rank: 0, order: orden_nodo_ms, id: String(_id) }))
    }
    const [places, counted] = await Promise.all([
      popular(filter, { match, few: undefined, newest }, limit, after),
      countOf(filter),
    ])
    return { places, total: totalOf(counted) }
  }
  return reading({
    byId: async (id: Id) => {
      const [found] = await contents.aggregate([{ $match: { _id: id } }, ...withCreator]).toArray()
      return found && joined(found)
    },
    byIds,
    page: async (filter: ContentFilter, limit: number, cursor?: string) => {
      const asked = askedOf(filter)
      const everything = !asked.words && asked.keys.length === 0
      const byViews = filter.orden === 'populares'
      if (everything && !byViews) return newest(filter, limit, cursor)
      const ranked = asked.ranked || byViews
      const after = cursor === undefined ? undefined : ranked ? decodeRanked(cursor) : unranked(cursor)
      const { places, total } = await (everything ? mostSeen : search)(filter, limit + 1, after)
      const last = places.length > limit ? places[limit - 1] : undefined
      return {
        rows: await byIds(places.slice(0, limit).map(({ id }) => id)),
        next: last ? (ranked ? encodeRanked(last) : encodeCursor(last)) : null,
        total,
      }
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
          { $match: { 'blob.0.refs': 1, 'blob.0.retenciones.0': { $exists: false } } },
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

/** Makes a content with its job and whom it names, in the unit of what it comes of. */
export const makeIn = (mongo: Mongo, collections: Collections) => {
  const addJob = insertJob(mongo)
  const propose = proposeIn(collections)
  return async (unit: Unit, content: Contenido, { job, proposals = [] }: MadeWith = {}): Promise<Contenido> => {
    const made = await collections.contents.insert(unit, content)
    for (const one of proposals) await propose(unit, one)
    if (job) await addJob(unit, job)
    return made
  }
}

export const createContents = (
  mongo: Mongo,
  units: Units,
  collections: Collections,
  ranks: RankReads,
): ContentStore => {
  const { contents, comments, reactions, collaborations, reports, plays, purchases, questions, said } = collections
  const takeOut = takeOutOfLists(mongo, collections)
  const eraseNotices = eraseNoticesOf(mongo)
  const { of } = mongo
  const keep = keepAnswer(mongo)
  const makeContent = makeIn(mongo, collections)
  const existing = async (unit: Unit, id: Id) => {
    const content = await contents.byId(id, unit)
    if (!content) throw new NodoError('contenido_no_encontrado')
    return content
  }
  const liveOf = ({ session }: Unit, id: Id) => of('transmisiones').findOne({ contenido_id: id }, { session })
  const hashesOf = (medios: Contenido['medios']) => [...new Set(medios.flatMap(({ sha256 }) => sha256 ?? []))]

  /** Forgets those of the blobs that nothing refers to any more and nobody holds. @returns their hashes */
  const takeUnused = async ({ session }: Unit, hashes: readonly string[]): Promise<string[]> => {
    const unused = { _id: { $in: [...hashes] }, refs: { $lte: 0 }, ...unheld }
    const found = await of('blobs').find(unused, { session }).toArray()
    await of('blobs').deleteMany(unused, { session })
    return hashes.filter((hash) => found.some(({ _id }) => _id === hash))
  }

  return {
    ...contentReads(mongo, ranks),
    create: (content, made) =>
      units.run(async (unit) => {
        if (made?.kept) await keep(unit, made.kept)
        return makeContent(unit, content, made)
      }),
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
          .find({ _id: { $in: hashes }, refs: 1, ...unheld }, { session: unit.session })
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
        for (const ties of [comments, reactions, collaborations, reports, plays, purchases, said])
          await ties.removeWhere(unit, 'contenido_id', id)
        await takeOut(unit, id)
        await eraseNotices(unit, id)
        if (liveId) {
          await of('segmentos_vivo').deleteMany({ transmision_id: liveId }, { session })
          await questions.removeWhere(unit, 'transmision_id', liveId)
        }
        await of('trabajos').deleteMany({ objeto_id: { $in: [id, liveId ?? id] } }, { session })
        return { blobs: await takeUnused(unit, hashesOf(content.medios)), transmision_id: liveId }
      }),
  }
}
