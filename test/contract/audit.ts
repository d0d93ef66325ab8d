import fc from 'fast-check'
import type { Test } from 'tap'
import type { Auditoria } from '../../src/model/auditoria.ts'
import { newId } from '../../src/model/ids.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { AuditFilter } from '../../src/system/store.ts'
import type { Open } from './opened.ts'
import { at } from './records.ts'

const line = (given: Partial<Auditoria> = {}): Auditoria => ({
  id: newId(at),
  actor_id: newId(at),
  accion: 'rol',
  objeto: `usuarios/${newId(at)}`,
  antes: { tipo_usuario: 'creador' },
  despues: { tipo_usuario: 'admin' },
  fecha: at,
  version: 1,
  lamport: 0,
  ...given,
})

/** Every line, page by page. */
const allOf = async ({ audit }: Storage, of: AuditFilter, limit = 3, between = async () => {}) => {
  const lines: Auditoria[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await audit.page(of, limit, cursor)
    lines.push(...rows)
    if (next === null) return lines
    cursor = next
    await between()
  }
}

/** What every family promises of the audit. */
export const auditContract = (t: Test, open: Open) => {
  t.test('acts are kept once, whatever is asked again, and no log tells of them', async (t) => {
    const { storage, diario } = await open(t)
    const [first, second] = [line({ antes: null }), line({ actor_id: null, despues: ['a', 1, null] })]
    for (const one of [first, second, { ...first, accion: 'otra' }]) await storage.audit.append(one)
    t.match(await storage.audit.page({}, 10), {
      rows: [
        { ...second, lamport: Number },
        { ...first, lamport: Number },
      ],
      next: null,
    })
    t.equal((await allOf(storage, {})).length, 2)
    t.same(await diario(), [])
  })

  t.test('a change of a setting and its line are there together or not at all', async (t) => {
    const { storage } = await open(t)
    const act = { actor_id: newId(at), fecha: at + 1 }
    await storage.settings.change('panel', [{ clave: 'live_grace_s', valor: 60 }], act)
    await storage.settings.change('panel', [{ clave: 'live_grace_s', valor: 60 }], act)
    await storage.settings.change('centro', [{ clave: 'live_grace_s', valor: 90 }], { ...act, actor_id: null })
    const refused = storage.settings.change(
      'panel',
      [
        { clave: 'registration_open', valor: false },
        { clave: 'live_grace_s', valor: 10, version: 7 },
      ],
      act,
    )
    await t.rejects(refused, { code: 'version_distinta' })
    await storage.settings.change('panel', [{ clave: 'live_grace_s', valor: null }], act)
    const lines = await allOf(storage, {})
    const objeto = 'configuracion/live_grace_s'
    t.match(lines, [
      { ...act, accion: 'configuracion_panel', objeto, antes: 60, despues: null },
      { actor_id: null, accion: 'configuracion_centro', objeto, antes: null, despues: 90 },
      { ...act, accion: 'configuracion_panel', objeto, antes: null, despues: 60 },
    ])
    t.equal(lines.length, 3)
  })

  t.test('lines that were written under a clock that was not believed move with it', async (t) => {
    const { storage } = await open(t)
    const { boot } = await storage.boots.begin(60_000, at)
    await storage.audit.append(line())
    await storage.settings.change('panel', [{ clave: 'live_grace_s', valor: 60 }], { actor_id: null, fecha: at })
    await storage.boots.correct(boot.numero, 5_000, 'ntp', 5_000)
    t.match(await allOf(storage, {}), [{ fecha: at + 5_000 }, { fecha: at + 5_000 }])
  })

  t.test('whatever is added meanwhile, pages give each line once, newest first, by actor and by object', async (t) => {
    const { storage } = await open(t)
    const actors = [newId(at), newId(at)]
    const objects = ['usuarios/ana', 'usuarios/eva', 'nodos/uno']
    const act = fc.record({ actor_id: fc.constantFrom(...actors), objeto: fc.constantFrom(...objects) })
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 8 }), async (acts) => {
        for (const one of acts) await storage.audit.append(line(one))
        const all = await allOf(storage, {}, 100)
        const newest = all.slice(0, acts.length).map(({ actor_id, objeto }) => ({ actor_id, objeto }))
        t.same(newest, acts.toReversed())
        const filters: [AuditFilter, (one: Auditoria) => boolean][] = [
          [{}, () => true],
          ...actors.map((id): [AuditFilter, (one: Auditoria) => boolean] => [
            { actorId: id },
            ({ actor_id }) => actor_id === id,
          ]),
          [
            { actorId: actors[0]!, objeto: objects[0]! },
            (one) => one.actor_id === actors[0] && one.objeto === objects[0],
          ],
          ...objects.map((name): [AuditFilter, (one: Auditoria) => boolean] => [
            { objeto: name },
            ({ objeto }) => objeto === name,
          ]),
        ]
        for (const [filter, fits] of filters) {
          const expected = (await allOf(storage, {}, 100)).filter(fits)
          // A few: each page would call for another, without end.
          const coming = [line(acts[0]), line(acts[0]), line(acts[0])]
          const found = await allOf(storage, filter, 3, async () => {
            const one = coming.pop()
            if (one) await storage.audit.append(one)
          })
          t.same(found, expected)
        }
      }),
      { numRuns: 6 },
    )
  })

  t.test('lines of many at once are all there', async (t) => {
    const { storage } = await open(t)
    const lines = Array.from({ length: 60 }, () => line())
    await Promise.all(lines.map((one) => storage.audit.append(one)))
    t.same(new Set((await allOf(storage, {}, 100)).map(({ id }) => id)), new Set(lines.map(({ id }) => id)))
  })
}
