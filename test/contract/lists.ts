import fc from 'fast-check'
import type { Test } from 'tap'
import type { EntradaLista } from '../../src/model/lista.ts'
import type { ListEdit } from '../../src/people/store.ts'
import { list } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content, keptAnswer, live } from './records.ts'

const withContents = async (open: Open, t: Test, howMany: number) => {
  const opened = await open(t)
  const { storage } = opened
  const [ana, eva] = [account(), account()]
  for (const one of [ana, eva]) await storage.accounts.create(one)
  const contents = Array.from({ length: howMany }, () => content(ana.id))
  for (const one of contents) await storage.lives.create(live(one, { estado: 'finalizada' }), one)
  const ids = contents.map(({ id }) => id) as [string, ...string[]]
  const entry = (which: number, given: Partial<EntradaLista> = {}): EntradaLista => ({
    contenido_id: ids[which] ?? '',
    agregado_en: at,
    agregado_por: ana.id,
    ...given,
  })
  /** What is in a list, as places among the contents. */
  const inside = async (id: string) =>
    (await storage.lists.byId(id))?.contenidos.map(({ contenido_id }) => ids.indexOf(contenido_id))
  const listOf = async (...which: number[]) => {
    const one = list(ana.id)
    await storage.lists.create(one)
    return storage.lists.edit(one.id, { agregar: which.map((each) => entry(each)) })
  }
  return { ...opened, ana, eva, ids, entry, inside, listOf }
}

