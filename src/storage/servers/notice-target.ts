import { builtAt } from '../../build-date.ts'
import type { Contenido } from '../../model/contenido.ts'
import type { Notificacion } from '../../model/notificacion.ts'
import type { Id } from '../../model/primitives.ts'
import type { Seguimiento } from '../../model/seguimiento.ts'
import {
  mayHaveMissed,
  missedMost,
  missedNotices,
  noticesTo,
  type Telling,
  tellingOf,
} from '../../projections/notices.ts'
import { type Target, TurnTaken } from '../../projections/worker.ts'
import type { Collections } from './collections.ts'
import type { Mongo } from './mongo.ts'
import { addNotices, eraseNoticesOf } from './notices.ts'
import { recordOf } from './records.ts'
import type { Unit, Units } from './unit.ts'

/** So many notices are one unit of work. */
const noticesAtOnce = 500

/** Tells people of what others did: notices are documents, each kept once. */
export const createNoticeTarget = (
  mongo: Mongo,
  units: Units,
  collections: Collections,
  told: (usuarioIds: ReadonlySet<Id>) => void,
): Target => {
  const add = addNotices(mongo, collections)
  const erase = eraseNoticesOf(mongo)

  async function* peopleOf({ para, en }: Telling, nowMs: number): AsyncGenerator<Id> {
    if ('usuario_id' in para) yield para.usuario_id
    else if ('seguidores_de' in para) {
      const by = { creador_id: para.seguidores_de, activo: true, fecha_inicio: { $lte: en ?? nowMs } }
      const follows = mongo.of('seguimientos').find(by).project<{ usuario_id: Id }>({ usuario_id: 1 })
      for await (const { usuario_id } of follows) yield usuario_id
    } else {
      const content = await mongo.of('contenidos').findOne({ _id: para.creador_de })
      if (content) yield content.creador_id
    }
  }

  /** Most of what comes at once is of few creators, and many of those have no followers. */
  const createFollowed = () => {
    const known = new Map<Id, Promise<boolean>>()
    const look = async (creador_id: Id) =>
      (await mongo.of('seguimientos').findOne({ creador_id, activo: true }, { projection: { _id: 1 } })) !== null
    return (creatorId: Id) => known.getOrInsertComputed(creatorId, look)
  }

  const missedBy = async (follow: Seguimiento, nowMs: number): Promise<Notificacion[]> => {
    const newest = { orden_nodo_ms: -1, _id: -1 } as const
    const made = mongo.of('contenidos').find({ creador_id: follow.creador_id }).sort(newest).limit(missedMost)
    const contents = (await made.toArray()).map((one) => recordOf<Contenido>(one))
    return missedNotices(follow, contents, nowMs)
  }

  const expectTurn = async ({ session }: Unit, turn: number) => {
    const kept = await mongo.of('proyecciones').findOne({ _id: 'notificaciones' }, { session })
    if (kept?.turno !== turn) throw new TurnTaken(Number(kept?.turno ?? turn))
  }

  return {
    apply: async (seen, turn) => {
      const nowMs = Math.max(builtAt, Date.now())
      const isFollowed = createFollowed()
      let waiting: Notificacion[] = []
      const keep = async () => {
        const notices = waiting
        waiting = []
        if (notices.length === 0) return
        const kept = await units.run(async (unit) => {
          await expectTurn(unit, turn)
          return add(unit, notices)
        })
        told(kept)
      }
      for (const { tipo, record } of seen) {
        const telling = tellingOf(tipo, record, nowMs)
        if (!telling) continue
        if ('seguidores_de' in telling.para && !(await isFollowed(telling.para.seguidores_de))) continue
        for await (const id of peopleOf(telling, nowMs)) {
          waiting.push(...noticesTo(telling, id, nowMs))
          if (waiting.length >= noticesAtOnce) await keep()
        }
        if (tipo === 'seguimientos' && mayHaveMissed(record, nowMs)) waiting.push(...(await missedBy(record, nowMs)))
      }
      await keep()
      // What was told of it while it was being removed goes too.
      const gone = seen.filter(({ tipo, record }) => tipo === 'contenidos' && !record)
      if (gone.length > 0)
        await units.run(async (unit) => {
          for (const { id } of gone) await erase(unit, id)
        })
    },
    // What people were told stays: a rebuild adds what is missing.
    clear: async () => undefined,
  }
}
