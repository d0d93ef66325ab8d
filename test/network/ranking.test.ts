import t from 'tap'
import { type Candidate, rankContents, rankCreators, type Signs } from '../../src/network/ranking.ts'
import { spreadOf } from '../../src/network/spread.ts'
import { bounds, eachOf, themesFor } from '../../src/network/taste.ts'

const none: Signs = {
  seguido: 0,
  continuar: 0,
  visto_por_tu_red: 0,
  colaboro_con_quien_te_gusta: 0,
  interes: 0,
  region: 0,
  popular: 0,
}
const dayMs = 86_400_000
const candidate = (id: string, signs: Partial<Signs>, given: Partial<Candidate<string>> = {}): Candidate<string> => ({
  key: id,
  owner: id,
  id,
  order: 0,
  signs: { ...none, ...signs },
  ...given,
})
const ids = (ranked: readonly { id: string }[]) => ranked.map(({ id }) => id).join('')

t.test('each sign adds its weight times the logarithm of how much of it there is', async (t) => {
  const [one] = rankContents([candidate('a', { visto_por_tu_red: 3, interes: 7, region: 1, popular: 15 })], 0, 5)
  t.same(one, { key: 'a', owner: 'a', id: 'a', puntaje: 2 * 2 + 3 + 0.5 + 0.2 * 4, tipo: 'visto_por_tu_red' })
})

t.test('one acquaintance outdoes what hundreds of strangers like', async (t) => {
  const ranked = rankContents([candidate('a', { popular: 500 }), candidate('b', { visto_por_tu_red: 1 })], 0, 5)
  t.equal(ids(ranked), 'ba')
})

t.test('what is personal is told before what everybody is recommended, whatever weighs more', async (t) => {
  const told = (signs: Partial<Signs>) => rankContents([candidate('a', signs)], 0, 1)[0]?.tipo
  t.equal(told({ interes: 1, popular: 1_000_000 }), 'interes')
  t.equal(told({ region: 1, popular: 2 }), 'region')
  t.equal(told({ region: 1, popular: 100 }), 'popular')
  t.equal(told({ continuar: 1, visto_por_tu_red: 1 }), 'continuar')
  t.equal(told({}), 'popular')
})

t.test('what is new counts twice as much as what is old, and half of that is gone after thirty days', async (t) => {
  const now = 1_000 * dayMs
  const ages = { a: 0, b: 30, c: 1_000, d: -5 }
  const ranked = rankContents(
    Object.entries(ages).map(([id, days]) => candidate(id, { seguido: 1 }, { order: now - days * dayMs })),
    now,
    5,
  )
  t.same(
    ranked.map(({ id, puntaje }) => [id, puntaje]),
    [
      ['d', 3],
      ['a', 3],
      ['b', 2.25],
      ['c', 1.5],
    ],
    'a clock that was set back makes nothing more than new',
  )
})

t.test('another voice comes in between where much speaks for one creator', async (t) => {
  const mine = ['a', 'b', 'c'].map((id) => candidate(id, { seguido: 1 }, { owner: 'eva' }))
  const ranked = rankContents([...mine, candidate('z', { visto_por_tu_red: 1, region: 1 })], 0, 3)
  t.equal(ids(ranked), 'abz')
})

t.test('what weighs the same stands newest first, then by name', async (t) => {
  const far = 10_000 * dayMs
  const given = [candidate('b', {}), candidate('a', {}), candidate('c', {}, { order: 1 })]
  t.equal(ids(rankContents(given, far, 5)), 'cab')
  t.equal(ids(rankCreators(given.toReversed(), 2)), 'ca')
})

t.test('a theme that was named weighs like two contents that are liked, and the heaviest are kept', async (t) => {
  t.same(
    [...themesFor(['son'], [['danza'], ['danza', 'maíz'], ['danza']])],
    [
      ['danza', 3],
      ['son', 2],
      ['maíz', 1],
    ],
  )
  t.equal(
    themesFor(
      Array.from({ length: 50 }, (_, i) => `tema ${i}`),
      [],
    ).size,
    bounds.themes,
  )
})

t.test('a walk goes less far with each where there are many', async (t) => {
  t.equal(eachOf(4_000, 0), 4_000)
  t.equal(eachOf(4_000, 200), 20)
  t.equal(eachOf(4_000, 100_000), 10)
})

t.test('a spread with a circle in it ends, and tells who came by themselves', async (t) => {
  const met = (key: string, follows: string[], region: string | null = null) => ({
    key,
    region,
    vio: true,
    gusta: key === 'b',
    fecha: key.charCodeAt(0),
    follows,
  })
  const audience = [
    met('a', ['eva', 'c']),
    met('b', ['a'], 'MX-OAX'),
    met('c', ['b']),
    met('d', ['e']),
    met('e', ['d']),
  ]
  const spread = spreadOf('01', ['eva'], audience, 7)
  t.same(
    spread.generaciones.map(({ personas }) => personas),
    [1, 1, 1],
  )
  t.same(spread.generaciones[1], {
    personas: 1,
    vieron: 1,
    me_gusta: 1,
    primera: 98,
    ultima: 98,
    por_region: [{ region: 'MX-OAX', personas: 1 }],
  })
  t.match(spread.por_su_cuenta, { personas: 2, primera: 100, ultima: 101 })
  t.match(spread, { personas: 7, completa: false })
})
