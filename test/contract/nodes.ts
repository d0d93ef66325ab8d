import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { EstadoNodo, Nodo } from '../../src/model/nodo.ts'
import type { Storage } from '../../src/storage/storage.ts'
import type { Open } from './opened.ts'
import { at } from './records.ts'

export const node = (given: Partial<Nodo> = {}): Nodo => ({
  id: newId(at),
  nombre: 'Radio Jacaranda',
  region: 'MX-OAX',
  rol: 'nodo',
  clave_publica: `clave de ${newId(at)}`,
  estado: 'pendiente',
  visto_en: null,
  version_software: null,
  cola: {},
  version: 1,
  lamport: 0,
  ...given,
})

const sighting = { visto_en: at, version_software: '0.1.0', cola: { metadatos: { elementos: 3, bytes: 900 } } }

const idsOf = async ({ nodes }: Storage, estado?: EstadoNodo, between = async () => {}) => {
  const ids: string[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await nodes.page(estado, 2, cursor)
    ids.push(...rows.map(({ id }) => id))
    if (next === null) return ids
    cursor = next
    await between()
  }
}

/** What every family promises of the nodes that a centre knows. */
export const nodesContract = (t: Test, open: Open) => {
  t.test('a node asks to be let in, as often as it likes, and never under another key', async (t) => {
    const { storage, diario } = await open(t)
    const asked = node()
    t.match(await storage.nodes.enrol(asked), { ...asked, lamport: Number })
    await storage.nodes.change(asked.id, { estado: 'activo' })
    t.match(await storage.nodes.enrol({ ...asked, nombre: 'otro' }), { nombre: asked.nombre, estado: 'activo' })
    await t.rejects(storage.nodes.enrol({ ...asked, clave_publica: 'otra' }), { code: 'nodo_ya_inscrito' })
    t.match(await storage.nodes.byId(asked.id), { clave_publica: asked.clave_publica, estado: 'activo', version: 2 })
    t.equal(await storage.nodes.byId(newId(at)), undefined)
    t.same(await diario(), [], 'the log tells of none')
  })

  t.test('of twenty who ask at once under one id with as many keys, one is kept', async (t) => {
    const { storage } = await open(t)
    const id = newId(at)
    const asked = await Promise.allSettled(Array.from({ length: 20 }, () => storage.nodes.enrol(node({ id }))))
    t.equal(asked.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const one of asked) if (one.status === 'rejected') t.match(one.reason, { code: 'nodo_ya_inscrito' })
    t.same(await idsOf(storage), [id])
  })

  t.test('an admin lets it in, names it and revokes it, over the version that was read', async (t) => {
    const { storage } = await open(t)
    const { id } = await storage.nodes.enrol(node())
    t.match(await storage.nodes.change(id, { estado: 'activo', nombre: 'La Loma' }, 1), {
      estado: 'activo',
      version: 2,
    })
    await t.rejects(storage.nodes.change(id, { estado: 'revocado' }, 1), { code: 'version_distinta' })
    t.match(await storage.nodes.change(id, { estado: 'revocado' }), {
      estado: 'revocado',
      nombre: 'La Loma',
      version: 3,
    })
    await t.rejects(storage.nodes.change(newId(at), { nombre: 'x' }), { code: 'nodo_no_encontrado' })
  })

  t.test('being seen gives a node no new version, and only an active one is seen', async (t) => {
    const { storage } = await open(t)
    const { id } = await storage.nodes.enrol(node())
    t.equal(await storage.nodes.seen(id, sighting), false)
    t.match(await storage.nodes.byId(id), { visto_en: null, cola: {} })
    await storage.nodes.change(id, { estado: 'activo' })
    t.equal(await storage.nodes.seen(id, sighting), true)
    t.match(await storage.nodes.byId(id), { ...sighting, version: 2 })
    await storage.nodes.change(id, { estado: 'revocado' }, 2)
    t.equal(await storage.nodes.seen(id, { ...sighting, visto_en: at + 1 }), false)
    t.equal(await storage.nodes.seen(newId(at), sighting), false)
    t.match(await storage.nodes.byId(id), sighting)
  })

  t.test(
    'a key gives its place to one new key, however many it signs, and only while the node is active',
    async (t) => {
      const { storage } = await open(t)
      const { id, clave_publica } = await storage.nodes.enrol(node())
      t.equal(await storage.nodes.rotateKey(id, clave_publica, 'nueva'), undefined)
      await storage.nodes.change(id, { estado: 'activo' })
      t.equal(await storage.nodes.rotateKey(id, 'de nadie', 'nueva'), undefined)
      const rotated = await Promise.all(
        Array.from({ length: 10 }, (_, i) => storage.nodes.rotateKey(id, clave_publica, `nueva ${i}`)),
      )
      const [taken, ...more] = rotated.flatMap((one) => one ?? [])
      t.same(more, [])
      t.match(await storage.nodes.byId(id), { clave_publica: taken?.clave_publica, version: 3 })
    },
  )

  t.test('whatever changes meanwhile, pages give each node once in the order in which they asked', async (t) => {
    const { storage } = await open(t)
    const state = fc.constantFrom<EstadoNodo>('pendiente', 'activo', 'revocado')
    const all: Nodo[] = []
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 5 }), async (states) => {
        for (const estado of states) all.push(await storage.nodes.enrol(node({ estado })))
        const before = all.map(({ id }) => id)
        const found = await idsOf(storage, undefined, async () => {
          all.push(await storage.nodes.enrol(node()))
        })
        t.same(found.slice(0, before.length), before)
        t.equal(new Set(found).size, found.length)
        for (const estado of ['pendiente', 'activo', 'revocado'] as const)
          t.same(
            await idsOf(storage, estado),
            all.filter((one) => one.estado === estado).map(({ id }) => id),
          )
      }),
      { numRuns: 6 },
    )
  })
}
