import type { DatabaseSync } from 'node:sqlite'
import type { Arranque } from '../../model/arranque.ts'
import { redateHours } from './cells.ts'
import type { Collections } from './collections.ts'
import { freeJobsOfEarlierBoots } from './jobs.ts'
import type { Writes } from './ports.ts'
import { insertSql, insertValues, recordOf, type Shape } from './shape.ts'

const shape: Shape<Arranque> = {
  table: 'arranques',
  columns: {
    numero: 'plain',
    desde_nodo_ms: 'plain',
    desde_en: 'plain',
    techo_nodo_ms: 'plain',
    correccion_ms: 'plain',
    confianza: 'plain',
    limpio: 'flag',
  },
}

/** The last boot that this file knows. */
export const lastBoot = (db: DatabaseSync): Arranque | undefined => {
  const row = db.prepare('SELECT * FROM arranques ORDER BY numero DESC LIMIT 1').get()
  return row && recordOf(shape, row)
}

export const bootWrites = (db: DatabaseSync, collections: Collections): Writes['boots'] => {
  const insert = db.prepare(insertSql(shape))
  // A boot may have gone on over a return to an older copy of the base, which doesn't know it.
  const raise = db.prepare(
    `${insertSql(shape)} ON CONFLICT (numero) DO UPDATE SET techo_nodo_ms = excluded.techo_nodo_ms`,
  )
  const correct = db.prepare(
    'UPDATE arranques SET correccion_ms = ?, confianza = ?, desde_en = desde_en + ? WHERE numero = ?',
  )
  const moveHours = redateHours(db)
  const end = db.prepare('UPDATE arranques SET techo_nodo_ms = ?, limpio = 1 WHERE numero = ?')
  const forgetMarks = db.prepare('DELETE FROM fechas_baja')
  const freeJobs = freeJobsOfEarlierBoots(db)

  return {
    begin: (ceilingAheadMs, desdeEn) => {
      const last = lastBoot(db)
      const from = last?.techo_nodo_ms ?? 0
      const boot: Arranque = {
        numero: (last?.numero ?? 0) + 1,
        desde_nodo_ms: from,
        desde_en: desdeEn,
        techo_nodo_ms: from + ceilingAheadMs,
        correccion_ms: 0,
        confianza: 'baja',
        limpio: false,
      }
      insert.run(...insertValues(shape, boot))
      forgetMarks.run()
      freeJobs()
      return { boot, lastWasClean: last?.limpio ?? true }
    },
    raise: (boot) => {
      raise.run(...insertValues(shape, boot))
    },
    correct: (numero, correccionMs, confianza, shiftMs) => {
      correct.run(correccionMs, confianza, shiftMs, numero)
      if (shiftMs !== 0) {
        for (const collection of Object.values(collections)) collection.redate(shiftMs)
        moveHours(numero, shiftMs)
      }
      if (confianza !== 'baja') forgetMarks.run()
    },
    end: (numero, nodoMs) => {
      end.run(nodoMs, numero)
    },
  }
}
