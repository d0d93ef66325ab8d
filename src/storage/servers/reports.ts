import type { ReportStore } from '../../catalog/store.ts'
import { NodoError } from '../../errors.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Denuncia, EstadoDenuncia } from '../../model/denuncia.ts'
import { pageOfRows, placeAfter } from '../cursor.ts'
import { decided, reportedAgain } from '../reports.ts'
import type { Collections } from './collections.ts'
import { keepAnswer } from './idempotency.ts'
import type { Mongo } from './mongo.ts'
import { personOf, withPerson } from './people.ts'
import { reading } from './reading.ts'
import { recordOf } from './records.ts'
import type { Units } from './unit.ts'

const inOrder = { 'propio.orden': 1 } as const

const withContent = {
  $lookup: {
    from: 'contenidos',
    localField: 'contenido_id',
    foreignField: '_id',
    pipeline: [{ $project: { titulo: 1, estado: 1 } }],
    as: 'contenido',
  },
}

const reportReads = ({ of }: Mongo) =>
  reading({
    queue: async (estado: EstadoDenuncia, limit: number, cursor?: string) => {
      const found = await of('denuncias')
        .aggregate([
          { $match: { estado, 'propio.orden': { $gt: placeAfter(cursor).order } } },
          { $sort: inOrder },
          { $limit: limit + 1 },
          withContent,
          withPerson('usuario_id'),
        ])
        .toArray()
      const { rows, next } = pageOfRows(found, limit, ({ _id, propio }) => ({ order: propio.orden, id: _id }))
      return {
        rows: rows.map(({ persona, contenido, ...one }) => ({
          denuncia: recordOf<Denuncia>(one),
          usuario: personOf(one.usuario_id, { persona }),
          contenido: recordOf<Pick<Contenido, 'id' | 'titulo' | 'estado'>>(contenido[0]),
        })),
        next,
        total: await of('denuncias').countDocuments({ estado }),
      }
    },
  })

export const createReports = (mongo: Mongo, units: Units, { contents, reports }: Collections): ReportStore => {
  const keep = keepAnswer(mongo)
  return {
    ...reportReads(mongo),
    report: (given, kept) =>
      units.run(async (unit) => {
        if (!(await contents.held(given.contenido_id, unit))) throw new NodoError('contenido_no_encontrado')
        if (kept) await keep(unit, kept)
        return reports.set(unit, given, reportedAgain)
      }),
    decide: (contenidoId, decision, hide) =>
      units.run(async (unit) => {
        const content = await contents.byId(contenidoId, unit)
        if (!content) throw new NodoError('contenido_no_encontrado')
        if (hide) await contents.change(unit, content, { estado: 'oculto', oculto_por: decision.decidida_por })
        const pending = await mongo
          .of('denuncias')
          .find({ contenido_id: contenidoId, estado: 'pendiente' }, { session: unit.session })
          .sort(inOrder)
          .toArray()
        const after: Denuncia[] = []
        for (const one of pending) after.push(await reports.change(unit, recordOf<Denuncia>(one), decided(decision)))
        return after
      }),
  }
}
