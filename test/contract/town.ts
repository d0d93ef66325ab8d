import fc from 'fast-check'
import { themesOf } from '../../src/projections/themes.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { collaboration, collective, follow, membership, play, reaction } from './acts.ts'
import type { World } from './exact-answers.ts'
import { account, at, content } from './records.ts'

/** Small worlds: few people with few works, tied in any way. */

const people = 5
const works = 7
const person = fc.nat(people - 1)
const work = fc.nat(works - 1)
const region = fc.constantFrom('MX-OAX', 'MX-VER', null)
const themes = fc.subarray(['danza', 'memoria', 'son'])
const pairs = <A, B>(a: fc.Arbitrary<A>, b: fc.Arbitrary<B>, maxLength: number) =>
  fc.uniqueArray(fc.tuple(a, b), { maxLength, selector: ([x, y]) => `${x} ${y}` })

export const town = fc.record({
  people: fc.array(fc.record({ region, themes, activo: fc.nat(7) }), { minLength: people, maxLength: people }),
  works: fc.array(
    fc.record({ creator: person, region, themes, orden: fc.nat(3), hidden: fc.nat(7), text: fc.boolean() }),
    { minLength: works, maxLength: works },
  ),
  follows: pairs(person, person, 14),
  likes: pairs(person, work, 14),
  views: pairs(person, work, 14),
  toTheEnd: fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
  parts: pairs(person, work, 6),
  circle: fc.subarray([...Array(people).keys()]),
})
export type Town = typeof town extends fc.Arbitrary<infer T> ? T : never

const lengthMs = 10_000
/** A month apart, so that freshness matters. */
export const monthMs = 30 * 86_400_000

/** Lets it all happen in a storage. @returns the same world as an exact answer wants it */
export const build = async (
  storage: Storage,
  given: Town,
): Promise<{ world: World; asking: Town['people']; ids: string[] }> => {
  const accounts = given.people.map(({ region }) => account({ region }))
  const contents = given.works.map(({ creator, region, themes, orden, hidden, text }) =>
    content(accounts[creator]?.id ?? '', {
      region,
      etiquetas: themes,
      orden_nodo_ms: orden * monthMs,
      estado: hidden === 0 ? 'oculto' : 'publicado',
      tipo: text ? 'texto' : 'audio',
      duracion_ms: lengthMs,
    }),
  )
  const [personOf, workOf] = [(n: number) => accounts[n]?.id ?? '', (n: number) => contents[n]?.id ?? '']
  const world: World = {
    people: new Map(accounts.map(({ id, region }, n) => [id, { id, region, activo: given.people[n]?.activo !== 0 }])),
    works: new Map(
      contents.map(({ id, creador_id, tipo, region, etiquetas, estado, orden_nodo_ms }) => {
        const orden = estado === 'publicado' ? orden_nodo_ms : null
        return [id, { id, creador: creador_id, tipo, region, temas: themesOf(etiquetas), orden }]
      }),
    ),
    follows: new Map(accounts.map(({ id }) => [id, new Set()])),
    likes: new Map(accounts.map(({ id }) => [id, new Map()])),
    views: new Map(accounts.map(({ id }) => [id, new Map()])),
    parts: new Map(accounts.map(({ id }) => [id, new Set()])),
    circles: new Map(),
  }
  for (const one of accounts) await storage.accounts.create(one)
  await storage.contents.createMany(contents)
  for (const [a, b] of given.follows) {
    if (a === b) continue
    await storage.follows.follow(follow(personOf(a), personOf(b)))
    world.follows.get(personOf(a))?.add(personOf(b))
  }
  for (const [n, [a, c]] of given.likes.entries()) {
    await storage.reactions.set(reaction(personOf(a), workOf(c), { fecha: at + 2 * n }))
    world.likes.get(personOf(a))?.set(workOf(c), at + 2 * n)
  }
  for (const [n, [a, c]] of given.views.entries()) {
    const [completado, fecha] = [given.toTheEnd[n] ?? false, at + 5 + n]
    const posicion_ms = completado ? lengthMs : 1_000
    await storage.history.record([play(personOf(a), workOf(c), { fecha, posicion_ms })])
    world.views.get(personOf(a))?.set(workOf(c), { fecha, completado })
  }
  for (const [a, c] of given.parts) {
    await storage.collaborations.propose(collaboration(personOf(a), workOf(c)))
    await storage.collaborations.accept(personOf(a), workOf(c))
    world.parts.get(personOf(a))?.add(workOf(c))
  }
  const circle = collective()
  const joined = { estado: 'aceptada', fecha_ingreso: at } as const
  const [founder = 0, ...others] = given.circle
  await storage.collectives.create(circle, membership(personOf(founder), circle.id, joined))
  for (const n of others) {
    await storage.memberships.invite(membership(personOf(n), circle.id))
    await storage.memberships.accept(personOf(n), circle.id, at)
  }
  world.circles.set(circle.id, new Set([founder, ...others].map(personOf)))
  for (const { id, activo } of world.people.values())
    if (!activo) await storage.accounts.setStanding(id, { activo: false }, { actor_id: null, fecha: at })
  return { world, asking: given.people, ids: accounts.map(({ id }) => id) }
}
