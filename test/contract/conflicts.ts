import fc from 'fast-check'
import type { Test } from 'tap'
import type { Conflicto } from '../../src/model/conflicto.ts'
import type { Contenido } from '../../src/model/contenido.ts'
import { newId } from '../../src/model/ids.ts'
import type { Open } from './opened.ts'
import { account, at, content } from './records.ts'

const contested = ['titulo', 'etiquetas', 'categoria'] as const
const there = newId(at)
const act = { actor_id: newId(at), fecha: at + 9 }

/** A conflict between a content as it stands here and as it was changed elsewhere. */
export const conflict = (of: Contenido, elsewhere: Partial<Contenido>, given: Partial<Conflicto> = {}): Conflicto => ({
  id: newId(at),
  tipo: 'contenidos',
  id_registro: of.id,
  base: 1,
  local: { nodo_id: of.nodo_id, version: of.version, lamport: of.lamport, datos: { ...of } },
  remoto: { nodo_id: there, version: 2, lamport: 77, datos: { ...of, ...elsewhere } },
  campos: [...contested],
  estado: 'pendiente',
  resolucion: null,
  detectado_en: at,
  resuelto_por: null,
  resuelto_en: null,
  version: 1,
  lamport: 0,
  ...given,
})
const elsewhere = { titulo: 'Otro título', etiquetas: ['son', 'huapango'], categoria: 'música' }

const withContents = async (open: Open, t: Test, howMany = 1) => {
  const opened = await open(t)
  const creator = account()
  await opened.storage.accounts.create(creator)
  const contents = Array.from({ length: howMany }, () => content(creator.id, { titulo: 'De aquí', etiquetas: ['son'] }))
  await opened.storage.contents.createMany(contents)
  const one = contents[0] as Contenido
  const now = async () => (await opened.storage.contents.byId(one.id))?.contenido
  return { ...opened, contents, one, now }
}

