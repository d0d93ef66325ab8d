import fc from 'fast-check'
import type { Test } from 'tap'
import type { Comentario } from '../../src/model/comentario.ts'
import { comment } from './acts.ts'
import { replay } from './diario.ts'
import type { Open } from './opened.ts'
import { account, content, keptAnswer, live } from './records.ts'

const withContents = async (open: Open, t: Test, howMany: number) => {
  const opened = await open(t)
  const ana = account({ nombre: 'Ana' })
  await opened.storage.accounts.create(ana)
  const contents = Array.from({ length: howMany }, () => content(ana.id))
  const lives = contents.map((one) => live(one, { estado: 'finalizada' }))
  for (const [i, one] of lives.entries()) await opened.storage.lives.create(one, contents[i] as never)
  return { ...opened, ana, lives, ids: contents.map(({ id }) => id) as [string, ...string[]] }
}

/** What every family promises of comments. */
export const commentsContract = (t: Test, open: Open) => {
  t.test('a comment is kept whole with its author, its row of the log and the kept answer', async (t) => {
    const { storage, diario, ana, lives, ids } = await withContents(open, t, 1)
    const before = (await diario()).length
    const said = comment(ana.id, ids[0], { es_live: true, transmision_id: lives[0]?.id ?? null, minuto_ms: 61_000 })
    const kept = keptAnswer(ana.id)
    t.match(await storage.comments.append(said, kept), { ...said, lamport: Number })
    t.match(await storage.comments.byId(said.id), {
      comentario: { ...said, lamport: Number },
      autor: { id: ana.id, nombre: 'Ana' },
    })
    t.match((await diario()).slice(before), [{ tipo: 'comentarios', accion: 'put', datos: { texto: said.texto } }])
    await t.rejects(storage.comments.append(comment(ana.id, ids[0]), kept), { code: 'clave_idempotencia_en_curso' })
    await t.rejects(storage.comments.append(comment(ana.id, account().id)), { code: 'contenido_no_encontrado' })
    t.equal((await storage.comments.page({ contenido_id: ids[0], visibleOnly: false }, 10)).total, 1)
    t.equal((await diario()).length, before + 1)
  })

  t.test('a page is newest first, of the chat or of what was said outside, hidden ones only where asked', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 2)
    const [contenido_id, other = ''] = ids
    const said: Comentario[] = []
    for (let i = 0; i < 6; i++)
      said.push(await storage.comments.append(comment(ana.id, contenido_id, { texto: `${i}`, es_live: i < 3 })))
    await storage.comments.append(comment(ana.id, other))
    await storage.comments.setState(said[4]?.id ?? '', 'oculto')
    const texts = async (filter: { es_live?: boolean; visibleOnly: boolean }, limit = 10) => {
      const { rows, total } = await storage.comments.page({ contenido_id, ...filter }, limit)
      return [total, ...rows.map(({ comentario }) => comentario.texto)]
    }
    t.same(await texts({ visibleOnly: false }), [6, '5', '4', '3', '2', '1', '0'])
    t.same(await texts({ visibleOnly: true }, 3), [5, '5', '3', '2'])
    t.same(await texts({ visibleOnly: true, es_live: true }), [3, '2', '1', '0'])
    t.same(await texts({ visibleOnly: true, es_live: false }), [2, '5', '3'])
    t.same(
      (await storage.comments.counts(ids)).toSorted((a, b) => b.comentarios - a.comentarios),
      [
        { contenido_id, comentarios: 5 },
        { contenido_id: other, comentarios: 1 },
      ],
    )
    await t.rejects(storage.comments.page({ contenido_id, visibleOnly: true }, 2, 'x'), { code: 'cursor_invalido' })
  })

  t.test('a comment is hidden and shown over the version that was read, and deleted once', async (t) => {
    const { storage, diario, ana, ids } = await withContents(open, t, 1)
    const { id } = await storage.comments.append(comment(ana.id, ids[0]))
    t.match(await storage.comments.setState(id, 'oculto', 1), { estado: 'oculto', version: 2 })
    await t.rejects(storage.comments.setState(id, 'visible', 1), { code: 'version_distinta' })
    await storage.comments.remove(id)
    t.match((await diario()).at(-1), { tipo: 'comentarios', accion: 'del', id_registro: id, base: 2 })
    t.equal(await storage.comments.byId(id), undefined)
    await t.rejects(storage.comments.remove(id), { code: 'comentario_no_encontrado' })
    await t.rejects(storage.comments.setState(id, 'visible'), { code: 'comentario_no_encontrado' })
  })

  t.test('what a person said is listed newest first and goes with its content', async (t) => {
    const { storage, ana, ids } = await withContents(open, t, 3)
    for (let i = 0; i < 6; i++) await storage.comments.append(comment(ana.id, ids[i % 3] ?? '', { texto: `${i}` }))
    await storage.comments.append(comment(account().id, ids[0]))
    await storage.contents.remove(ids[1] ?? '')
    const first = await storage.comments.ofUser(ana.id, 3)
    const second = await storage.comments.ofUser(ana.id, 3, first.next ?? '')
    t.same(
      [...first.rows, ...second.rows].map(({ texto }) => texto),
      ['5', '3', '2', '0'],
    )
    t.equal(second.next, null)
    t.equal((await storage.comments.page({ contenido_id: ids[1] ?? '', visibleOnly: false }, 10)).total, 0)
  })

  t.test('a thousand comments of twenty people at once are all kept, each in one place of the order', async (t) => {
    const { storage, ids } = await withContents(open, t, 1)
    const people = Array.from({ length: 20 }, () => account().id)
    await Promise.all(
      people.map(async (who) => {
        for (let i = 0; i < 50; i++) await storage.comments.append(comment(who, ids[0], { minuto_ms: i }))
      }),
    )
    const seen: Comentario[] = []
    for (let cursor: string | undefined; ; ) {
      const filter = { contenido_id: ids[0], visibleOnly: true }
      const { rows, next, total } = await storage.comments.page(filter, 100, cursor)
      seen.push(...rows.map(({ comentario }) => comentario))
      if (next === null) {
        t.equal(total, 1_000)
        break
      }
      cursor = next
    }
    t.equal(new Set(seen.map(({ id }) => id)).size, 1_000)
    for (const who of people)
      t.same(
        seen.filter(({ usuario_id }) => usuario_id === who).map(({ minuto_ms }) => minuto_ms),
        Array.from({ length: 50 }, (_, i) => 49 - i),
        'one after the other',
      )
  })

  t.test('whatever is said, hidden and deleted while somebody reads on, pages and log hold what stays', async (t) => {
    const { storage, diario, ana, ids } = await withContents(open, t, 1)
    const filter = { contenido_id: ids[0], visibleOnly: false }
    const step = fc.record({ what: fc.constantFrom('say', 'hide', 'delete'), which: fc.nat(20) })
    await fc.assert(
      fc.asyncProperty(fc.nat(8), fc.array(step, { maxLength: 8 }), async (howMany, steps) => {
        let there: string[] = []
        const say = async () => there.push((await storage.comments.append(comment(ana.id, ids[0]))).id)
        for (let i = 0; i <= howMany; i++) await say()
        const atFirst = [...there]
        const seen: string[] = []
        for (let cursor: string | undefined, i = 0; ; i++) {
          const { rows, next } = await storage.comments.page(filter, 2, cursor)
          seen.push(...rows.map(({ comentario }) => comentario.id))
          if (next === null) break
          cursor = next
          const { what, which } = steps[i] ?? { what: 'none', which: 0 }
          const id = there[which % there.length]
          if (what === 'say') await say()
          else if (what === 'hide' && id) await storage.comments.setState(id, 'oculto')
          else if (what === 'delete' && id) {
            await storage.comments.remove(id)
            there = there.filter((one) => one !== id)
          }
        }
        const stayed = atFirst.filter((id) => there.includes(id))
        const told = [...replay(await diario()).values()].filter(({ texto }) => texto)
        for (const id of there) await storage.comments.remove(id)
        return (
          new Set(seen).size === seen.length &&
          stayed.every((id) => seen.includes(id)) &&
          told.length === there.length &&
          there.every((id) => told.some((one) => one.id === id))
        )
      }),
      { numRuns: 15 },
    )
  })
}
