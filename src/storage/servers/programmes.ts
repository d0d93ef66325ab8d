import type { ClientSession } from 'mongodb'
import { NodoError } from '../../errors.ts'
import type { Id } from '../../model/primitives.ts'
import type { Programacion } from '../../model/programacion.ts'
import { beginningBeside, beginningFor, isOnBetween, keepApart } from '../../schedule/grid.ts'
import type { ProgrammeStore } from '../../schedule/store.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import { inSession, type Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

export const createProgrammes = (mongo: Mongo, units: Units, { programmes }: Collections): ProgrammeStore => {
  const keep = keepAnswer(mongo)
  /** Entries of a channel that may be on, told by the days on which they begin. */
  const beginning = async (canal_id: Id, { from, to }: { from: string; to: string }, session?: ClientSession) => {
    const once = { canal_id, repeticion: 'ninguna', dia: { $gte: from, $lte: to } }
    const again = { canal_id, repeticion: { $in: ['diaria', 'semanal'] }, dia: { $lte: to } }
    const found = await mongo
      .of('programacion')
      .find({ $or: [once, again] }, inSession(session))
      .sort({ dia: 1, desde: 1, _id: 1 })
      .toArray()
    return found.map((one) => recordOf<Programacion>(one))
  }
  /** Of two units that look what a channel has and write because of it, one has to begin anew. */
  const decideOn = async ({ session }: Unit, canalId: Id) => {
    const touched = await mongo
      .of('canales')
      .updateOne({ _id: canalId }, { $inc: { 'propio.decisiones': 1 } }, { session })
    if (touched.matchedCount === 0) throw new NodoError('canal_no_encontrado')
  }
  const place = async ({ session }: Unit, entry: Programacion) =>
    keepApart(entry, await beginning(entry.canal_id, beginningBeside(entry), session))
  const existing = async (unit: Unit, id: Id) => {
    const entry = await programmes.byId(id, unit)
    if (!entry) throw new NodoError('programa_no_encontrado')
    return entry
  }
  return {
    ...reading({
      byId: (id: Id) => programmes.byId(id),
      grid: async (canalId: Id, first: string, last: string) => {
        const entries = await beginning(canalId, beginningFor(first, last))
        return entries.filter((entry) => isOnBetween(entry, first, last))
      },
    }),
    add: (given, kept) =>
      units.run(async (unit) => {
        await decideOn(unit, given.canal_id)
        await place(unit, given)
        if (kept) await keep(unit, kept)
        return programmes.insert(unit, given)
      }),
    change: (id, fields, version) =>
      units.run(async (unit) => {
        const before = await existing(unit, id)
        await decideOn(unit, before.canal_id)
        const after = await programmes.change(unit, before, fields, version)
        await place(unit, after)
        return after
      }),
    remove: (id) => units.run(async (unit) => programmes.remove(unit, await existing(unit, id))),
  }
}