/** What every family promises of conflicts. */
export const conflictsContract = (t: Test, open: Open) => {
  t.test('a conflict waits with both its sides, holds up nothing, and no log tells of it', async (t) => {
    const { storage, diario, one, now } = await withContents(open, t)
    const before = await diario()
    const given = conflict(one, elsewhere)
    t.match(await storage.conflicts.add(given), { ...given, lamport: Number })
    t.match(await storage.conflicts.add(given), { ...given, lamport: Number })
    t.match(await storage.conflicts.page('pendiente', 10), {
      rows: [given.id].map((id) => ({ id })),
      next: null,
      total: 1,
    })
    t.same(await diario(), before)
    await storage.contents.change(one.id, { descripcion: 'y sigue' })
    t.match(await now(), { titulo: 'De aquí', descripcion: 'y sigue' })
  })

  t.test('of one record one waits, with the sides of the last that came', async (t) => {
    const { storage, one } = await withContents(open, t)
    const first = await storage.conflicts.add(conflict(one, elsewhere))
    const later = conflict(one, { titulo: 'El último' }, { base: 3, campos: ['titulo'] })
    t.match(await storage.conflicts.add(later), {
      id: first.id,
      base: 3,
      campos: ['titulo'],
      remoto: { datos: { titulo: 'El último' } },
      detectado_en: at,
      version: 2,
    })
    t.equal((await storage.conflicts.page('pendiente', 10)).total, 1)
  })

  t.test('of twenty that come at once for one record, one waits', async (t) => {
    const { storage, one } = await withContents(open, t)
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, i) => storage.conflicts.add(conflict(one, { titulo: `${i}` }))),
    )
    t.equal(new Set(added.map(({ id }) => id)).size, 1)
    t.match(await storage.conflicts.page('pendiente', 10), { total: 1, rows: [{ version: 20 }] })
  })

  t.test('what is decided is in the record and in the log with it; later words of this side stay', async (t) => {
    const { storage, diario, one, now } = await withContents(open, t)
    const { id } = await storage.conflicts.add(conflict(one, elsewhere))
    await storage.contents.change(one.id, { categoria: 'palabra' })
    const before = (await diario()).length
    const done = await storage.conflicts.resolve(id, { titulo: 'remoto', etiquetas: 'remoto' }, act, 1)
    t.match(done, {
      estado: 'resuelto',
      resolucion: { titulo: 'remoto', etiquetas: 'remoto', categoria: 'local' },
      resuelto_por: act.actor_id,
      resuelto_en: act.fecha,
    })
    t.match(await now(), { titulo: 'Otro título', etiquetas: ['son', 'huapango'], categoria: 'palabra', version: 3 })
    t.match((await diario()).slice(before), [
      {
        tipo: 'contenidos',
        accion: 'patch',
        base: 2,
        datos: { titulo: 'Otro título', etiquetas: ['son', 'huapango'] },
      },
    ])
    t.match(await storage.conflicts.page('resuelto', 10), { rows: [{ id }], total: 1 })
    t.equal((await storage.conflicts.page('pendiente', 10)).total, 0)
    await t.rejects(storage.conflicts.resolve(id, {}, act), { code: 'conflicto_resuelto' })
    const next = await storage.conflicts.add(conflict(one, { titulo: 'De nuevo' }))
    t.not(next.id, id, 'what was decided is kept beside the next one')
  })

  t.test('who decides over sides that have changed is told, and nothing is written', async (t) => {
    const { storage, one, now } = await withContents(open, t)
    const { id } = await storage.conflicts.add(conflict(one, elsewhere))
    await storage.conflicts.add(conflict(one, { titulo: 'El último' }))
    const before = await now()
    await t.rejects(storage.conflicts.resolve(id, { titulo: 'remoto' }, act, 1), { code: 'version_distinta' })
    await t.rejects(storage.conflicts.resolve(newId(at), {}, act), { code: 'conflicto_no_encontrado' })
    t.same(await now(), before)
  })

  t.test('of two who decide at once one does, and the record is as that one said', async (t) => {
    const { storage, one, now } = await withContents(open, t)
    const { id } = await storage.conflicts.add(conflict(one, elsewhere))
    const sides = ['local', 'remoto'] as const
    const made = await Promise.allSettled(sides.map((titulo) => storage.conflicts.resolve(id, { titulo }, act)))
    t.same(made.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    const won = sides[made.findIndex(({ status }) => status === 'fulfilled')]
    t.equal((await now())?.titulo, won === 'remoto' ? 'Otro título' : 'De aquí')
  })

  t.test('a record that is gone, or of a kind that is not known here, is decided on all the same', async (t) => {
    const { storage, one, now } = await withContents(open, t)
    const gone = await storage.conflicts.add(conflict(one, elsewhere))
    const strange = await storage.conflicts.add(conflict(one, elsewhere, { tipo: 'de_otro_mundo' }))
    await storage.contents.remove(one.id)
    for (const { id } of [gone, strange])
      t.match(await storage.conflicts.resolve(id, { titulo: 'remoto' }, act), { estado: 'resuelto' })
    t.equal(await now(), undefined)
  })

  t.test('whatever comes and is decided, pages give each of a state once, oldest first', async (t) => {
    const { storage, contents } = await withContents(open, t, 6)
    const step = fc.record({ what: fc.constantFrom('add', 'resolve'), which: fc.nat(5) })
    const states = new Map<string, { record: string; done: boolean }>()
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
        for (const { what, which } of steps) {
          const of = contents[which] as Contenido
          const waiting = [...states].find(([, { record, done }]) => record === of.id && !done)?.[0]
          if (what === 'add')
            states.set((await storage.conflicts.add(conflict(of, elsewhere))).id, { record: of.id, done: false })
          else if (waiting) {
            await storage.conflicts.resolve(waiting, {}, act)
            states.set(waiting, { record: of.id, done: true })
          }
        }
        for (const estado of ['pendiente', 'resuelto'] as const) {
          const seen: string[] = []
          for (let cursor: string | undefined, more = true; more; ) {
            const page = await storage.conflicts.page(estado, 2, cursor)
            seen.push(...page.rows.map(({ id }) => id))
            more = page.next !== null
            cursor = page.next ?? undefined
          }
          const expected = [...states].filter(([, { done }]) => done === (estado === 'resuelto')).map(([id]) => id)
          t.same(seen, expected)
        }
      }),
      { numRuns: 8 },
    )
  })
}
