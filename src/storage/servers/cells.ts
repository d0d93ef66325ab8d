import type { Binary, Document } from 'mongodb'
import {
  type Cell,
  type CellSpec,
  createSum,
  emptyParts,
  type Growth,
  grown,
  type Parts,
} from '../../analytics/cells.ts'
import type { CellFilter, CellStore, ViewTotals } from '../../analytics/store.ts'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { SesionMedida } from '../../model/vista.ts'
import type { Play } from '../../people/store.ts'
import { bootIsNotKept } from '../boots.ts'
import { decodeCellCursor, encodeCellCursor, hourLengthMs, hourMsOf, hourOf, keyTextOf, tellingOf } from '../cells.ts'
import type { Diario } from './diario.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf, keyOfBoot } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** A cell that is to be written, and when its hour began. */
interface Write<C> {
  cell: C
  en: number
}

const cellOf = <C extends Cell, D extends keyof C & string>(spec: CellSpec<C, D>, document: Document): C => {
  const cell = fieldsOf<C & Record<string, unknown>>(document)
  const sketches = spec.sketches.map((part) => [part, new Uint8Array((document[part] as Binary).value())])
  return { ...cell, ...Object.fromEntries(sketches) }
}

/** What makes sure that a session is counted on only from where the batch left off. */
const countSessions = async ({ of }: Mongo, { session }: Unit, tipo: string, given: Counted[], nodoMs: number) => {
  const counts = of('sesiones_medidas')
  await counts.deleteMany({ vence_nodo_ms: { $lte: nodoMs } }, { session })
  const ids = given.map(({ sesion }) => sessionKey(tipo, sesion))
  const found = await counts.find({ _id: { $in: ids } }, { session }).toArray()
  const known = new Map(found.map(({ _id, n }) => [_id, Number(n)]))
  for (const { sesion, antes } of given)
    if ((known.get(sessionKey(tipo, sesion)) ?? antes) !== antes) throw new NodoError('version_distinta')
  const writes = given.map(({ antes, ...kept }) => ({
    updateOne: {
      filter: { _id: sessionKey(tipo, kept.sesion) },
      update: { $set: kept, $setOnInsert: { 'propio.metrica': tipo } },
      upsert: true,
    },
  }))
  if (writes.length > 0) await counts.bulkWrite(writes, { session })
}

type Counted = SesionMedida & { antes: number }
const sessionKey = (tipo: string, sesion: string) => `${tipo} ${sesion}`

const cellReads = <C extends Cell, D extends keyof C & string>({ of }: Mongo, spec: CellSpec<C, D>) => {
  const cells = of(spec.tipo)
  return reading({
    sessions: async (sesiones: readonly string[], nodoMs: number) => {
      const ids = sesiones.map((sesion) => sessionKey(spec.tipo, sesion))
      const filter = { _id: { $in: ids }, vence_nodo_ms: { $gt: nodoMs } }
      return (await of('sesiones_medidas').find(filter).toArray()).map((one) => fieldsOf<SesionMedida>(one))
    },
    sum: async (filter: CellFilter<C, D>, by: Parameters<CellStore<C, D>['sum']>[1]) => {
      const { contenido_id, creador_id, desde, hasta } = filter
      const match: Document[] = []
      if (contenido_id !== undefined) match.push({ contenido_id })
      if (creador_id !== undefined) {
        const made = await of('contenidos')
          .find({ creador_id }, { projection: { _id: 1 } })
          .toArray()
        match.push({ contenido_id: { $in: made.map(({ _id }) => _id) } })
      }
      if (filter[spec.dimension] !== undefined) match.push({ [spec.dimension]: filter[spec.dimension] })
      if (desde !== undefined) match.push({ 'propio.en': { $gte: desde } })
      if (hasta !== undefined) match.push({ 'propio.en': { $lt: hasta } })
      const sum = createSum(spec, by)
      for await (const one of cells.find(match.length > 0 ? { $and: match } : {}))
        sum.take(cellOf(spec, one), Number(one.propio.en))
      return sum.rows()
    },
    ofHour: async (hour: Parameters<CellStore<C, D>['ofHour']>[0], contenidoIds: readonly Id[]) => {
      const found = await cells.find({ contenido_id: { $in: [...contenidoIds] }, ...hourOf(hour) }).toArray()
      return found.map((one) => cellOf(spec, one))
    },
    all: async (limit: number, cursor?: string) => {
      const behind = cursor === undefined ? {} : { _id: { $gt: decodeCellCursor(cursor) } }
      const found = await cells
        .find(behind)
        .sort({ _id: 1 })
        .limit(limit + 1)
        .toArray()
      const last = found[limit - 1]
      const next = found.length > limit && last ? encodeCellCursor(last._id) : null
      return { rows: found.slice(0, limit).map((one) => cellOf(spec, one)), next }
    },
  })
}

