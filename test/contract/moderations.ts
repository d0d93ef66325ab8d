import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { Moderacion } from '../../src/model/moderacion.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { moderation } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content } from './records.ts'

const toldOf = ({ id_registro, accion, valor, motivo }: Moderacion) => [id_registro, accion, valor, motivo]

const pagesOf = async ({ moderations }: Storage, limit: number) => {
  const said: Moderacion[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await moderations.page(limit, cursor)
    said.push(...rows)
    if (next === null) return said
    cursor = next
  }
}

/** What every family promises of what the centre says of records of nodes. */
export const moderationsContract = (t: Test, open: Open) => {
  t.test('what is said of a content stands beside it, is told in the log, and leaves it as it was', async (t) => {
    const { storage, diario } = await open(t)
    const creator = account()
    await storage.accounts.create(creator)
    const one = content(creator.id, { estado: 'publicado' })
    await storage.contents.createMany([one])
    const before = await storage.contents.byId(one.id)
    const given = moderation(one.id, 'ocultar')
    t.match(await storage.moderations.put(given), { ...given, version: 1, lamport: Number })
    t.match(await storage.moderations.of('contenidos', [one.id]), [{ id: given.id, accion: 'ocultar', valor: null }])
    t.strictSame(await storage.contents.byId(one.id), before)
    const { id, version, lamport, ...told } = given
    t.match((await diario()).at(-1), { tipo: 'moderaciones', id_registro: id, accion: 'put', base: 0, datos: told })
  })

  t.test('on each matter the last word stands, and another kind of record is another matter', async (t) => {
    const { storage, diario } = await open(t)
    const id = newId(at)
    await storage.moderations.put(moderation(id, 'ocultar'))
    await storage.moderations.put(moderation(id, 'destacar', { valor: true }))
    await storage.moderations.put(moderation(id, 'categorizar', { valor: 'memoria' }))
    t.match(await storage.moderations.put(moderation(id, 'mostrar', { motivo: 'fue un error' })), { version: 2 })
    t.match(await storage.moderations.put(moderation(id, 'destacar', { valor: false })), { version: 2 })
    await storage.moderations.put(moderation(id, 'ocultar', { tipo: 'comentarios' }))
    const said = await storage.moderations.of('contenidos', [id])
    t.same(
      new Map(said.map(({ accion, valor }) => [accion, valor])),
      new Map<string, unknown>([
        ['mostrar', null],
        ['destacar', false],
        ['categorizar', 'memoria'],
      ]),
    )
    t.match(await storage.moderations.of('comentarios', [id]), [{ accion: 'ocultar' }])
    const rows = (await diario()).length
    await storage.moderations.put(moderation(id, 'mostrar', { motivo: 'fue un error' }))
    t.equal((await diario()).length, rows, 'the same again changes nothing')
  })

  t.test('who said it stands in the audit, once for each change; what came down has no line', async (t) => {
    const { storage } = await open(t)
    const [ana, id] = [newId(at), newId(at)]
    const act = { actor_id: ana, fecha: at }
    await storage.moderations.put(moderation(id, 'ocultar'), act)
    await storage.moderations.put(moderation(id, 'ocultar'), act)
    await storage.moderations.put(moderation(id, 'mostrar', { motivo: 'revisado' }), act)
    await storage.moderations.put(moderation(id, 'destacar', { valor: true }))
    const hidden = { accion: 'ocultar', valor: null, motivo: 'lo pidió su autora' }
    const shown = { accion: 'mostrar', valor: null, motivo: 'revisado' }
    t.match((await storage.audit.page({ objeto: `contenidos/${id}` }, 10)).rows, [
      { accion: 'moderacion_mostrar', actor_id: ana, antes: hidden, despues: shown },
      { accion: 'moderacion_ocultar', actor_id: ana, antes: null, despues: hidden },
    ])
    t.equal((await storage.audit.page({}, 10)).rows.length, 2)
  })

  t.test(
    'of twenty who say something on one matter at once, each is a version, and one has the last word',
    async (t) => {
      const { storage, diario } = await open(t)
      const id = newId(at)
      const said = await Promise.all(
        Array.from({ length: 20 }, (_, i) => storage.moderations.put(moderation(id, 'ocultar', { motivo: `${i}` }))),
      )
      t.same(
        said.map(({ version }) => version).sort((a, b) => a - b),
        Array.from({ length: 20 }, (_, i) => i + 1),
      )
      t.strictSame(
        await storage.moderations.of('contenidos', [id]),
        said.filter(({ version }) => version === 20),
      )
      t.equal((await diario()).length, 20)
    },
  )

  t.test('whatever is said of whatever, each matter stands once, listed by when it was said last', async (t) => {
    const accion = fc.constantFrom<Moderacion['accion']>('ocultar', 'mostrar', 'destacar', 'categorizar')
    const word = fc.record({ which: fc.nat(2), accion, valor: fc.constantFrom(null, true, 'musica') })
    const { storage } = await open(t)
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), async (words, limit) => {
        const ids = [newId(at), newId(at), newId(at)] as const
        const model = new Map<string, Moderacion>()
        for (const { which, accion, valor } of words) {
          const given = moderation(ids[which] ?? '', accion, { valor })
          const before = model.get(given.id)
          if (!before || `${toldOf(before)}` !== `${toldOf(given)}`) model.delete(given.id)
          if (!model.has(given.id)) model.set(given.id, given)
          await storage.moderations.put(given)
        }
        const lastFirst = [...model.values()].toReversed()
        const listed = (await pagesOf(storage, limit)).filter(({ id_registro }) =>
          (ids as readonly string[]).includes(id_registro),
        )
        t.strictSame(listed.map(toldOf), lastFirst.map(toldOf))
        const asked = [ids[2], newId(at), ids[0]]
        const found = await storage.moderations.of('contenidos', asked)
        t.same(
          new Set(found.map(({ id }) => id)),
          new Set(lastFirst.filter((one) => asked.includes(one.id_registro)).map(({ id }) => id)),
        )
        t.ok(
          found.every(
            (one, i) => i === 0 || asked.indexOf(found[i - 1]?.id_registro ?? '') <= asked.indexOf(one.id_registro),
          ),
        )
      }),
      { numRuns: 12 },
    )
    await t.rejects(storage.moderations.page(2, 'x'), { code: 'cursor_invalido' })
  })
}
