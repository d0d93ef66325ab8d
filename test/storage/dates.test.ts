import t from 'tap'
import { datesOf, shiftDates } from '../../src/storage/dates.ts'

const record = { iniciada_en: 100, finalizada_en: null, cortes: [{ desde: 200, hasta: null }], titulo: 'x', version: 3 }

t.test('the dates of a record are found by their paths, in lists too', async (t) => {
  t.same(
    [...datesOf(record, ['iniciada_en', 'finalizada_en', 'cortes'])],
    [
      ['iniciada_en', 100],
      ['cortes.0.desde', 200],
    ],
  )
})

t.test('only the dates named move, and the record that was given stays as it is', async (t) => {
  const before = structuredClone(record)
  t.same(shiftDates(record, ['cortes.0.desde', 'iniciada_en'], 50), {
    ...record,
    iniciada_en: 150,
    cortes: [{ desde: 250, hasta: null }],
  })
  t.same(record, before)
})

t.test('a path that leads to no date any more is left out, and no date falls before 1970', async (t) => {
  t.same(shiftDates(record, ['cortes.5.desde', 'finalizada_en', 'titulo', 'no.está'], 50), record)
  t.match(shiftDates(record, ['iniciada_en'], -500), { iniciada_en: 0 })
})
