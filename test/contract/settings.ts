import fc from 'fast-check'
import type { Test } from 'tap'
import { NodoError } from '../../src/errors.ts'
import type { Configuracion } from '../../src/model/configuracion.ts'
import { newId } from '../../src/model/ids.ts'
import type { SettingChange } from '../../src/system/store.ts'
import type { Open } from './opened.ts'
import { at } from './records.ts'

const by = (actor_id: string | null) => ({ actor_id, fecha: at })

const change: fc.Arbitrary<SettingChange> = fc.record(
  {
    clave: fc.constantFrom('live_grace_s', 'registration_open', 'writes_per_minute'),
    valor: fc.constantFrom(null, 1, 2, true, { dias: [1, 2] }),
    version: fc.integer({ min: 0, max: 3 }),
  },
  { requiredKeys: ['clave', 'valor'] },
)

/** What every family promises of settings that are set at run time. */
export const settingsContract = (t: Test, open: Open) => {
  t.test('dashboard and centre set values of any kind, each its own, and it is known who did', async (t) => {
    const { storage, diario } = await open(t)
    const ana = newId(at)
    await storage.settings.change(
      'panel',
      [
        { clave: 'writes_per_minute', valor: 60 },
        { clave: 'registration_open', valor: false },
      ],
      by(ana),
    )
    await storage.settings.change('centro', [{ clave: 'registration_open', valor: true }], by(null))
    t.strictSame(await storage.settings.setBy('panel'), [
      { clave: 'registration_open', valor: false, origen: 'panel', cambiado_por: ana, version: 1 },
      { clave: 'writes_per_minute', valor: 60, origen: 'panel', cambiado_por: ana, version: 1 },
    ])
    t.strictSame(await storage.settings.setBy('centro'), [
      { clave: 'registration_open', valor: true, origen: 'centro', cambiado_por: null, version: 1 },
    ])
    t.same(await diario(), [], 'no setting travels in the log')
  })

  t.test('changes are made all or none, over the versions that they say', async (t) => {
    const { storage } = await open(t)
    const ana = newId(at)
    const set = (...changes: SettingChange[]) => storage.settings.change('panel', changes, by(ana))
    await set({ clave: 'live_grace_s', valor: 60, version: 0 })
    const before = await storage.settings.setBy('panel')
    const outdated = set({ clave: 'writes_per_minute', valor: 9 }, { clave: 'live_grace_s', valor: 90, version: 0 })
    await t.rejects(outdated, { code: 'version_distinta' })
    t.same(await storage.settings.setBy('panel'), before)
    t.match(await set({ clave: 'live_grace_s', valor: 90, version: 1 }), [{ valor: 90, version: 2 }])
  })

  t.test('what is taken back keeps its count of versions, so that nobody changes it unseen', async (t) => {
    const { storage } = await open(t)
    const set = (valor: unknown, version?: number) =>
      storage.settings.change(
        'panel',
        [{ clave: 'live_grace_s', valor, ...(version !== undefined && { version }) }],
        by(null),
      )
    await set(60)
    t.match(await set(null), [{ valor: null, version: 2 }])
    t.match(await set(60), [{ valor: 60, version: 3 }])
    await t.rejects(set(90, 1), { code: 'version_distinta' })
  })

  t.test('of twenty who change one value over the same version, one does', async (t) => {
    const { storage } = await open(t)
    for (const version of [0, 1]) {
      const made = await Promise.allSettled(
        Array.from({ length: 20 }, (_, i) =>
          storage.settings.change('panel', [{ clave: 'live_grace_s', valor: 100 * version + i, version }], by(null)),
        ),
      )
      t.equal(made.filter(({ status }) => status === 'fulfilled').length, 1)
      for (const one of made) if (one.status === 'rejected') t.match(one.reason, { code: 'version_distinta' })
    }
  })

  t.test('whatever is changed in whatever order, each origin has what it set last', async (t) => {
    const act = fc.tuple(fc.constantFrom('panel' as const, 'centro' as const), fc.array(change, { maxLength: 3 }))
    const { storage } = await open(t)
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 15 }), async (acts) => {
        const prefix = `${++run}_`
        const model = { panel: new Map<string, Configuracion>(), centro: new Map<string, Configuracion>() }
        for (const [origen, given] of acts) {
          const changes = given.map((one) => ({ ...one, clave: prefix + one.clave }))
          const next = new Map(model[origen])
          const fits = changes.every(({ clave, valor, version }) => {
            const known = next.get(clave)
            if (version !== undefined && version !== (known?.version ?? 0)) return false
            if (JSON.stringify(known?.valor ?? null) !== JSON.stringify(valor))
              next.set(clave, { clave, valor, origen, cambiado_por: null, version: (known?.version ?? 0) + 1 })
            return true
          })
          const made = await storage.settings.change(origen, changes, by(null)).catch((error) => error)
          if (fits === made instanceof NodoError) return false
          if (fits) model[origen] = next
        }
        for (const origen of ['panel', 'centro'] as const) {
          const expected = [...model[origen].values()].sort((a, b) => (a.clave < b.clave ? -1 : 1))
          const found = (await storage.settings.setBy(origen)).filter(({ clave }) => clave.startsWith(prefix))
          t.strictSame(found, expected)
        }
        return true
      }),
      { numRuns: 15 },
    )
  })
}
