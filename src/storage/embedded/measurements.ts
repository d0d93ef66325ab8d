import type { DatabaseSync } from 'node:sqlite'
import { figures, Medicion, type PasoMedicion, stepMs } from '../../model/medicion.ts'
import { bootIsNotKept } from '../boots.ts'
import { hourOfMinute, hoursOf, minutesOfHour } from '../measurements.ts'
import type { Reads, Writes } from './ports.ts'
import { insertSql, insertValues, recordOf, shapeOf } from './shape.ts'

const shape = shapeOf('mediciones', Medicion)

export const measurementReads = (db: DatabaseSync): Reads['measurements'] => {
  const began = 'a.desde_en + m.numero * ?1'
  const range = db.prepare(
    `SELECT m.*, ${began} AS en FROM mediciones m JOIN arranques a ON a.numero = m.arranque
     WHERE m.paso = ?2 AND ${began} >= ?3 AND ${began} < ?4 ORDER BY m.arranque, m.numero`,
  )
  return {
    range: (paso, { desde = 0, hasta = Number.MAX_SAFE_INTEGER }) =>
      range.all(stepMs[paso], paso, desde, hasta).map((row) => ({ ...recordOf(shape, row), en: Number(row.en) })),
  }
}

export const measurementWrites = (db: DatabaseSync): Writes['measurements'] => {
  const boot = db.prepare('SELECT 1 FROM arranques WHERE numero = ?')
  const upsert = `${insertSql(shape)} ON CONFLICT DO UPDATE SET
    ${Object.keys(figures)
      .map((figure) => `${figure} = excluded.${figure}`)
      .join(', ')}`
  const put = db.prepare(upsert)
  const putHour = db.prepare(`${upsert} WHERE excluded.minutos >= minutos`)
  const minutesBefore = db.prepare(
    `SELECT * FROM mediciones WHERE paso = 'minuto' AND (arranque, numero) < (?, ?) ORDER BY arranque, numero`,
  )
  const nthNewest = db.prepare(
    `SELECT arranque, numero FROM mediciones WHERE paso = ? ORDER BY arranque DESC, numero DESC LIMIT 1 OFFSET ?`,
  )
  const forgetMinutes = db.prepare(
    `DELETE FROM mediciones WHERE paso = 'minuto' AND (arranque, numero) < (?, ?) AND EXISTS (
       SELECT 1 FROM mediciones hour
       WHERE hour.paso = 'hora' AND hour.arranque = mediciones.arranque
         AND hour.numero = mediciones.numero / ${minutesOfHour})`,
  )
  const forgetHours = db.prepare(`DELETE FROM mediciones WHERE paso = 'hora' AND (arranque, numero) < (?, ?)`)
  const oldestKept = (paso: PasoMedicion, kept: number) =>
    nthNewest.get(paso, kept - 1) as { arranque: number; numero: number } | undefined

  return {
    add: (minutes) => {
      for (const arranque of new Set(minutes.map((minute) => minute.arranque)))
        if (!boot.get(arranque)) throw bootIsNotKept()
      for (const minute of minutes) put.run(...insertValues(shape, { ...minute, paso: 'minuto' }))
    },
    rollUp: ({ arranque, numero }) => {
      const minutes = minutesBefore.all(arranque, numero * minutesOfHour).map((row) => recordOf(shape, row))
      for (const hour of hoursOf(minutes)) putHour.run(...insertValues(shape, hour))
    },
    prune: ({ minuto, hora }) => {
      const minute = oldestKept('minuto', minuto)
      if (minute) forgetMinutes.run(minute.arranque, hourOfMinute(minute.numero) * minutesOfHour)
      const hour = oldestKept('hora', hora)
      if (hour) forgetHours.run(hour.arranque, hour.numero)
    },
  }
}