/** What every family promises of lists. */
export const listsContract = (t: Test, open: Open) => {
  t.test('a list is kept whole with the kept answer, and no log tells of it', async (t) => {
    const { storage, diario, ana, entry } = await withContents(open, t, 2)
    const before = await diario()
    const given = list(ana.id, { publica: true, descripcion: 'sones' })
    await storage.lists.create(given, keptAnswer(ana.id))
    const second = list(ana.id)
    await t.rejects(storage.lists.create(second, keptAnswer(ana.id)), { code: 'clave_idempotencia_en_curso' })
    t.equal(await storage.lists.byId(second.id), undefined)
    const edit = { nombre: 'Otra', publica: false, agregar: [entry(1), entry(0, { agregado_en: at + 5 }), entry(1)] }
    t.match(await storage.lists.edit(given.id, edit, 1), {
      ...given,
      nombre: 'Otra',
      publica: false,
      contenidos: [entry(1), entry(0, { agregado_en: at + 5 })],
      etiquetas: {},
      version: 2,
      lamport: Number,
    })
    t.equal((await storage.lists.byId(given.id))?.contenidos.length, 2)
    t.same(await diario(), before)
    await storage.lists.remove(given.id)
    await t.rejects(storage.lists.remove(given.id), { code: 'lista_no_encontrada' })
    await t.rejects(storage.lists.edit(given.id, {}), { code: 'lista_no_encontrada' })
  })

  t.test(
    'words and order change over the version that was read; what is put in and taken out needs none',
    async (t) => {
      const { storage, listOf, entry, inside } = await withContents(open, t, 4)
      const { id, version } = await listOf(0, 1, 2)
      await storage.lists.edit(id, { quitar: [entry(1).contenido_id] }, version)
      await storage.lists.edit(id, { agregar: [entry(3)] }, version)
      t.same(await inside(id), [0, 2, 3])
      const late: ListEdit[] = [{ nombre: 'tarde' }, { publica: true }, { ordenar: [entry(3).contenido_id] }]
      for (const edit of late)
        await t.rejects(storage.lists.edit(id, { ...edit, quitar: [entry(0).contenido_id] }, version), {
          code: 'version_distinta',
        })
      t.same(await inside(id), [0, 2, 3])
      const now = (await storage.lists.byId(id))?.version ?? 0
      await storage.lists.edit(id, { ordenar: [3, 7, 0].map((which) => entry(which).contenido_id) }, now)
      t.same(await inside(id), [3, 0, 2], 'what the order does not name comes behind')
      const before = await storage.lists.byId(id)
      t.same(
        await storage.lists.edit(id, { quitar: [entry(1).contenido_id] }),
        before,
        'nothing changes, nothing is raised',
      )
      await t.rejects(storage.lists.edit(id, { agregar: [entry(9)] }), { code: 'contenido_no_encontrado' })
    },
  )

  t.test('what one puts in, another who had not seen it does not take out', async (t) => {
    const { storage, listOf, entry, inside } = await withContents(open, t, 1)
    const { id, version } = await listOf(0)
    await storage.lists.edit(id, { agregar: [entry(0)] }, version)
    await storage.lists.edit(id, { quitar: [entry(0).contenido_id] }, version)
    t.same(await inside(id), [0])
    await storage.lists.edit(id, { quitar: [entry(0).contenido_id] })
    t.same(await inside(id), [])
  })

  t.test('two writers of one list both keep theirs', async (t) => {
    const { storage, listOf, entry, inside } = await withContents(open, t, 12)
    const { id, version } = await listOf(0, 1)
    await Promise.all([
      ...[2, 3, 4, 5, 6].map((which) => storage.lists.edit(id, { agregar: [entry(which)] }, version)),
      ...[7, 8, 9, 10, 11].map((which) => storage.lists.edit(id, { agregar: [entry(which)] })),
      storage.lists.edit(id, { quitar: [entry(1).contenido_id] }, version),
    ])
    t.same(
      (await inside(id))?.toSorted((a, b) => a - b),
      [0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    )
  })

  t.test('in whatever order edits over one version arrive, the same is in the list', async (t) => {
    const { storage, listOf, entry, inside } = await withContents(open, t, 5)
    const some = fc.uniqueArray(fc.nat(4), { maxLength: 3 })
    const edit = fc.record({ agregar: some, quitar: some })
    await fc.assert(
      fc.asyncProperty(some, fc.array(edit, { minLength: 2, maxLength: 4 }), fc.nat(), async (first, edits, turn) => {
        const outcome = async (order: typeof edits) => {
          const { id, version } = await listOf(...first)
          for (const { agregar, quitar } of order)
            await storage.lists.edit(
              id,
              {
                agregar: agregar.map((which) => entry(which)),
                quitar: quitar.map((which) => entry(which).contenido_id),
              },
              version,
            )
          return String((await inside(id))?.toSorted((a, b) => a - b))
        }
        const at = turn % edits.length
        const turned = [...edits.slice(at), ...edits.slice(0, at)].toReversed()
        const put = new Set(edits.flatMap(({ agregar }) => agregar))
        const taken = new Set(edits.flatMap(({ quitar }) => quitar))
        const expected = String([...new Set(first).difference(taken).union(put)].toSorted((a, b) => a - b))
        return (await outcome(edits)) === expected && (await outcome(turned)) === expected
      }),
      { numRuns: 15 },
    )
  })

  t.test('a list is shared, with more or less leave, and no longer', async (t) => {
    const { storage, ana, eva, listOf } = await withContents(open, t, 0)
    const { id } = await listOf()
    await storage.lists.share(id, eva.id, 'ver')
    t.match(await storage.lists.share(id, eva.id, 'editar'), {
      colaboradores: [{ usuario_id: eva.id, permiso: 'editar' }],
    })
    t.match((await storage.lists.sharedWith(eva.id, 10)).rows, [{ id }])
    t.same((await storage.lists.sharedWith(ana.id, 10)).rows, [])
    t.same((await storage.lists.share(id, eva.id, null)).colaboradores, [])
    t.same(await storage.lists.sharedWith(eva.id, 10), { rows: [], next: null })
    await storage.lists.share(id, eva.id, 'administrar')
    await storage.lists.remove(id)
    t.same(await storage.lists.sharedWith(eva.id, 10), { rows: [], next: null })
    await t.rejects(storage.lists.share(id, eva.id, 'ver'), { code: 'lista_no_encontrada' })
    const { id: other } = await listOf()
    await t.rejects(storage.lists.share(other, account().id, 'ver'), { code: 'usuario_no_encontrado' })
  })

  t.test('lists of a person are newest first, page by page, and of others only the public ones', async (t) => {
    const { storage, ana } = await withContents(open, t, 0)
    const made: string[] = []
    for (let i = 0; i < 5; i++) {
      const one = list(ana.id, { publica: i % 2 === 0 })
      await storage.lists.create(one)
      made.push(one.id)
    }
    const pages = async (publicOnly: boolean) => {
      const seen: number[] = []
      for (let cursor: string | undefined; ; ) {
        const { rows, next } = await storage.lists.ofUser({ usuario_id: ana.id, publicOnly }, 2, cursor)
        seen.push(...rows.map(({ id }) => made.indexOf(id)))
        if (next === null) return seen
        cursor = next
      }
    }
    t.same(await pages(false), [4, 3, 2, 1, 0])
    t.same(await pages(true), [4, 2, 0])
    const bad = storage.lists.ofUser({ usuario_id: ana.id, publicOnly: true }, 2, 'x')
    await t.rejects(bad, { code: 'cursor_invalido' })
  })

  t.test('a content that goes is taken out of every list, and the rest stays in its order', async (t) => {
    const { storage, listOf, inside, ids } = await withContents(open, t, 3)
    const [all, one, none] = [await listOf(2, 1, 0), await listOf(1), await listOf(0)]
    await storage.contents.remove(ids[1] ?? '')
    t.same(await inside(all.id), [2, 0])
    t.same(await inside(one.id), [])
    t.match(await storage.lists.byId(all.id), { version: 3 })
    t.match(await storage.lists.byId(none.id), { version: 2 })
  })
}
