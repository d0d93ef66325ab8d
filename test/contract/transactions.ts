import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { EstadoTransaccion, TipoTransaccion, TotalMensual, Transaccion } from '../../src/model/transaccion.ts'
import type { Settlement, TransactionFilter } from '../../src/room/transaction-store.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { transaction } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content, keptAnswer, live } from './records.ts'

const withPeople = async (open: Open, t: Test) => {
  const opened = await open(t)
  const [ana, eva] = [account({ nombre: 'Ana' }), account({ nombre: 'Eva' })]
  for (const one of [ana, eva]) await opened.storage.accounts.create(one)
  return { ...opened, ana: ana.id, eva: eva.id }
}

const confirmed = (given: Partial<Settlement> = {}): Settlement => ({
  estado: 'confirmada',
  por: newId(at),
  en: at,
  ...given,
})

const listed = async ({ transactions }: Storage, filter: TransactionFilter, between = async () => {}) => {
  const ids: string[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await transactions.page(filter, 2, cursor)
    ids.push(...rows.map(({ transaccion }) => transaccion.id))
    if (next === null) return ids
    cursor = next
    await between()
  }
}

const newYear = Date.UTC(2027, 0, 1)

/** What every family promises of money between people. */
export const transactionsContract = (t: Test, open: Open) => {
  t.test(
    'a promise is kept whole with the kept answer, of things that are there, and no log tells of it',
    async (t) => {
      const { storage, diario, ana, eva } = await withPeople(open, t)
      const song = content(eva)
      const show = live(song)
      await storage.lives.create(show, song)
      const before = await diario()
      const given = transaction(ana, eva, { transmision_id: show.id, contenido_id: song.id, mensaje: '¡Salud!' })
      const kept = keptAnswer(ana)
      t.match(await storage.transactions.add(given, kept), { ...given, lamport: Number })
      t.match(await storage.transactions.byId(given.id), { ...given, lamport: Number })
      t.match(await storage.transactions.page({}, 10), {
        rows: [
          { transaccion: { id: given.id }, donante: { id: ana, nombre: 'Ana' }, receptor: { id: eva, nombre: 'Eva' } },
        ],
        next: null,
      })
      const add = (to: string, more: Partial<Transaccion> = {}) => storage.transactions.add(transaction(ana, to, more))
      await t.rejects(storage.transactions.add(transaction(ana, eva), kept), { code: 'clave_idempotencia_en_curso' })
      await t.rejects(add(newId(at)), { code: 'usuario_no_encontrado' })
      await t.rejects(add(eva, { transmision_id: newId(at) }), { code: 'transmision_no_encontrada' })
      await t.rejects(add(eva, { contenido_id: newId(at) }), { code: 'contenido_no_encontrado' })
      t.equal((await listed(storage, {})).length, 1)
      t.same(await diario(), before)
    },
  )

  t.test('a promise is confirmed or cancelled once and for all, over the version that was read', async (t) => {
    const { storage, ana, eva } = await withPeople(open, t)
    const add = (given: Partial<Transaccion> = {}) => storage.transactions.add(transaction(ana, eva, given))
    const [first, second] = [await add({ referencia_pago: 'folio 7' }), await add({ referencia_pago: 'folio 8' })]
    const settlement = confirmed({ por: eva, en: at + 9 })
    await t.rejects(storage.transactions.settle(first.id, settlement, 2), { code: 'version_distinta' })
    t.match(await storage.transactions.settle(first.id, settlement, 1), {
      estado: 'confirmada',
      confirmada_en: at + 9,
      confirmada_por: eva,
      referencia_pago: 'folio 7',
      version: 2,
    })
    t.match(
      await storage.transactions.settle(second.id, {
        estado: 'anulada',
        por: eva,
        en: at,
        referencia_pago: 'devuelto',
      }),
      { estado: 'anulada', confirmada_en: null, confirmada_por: null, referencia_pago: 'devuelto' },
    )
    for (const { id } of [first, second])
      for (const estado of ['confirmada', 'anulada'] as const)
        await t.rejects(storage.transactions.settle(id, confirmed({ estado })), { code: 'transaccion_resuelta' })
    await t.rejects(storage.transactions.settle(newId(at), confirmed()), { code: 'transaccion_no_encontrada' })
  })

  t.test('a purchase opens its content when it is confirmed, and not before; a gift opens nothing', async (t) => {
    const { storage, ana, eva } = await withPeople(open, t)
    const [song, film, gone] = [content(eva), content(eva), content(eva)]
    await storage.contents.createMany([song, film, gone])
    const ids = [song.id, film.id, gone.id]
    const buy = (contenido_id: string, given: Partial<Transaccion> = {}) =>
      storage.transactions.add(transaction(ana, eva, { tipo: 'compra', contenido_id, ...given }))
    const bought = await buy(song.id)
    const lost = await buy(gone.id)
    const gift = await buy(film.id, { tipo: 'donacion' })
    const dropped = await buy(film.id)
    t.same(await storage.purchases.opened(ana, ids), [])
    await storage.contents.remove(gone.id)
    for (const { id } of [bought, lost, gift]) await storage.transactions.settle(id, confirmed({ en: at + 3 }))
    await storage.transactions.settle(dropped.id, confirmed({ estado: 'anulada' }))
    t.same(await storage.purchases.opened(ana, ids), [song.id])
    t.match((await storage.purchases.ofUser(ana, 10)).rows, [{ transaccion_id: bought.id, fecha: at + 3 }])
    await buy(film.id, { estado: 'confirmada', confirmada_en: at, metodo_pago: 'pasarela' })
    t.same(await storage.purchases.opened(ana, ids), [song.id, film.id])
  })

  t.test('the log tells which month of UTC brought whom other sums, in which currency, and nothing else', async (t) => {
    const { storage, diario, ana, eva } = await withPeople(open, t)
    const before = (await diario()).length
    const settle = async (given: Partial<Transaccion>, en: number, estado: Settlement['estado'] = 'confirmada') => {
      const { id } = await storage.transactions.add(transaction(ana, eva, given))
      await storage.transactions.settle(id, confirmed({ en, estado }))
    }
    await settle({ monto: 100 }, newYear - 1)
    await settle({ monto: 20 }, newYear - 1)
    await settle({ monto: 3 }, newYear)
    await settle({ monto: 9, moneda: 'COP' }, newYear)
    await settle({ monto: 50 }, newYear, 'anulada')
    const rows = (await diario()).slice(before)
    t.same(
      rows.map(({ tipo, accion, datos }) => [tipo, accion, datos]),
      [
        ['2026-12', 'MXN'],
        ['2026-12', 'MXN'],
        ['2027-01', 'MXN'],
        ['2027-01', 'COP'],
      ].map(([mes, moneda]) => ['transacciones', 'patch', { creador_id: eva, mes, moneda }]),
    )
    t.equal(rows[0]?.id_registro, rows[1]?.id_registro)
    t.equal(new Set(rows.map(({ id_registro }) => id_registro)).size, 3)
    t.strictSame(await storage.transactions.monthly(eva), [
      { creador_id: eva, mes: '2026-12', moneda: 'MXN', monto: 120, cuantas: 2 },
      { creador_id: eva, mes: '2027-01', moneda: 'COP', monto: 9, cuantas: 1 },
      { creador_id: eva, mes: '2027-01', moneda: 'MXN', monto: 3, cuantas: 1 },
    ])
    t.same(await storage.transactions.monthly(ana), [])
  })

  t.test(
    'money goes into another month with the clock of a box that did not know the time, and both are told',
    async (t) => {
      const { storage, diario, ana, eva } = await withPeople(open, t)
      const { boot } = await storage.boots.begin(60_000, at)
      const { id } = await storage.transactions.add(transaction(ana, eva, { fecha: newYear - 10 }))
      await storage.transactions.settle(id, confirmed({ en: newYear - 5 }))
      const before = (await diario()).length
      await storage.boots.correct(boot.numero, 60_000, 'ntp', 60_000)
      t.match(await storage.transactions.byId(id), { fecha: newYear + 59_990, confirmada_en: newYear + 59_995 })
      t.same(
        (await diario()).slice(before).map(({ datos }) => datos),
        ['2026-12', '2027-01'].map((mes) => ({ creador_id: eva, mes, moneda: 'MXN' })),
      )
      t.match(await storage.transactions.monthly(eva), [{ mes: '2027-01', monto: 5_000 }])
    },
  )

  t.test('of ten who settle one promise at once, one does; of many who are confirmed at once, all count', async (t) => {
    const { storage, diario, ana, eva } = await withPeople(open, t)
    const { id } = await storage.transactions.add(transaction(ana, eva))
    const settled = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        storage.transactions.settle(id, confirmed({ estado: i % 2 ? 'confirmada' : 'anulada' })),
      ),
    )
    const [first, ...others] = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    t.same(others, [])
    for (const one of settled) if (one.status === 'rejected') t.match(one.reason, { code: 'transaccion_resuelta' })
    t.match(await storage.transactions.byId(id), { estado: first?.estado, version: 2 })

    const before = (await diario()).length
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const given = await storage.transactions.add(transaction(ana, eva, { moneda: 'BRL', monto: 7 }))
        await storage.transactions.settle(given.id, confirmed())
      }),
    )
    const brazil = (await storage.transactions.monthly(eva)).filter(({ moneda }) => moneda === 'BRL')
    t.same(brazil, [{ creador_id: eva, mes: '2026-12', moneda: 'BRL', monto: 140, cuantas: 20 }])
    t.equal((await diario()).length, before + 20)
  })

  t.test('whatever is promised and settled, lists and sums have each once, by whatever is asked for', async (t) => {
    const { storage, diario, ana, eva } = await withPeople(open, t)
    const people = [ana, eva]
    const model: Transaccion[] = []
    const person = fc.constantFrom(0, 1)
    const estado = fc.constantFrom<EstadoTransaccion>('prometida', 'confirmada', 'anulada')
    const tipo = fc.constantFrom<TipoTransaccion>('donacion', 'suscripcion')
    const act = fc.record({
      ...{ from: person, to: person, estado, tipo, moneda: fc.constantFrom('MXN', 'COP') },
      monto: fc.oneof(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1e11, max: 1e12 })),
      hours: fc.integer({ min: -2, max: 2 }),
    })
    const wanted = { requiredKeys: [] }
    const filter = fc.record(
      { usuario: person, creador: person, estado, tipo, desde: fc.nat(3), hasta: fc.nat(3) },
      wanted,
    )
    const hour = (n: number) => newYear + n * 3_600_000
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 6 }), filter, async (acts, asked) => {
        for (const { from, to, estado, hours, ...given } of acts) {
          const fecha = hour(hours)
          const made = await storage.transactions.add(
            transaction(people[from] ?? '', people[to] ?? '', { ...given, fecha }),
          )
          const after =
            estado === 'prometida'
              ? made
              : await storage.transactions.settle(made.id, confirmed({ estado, en: hour(hours) }))
          model.push(after)
        }
        const of: TransactionFilter = {
          ...(asked.usuario !== undefined && { usuario_id: people[asked.usuario] ?? '' }),
          ...(asked.creador !== undefined && { creador_id: people[asked.creador] ?? '' }),
          ...(asked.estado && { estado: asked.estado }),
          ...(asked.tipo && { tipo: asked.tipo }),
          ...(asked.desde !== undefined && { desde: hour(asked.desde - 2) }),
          ...(asked.hasta !== undefined && { hasta: hour(asked.hasta) }),
        }
        const found = model.filter(
          (one) =>
            (of.usuario_id ?? one.usuario_id) === one.usuario_id &&
            (of.creador_id ?? one.creador_id) === one.creador_id &&
            (of.estado ?? one.estado) === one.estado &&
            (of.tipo ?? one.tipo) === one.tipo &&
            one.fecha >= (of.desde ?? 0) &&
            one.fecha < (of.hasta ?? Number.POSITIVE_INFINITY),
        )
        const late = transaction(ana, eva, { fecha: hour(0) })
        const meanwhile = async () => {
          if (!model.some(({ id }) => id === late.id)) model.push(await storage.transactions.add(late))
        }
        const sums = Map.groupBy(found, ({ moneda, estado }) => `${moneda} ${estado}`)
        t.strictSame(
          (await storage.transactions.totals(of)).map((one) => [`${one.moneda} ${one.estado}`, one.monto, one.cuantas]),
          [...sums]
            .map(([key, rows]) => [key, rows.reduce((sum, { monto }) => sum + monto, 0), rows.length] as const)
            .toSorted(([a], [b]) => (a < b ? -1 : 1)),
        )
        t.same(await listed(storage, of, meanwhile), found.map(({ id }) => id).toReversed())
      }),
      { numRuns: 12 },
    )
    const months = new Map<string, TotalMensual>()
    for (const { creador_id, moneda, monto, estado, confirmada_en } of model) {
      if (estado !== 'confirmada') continue
      const mes = (confirmada_en ?? 0) < newYear ? '2026-12' : '2027-01'
      const key = `${creador_id} ${mes} ${moneda}`
      const before = months.get(key) ?? { monto: 0, cuantas: 0 }
      months.set(key, { creador_id, mes, moneda, monto: before.monto + monto, cuantas: before.cuantas + 1 })
    }
    const inOrder = [...months].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, total]) => total)
    t.strictSame(await storage.transactions.monthly(), inOrder)
    t.strictSame(
      await storage.transactions.monthly(eva),
      inOrder.filter(({ creador_id }) => creador_id === eva),
    )
    const told = (await diario()).filter(({ tipo }) => tipo === 'transacciones').map(({ datos }) => datos)
    t.same(
      new Set(told.map((one) => JSON.stringify(one))),
      new Set(inOrder.map(({ creador_id, mes, moneda }) => JSON.stringify({ creador_id, mes, moneda }))),
    )
    await t.rejects(storage.transactions.page({}, 2, 'x'), { code: 'cursor_invalido' })
  })
}
