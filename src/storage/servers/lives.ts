import type { Document } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { LiveStore, LiveWithCreator } from '../../ingest/store.ts'
import type { Id } from '../../model/primitives.ts'
import type { SegmentoVivo, TransmisionGuardada } from '../../model/transmision.ts'
import { finished, goneLive, interrupted, published, unfinished, wordsOf } from '../lives.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import { insertJob } from './jobs.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf, recordOf } from './records.ts'
import { insertKey } from './stream-keys.ts'
import type { Unit, Units } from './unit.ts'

const withCreator: Document[] = [
  { $lookup: { from: 'usuarios', localField: 'creador_id', foreignField: '_id', as: 'creador' } },
]

const joined = ({ creador, ...live }: Document): LiveWithCreator => ({
  transmision: recordOf<TransmisionGuardada>(live),
  creador: { id: String(live.creador_id), nombre: String(creador[0]?.nombre ?? '') },
})

const open = ['preparada', 'en_vivo', 'reconectando']

const liveReads = ({ of }: Mongo) => {
  const one = async (match: Document) => {
    const [found] = await of('transmisiones')
      .aggregate([{ $match: match }, ...withCreator])
      .toArray()
    return found && joined(found)
  }
  return reading({
    byId: (id: Id) => one({ _id: id }),
    byCode: (codigo: string) => one({ 'propio.codigo': codigo.toLowerCase() }),
    unfinished: async () => {
      const newestFirst = { $sort: { creada_nodo_ms: -1, _id: -1 } }
      const stages = [{ $match: { estado: { $in: open } } }, newestFirst, ...withCreator]
      return (await of('transmisiones').aggregate(stages).toArray()).map(joined)
    },
    segments: async (id: Id) => {
      const rows = await of('segmentos_vivo')
        .find({ transmision_id: id })
        .sort({ rendicion: 1, secuencia: 1 })
        .toArray()
      return rows.map((row) => fieldsOf<SegmentoVivo>(row))
    },
  })
}

export const createLives = (mongo: Mongo, units: Units, { lives, contents }: Collections): LiveStore => {
  const addKey = insertKey(mongo)
  const addJob = insertJob(mongo)
  const keep = keepAnswer(mongo)

  const existing = async (unit: Unit, id: Id): Promise<TransmisionGuardada> => {
    const live = await lives.byId(id, unit)
    if (!live) throw new NodoError('transmision_no_encontrada')
    return live
  }
  const contentOf = async (unit: Unit, live: TransmisionGuardada) => {
    const content = await contents.byId(live.contenido_id, unit)
    if (!content) throw new NodoError('contenido_no_encontrado')
    return content
  }

  return {
    ...liveReads(mongo),
    create: (live, content, key, kept) =>
      units.run(async (unit) => {
        const sameCode = { 'propio.codigo': live.codigo.toLowerCase() }
        if (await mongo.of('transmisiones').findOne(sameCode, { session: unit.session }))
          throw new NodoError('codigo_ocupado')
        await contents.insert(unit, content)
        await lives.insert(unit, live)
        if (key) await addKey(unit, key)
        if (kept) await keep(unit, kept)
      }),
    change: (id, fields, version) =>
      units.run(async (unit) => {
        const words = wordsOf(fields)
        const live = await existing(unit, id)
        const changed = await lives.change(unit, live, words, version)
        const content = await contents.byId(live.contenido_id, unit)
        if (content) await contents.change(unit, content, words)
        return changed
      }),
    goLive: (id, at) =>
      units.run(async (unit) => {
        const live = unfinished(await existing(unit, id))
        if (live.estado === 'en_vivo') return live
        const content = await contentOf(unit, live)
        await contents.change(unit, content, published(content, at))
        return lives.change(unit, live, goneLive(live, at))
      }),
    interrupt: (id, at, graceEndsNodoMs) =>
      units.run(async (unit) => {
        const live = unfinished(await existing(unit, id))
        // What was never on air has no outage: it keeps waiting for its encoder as it did.
        if (live.estado === 'preparada') return live
        return lives.change(unit, live, interrupted(live, at, graceEndsNodoMs))
      }),
    finish: (id, at, recorded, job) =>
      units.run(async (unit) => {
        const live = await existing(unit, id)
        const content = await contentOf(unit, live)
        if (live.estado === 'finalizada') return { transmision: live, contenido: content }
        const ownKey = { transmision_id: id, revocada_en: null }
        const { session } = unit
        await mongo.of('claves_transmision').updateMany(ownKey, { $set: { revocada_en: at } }, { session })
        if (job) await addJob(unit, job)
        return {
          transmision: await lives.change(unit, live, finished(live, at, recorded.espectadores_max)),
          contenido: await contents.change(unit, content, {
            duracion_ms: recorded.duracion_ms,
            estado: job ? content.estado : 'oculto',
          }),
        }
      }),
    journal: (segments) =>
      units.run(async ({ session }) => {
        for (const segment of segments) {
          const _id = `${segment.transmision_id} ${segment.rendicion} ${segment.secuencia}`
          await mongo.of('segmentos_vivo').updateOne({ _id }, { $setOnInsert: segment }, { upsert: true, session })
        }
      }),
  }
}