export const viewTotals = ({ of }: Mongo) =>
  reading({
    totals: async (contenidoIds: readonly Id[]): Promise<ViewTotals[]> => {
      const found = await of('vistas')
        .aggregate([
          { $match: { contenido_id: { $in: [...contenidoIds] } } },
          {
            $group: {
              _id: '$contenido_id',
              vistas: { $sum: '$vistas' },
              duracion_total_ms: { $sum: '$duracion_total_ms' },
            },
          },
        ])
        .toArray()
      return found.map(({ _id, ...sums }) => ({ contenido_id: _id, ...sums }) as ViewTotals)
    },
  })

/** Moves the cells of a boot of this base with what is now known of when it began. */
export const redateCells =
  ({ of }: Mongo, diario: Pick<Diario, 'origin'>, { tipo }: { tipo: string }) =>
  async ({ session }: Unit, arranque: number, shiftMs: number): Promise<void> => {
    await of(tipo).updateMany({ ...diario.origin(), arranque }, { $inc: { 'propio.en': shiftMs } }, { session })
  }

/** @param record keeps what known people played, in the unit */
export const createCells = <C extends Cell, D extends keyof C & string>(
  mongo: Mongo,
  units: Units,
  diario: Pick<Diario, 'origin'>,
  spec: CellSpec<C, D>,
  record: (unit: Unit, plays: readonly Play[]) => Promise<void> = async () => undefined,
): CellStore<C, D> => {
  const { tipo, dimension } = spec
  const cells = mongo.of(tipo)
  const keyOf = (cell: C) => keyTextOf(cell, String(cell[dimension]))

  const write = async ({ session }: Unit, given: readonly Write<C>[], growth: Growth) => {
    if (given.length === 0) return
    const ids = given.map(({ cell }) => keyOf(cell))
    const found = await cells.find({ _id: { $in: ids } }, { session }).toArray()
    const before = new Map(found.map((one) => [one._id, cellOf(spec, one)]))
    const writes = given.map(({ cell, en }) => {
      const _id = keyOf(cell)
      const old = before.get(_id)
      const parts = grown(spec, (old ?? emptyParts(spec)) as Parts<C, D>, cell as unknown as Parts<C, D>, growth)
      const lamport = Math.max(old?.lamport ?? 0, cell.lamport)
      if (old) return { updateOne: { filter: { _id }, update: { $set: { ...parts, lamport } } } }
      return { insertOne: { document: { _id, ...cell, ...parts, lamport, propio: { en } } } }
    })
    await cells.bulkWrite(writes as never, { session, ordered: false })
  }

  return {
    ...cellReads(mongo, spec),
    add: ({ arranque, hora_arranque, nodo_ms, sesiones, celdas, reproducciones = [] }) =>
      units.run(async (unit) => {
        const boot = await mongo.of('arranques').findOne({ _id: keyOfBoot(arranque) }, { session: unit.session })
        if (!boot) throw bootIsNotKept()
        await countSessions(mongo, unit, tipo, sesiones, nodo_ms)
        await record(unit, reproducciones)
        if (celdas.length === 0) return
        const hour = { ...diario.origin(), arranque, hora_arranque }
        const en = hourMsOf(Number(boot.desde_en), hour)
        const lamport = unit.tick()
        const written = celdas.map((cell) => ({ cell: { ...cell, ...hour, lamport } as unknown as C, en }))
        await write(unit, written, 'added')
        const contents = celdas.map(({ contenido_id }) => contenido_id).sort()
        if (spec.told) unit.tell(tellingOf(tipo, hour, contents), lamport)
      }),
    merge: ({ arranques, celdas }) =>
      units.run(async (unit) => {
        const starts = new Map<string, number>()
        for (const { desde_en, ...boot } of arranques) {
          starts.set(`${boot.nodo_id} ${boot.epoca} ${boot.arranque}`, desde_en)
          const start = { $add: [desde_en, { $multiply: ['$hora_arranque', hourLengthMs] }] }
          await cells.updateMany(boot, [{ $set: { 'propio.en': start } }], { session: unit.session })
        }
        const written = celdas.map((cell) => {
          const start = starts.get(`${cell.nodo_id} ${cell.epoca} ${cell.arranque}`)
          if (start === undefined) throw new Error(`the copy does not say when boot ${cell.arranque} began`)
          return { cell, en: hourMsOf(start, cell) }
        })
        await write(unit, written, 'highest')
        if (!spec.told) return
        for (const same of Map.groupBy(celdas, (cell) => Object.values(hourOf(cell)).join(' ')).values()) {
          const contents = same.map(({ contenido_id }) => contenido_id).sort()
          if (same[0]) unit.tell(tellingOf(tipo, hourOf(same[0]), contents), unit.tick())
        }
      }),
  }
}
