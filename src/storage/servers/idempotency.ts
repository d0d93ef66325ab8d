import { NodoError } from '../../errors.ts'
import type { RespuestaGuardada } from '../../model/idempotencia.ts'
import type { Id } from '../../model/primitives.ts'
import type { IdempotencyStore } from '../../system/store.ts'
import type { Mongo } from './mongo.ts'
import { reading } from './reading.ts'
import { fieldsOf } from './records.ts'
import type { Unit } from './unit.ts'

/** A key is its caller's and its route's. */
const keyOf = (cuenta: string, ruta: string, clave: string) => JSON.stringify([cuenta, ruta, clave])

export const createIdempotency = ({ of }: Mongo): IdempotencyStore =>
  reading({
    find: async (cuenta: Id, ruta: string, clave: string, nowNodoMs: number) => {
      const filter = { _id: keyOf(cuenta, ruta, clave), vence_nodo_ms: { $gt: nowNodoMs } }
      const kept = await of('idempotencia').findOne(filter)
      return kept ? fieldsOf<RespuestaGuardada>(kept) : undefined
    },
  })

/**
 * Keeps an answer in the unit of the creation that it tells.
 * @throws NodoError clave_idempotencia_en_curso where the key is kept already: the creation is undone with it
 */
export const keepAnswer = ({ of }: Mongo): ((unit: Unit, kept: RespuestaGuardada) => Promise<void>) => {
  const answers = of('idempotencia')
  return async ({ session }, kept) => {
    // The ceiling is at most a minute ahead of node time: a key may be forgotten that much early.
    const [boot] = await of('arranques').find({}, { session }).sort({ _id: -1 }).limit(1).toArray()
    await answers.deleteMany({ vence_nodo_ms: { $lte: Number(boot?.techo_nodo_ms ?? 0) } }, { session })
    const _id = keyOf(kept.cuenta, kept.ruta, kept.clave)
    if (await answers.findOne({ _id }, { session })) throw new NodoError('clave_idempotencia_en_curso')
    await answers.insertOne({ _id, ...kept }, { session })
  }
}
