import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import type { Test } from 'tap'
import type { ContentFilter } from '../../src/catalog/store.ts'
import { facetFields } from '../../src/model/facetas.ts'
import { type ProjectionName, projectionNames } from '../../src/projections/projection.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { collaboration, collective, comment, follow, membership, play, reaction, views } from './acts.ts'
import type { Writing } from './durability.ts'
import { feedOf } from './feeds.ts'
import type { Open, Opened } from './opened.ts'
import { rankingOf } from './rankings.ts'
import { account, at, content } from './records.ts'

/** Resolves once every projection has met everything that was written before. */
export const projected = async ({ projections }: Storage): Promise<void> => {
  while ((await projections.states()).some(({ estado }) => estado !== 'al_dia')) await wait(10)
}

/** How one of them stands. */
export const stateOf = async ({ projections }: Storage, name: ProjectionName) =>
  (await projections.states()).find(({ nombre }) => nombre === name)

/** All of what is made of documents, as it stands. */
const derivedOf = async ({ storage, graph }: Opened) => {
  const rankings = ['música', 'de 0', 'de 1', 'de 2', 'de 3'].map((categoria) => rankingOf(storage, { categoria }))
  const everybody = (await storage.accounts.list(10)).map(({ id }) => id)
  const found = async (filter: Omit<ContentFilter, 'publishedOnly'>) => {
    const { rows, total } = await storage.contents.page({ ...filter, publishedOnly: false }, 10)
    return [total, rows.map(({ contenido }) => contenido.id)]
  }
  return {
    grafo: await graph(),
    busqueda: await Promise.all(
      [{ q: 'fandango' }, { q: 'son tema' }, { etiquetas: ['son'] }, { categoria: 'de 1' }, { region: 'MX-VER' }].map(
        found,
      ),
    ),
    rankings: [await rankingOf(storage, {}), ...(await Promise.all(rankings))],
    vocabulario: [
      ...(await Promise.all(facetFields.map((campo) => storage.vocabulary.most(campo, 20)))),
      await storage.vocabulary.begunWith('frase', 's', 20),
      await storage.vocabulary.begunWith('titulo', 'fan', 20),
    ],
    feeds: await Promise.all(everybody.map((id) => feedOf(storage, id))),
    notificaciones: await Promise.all(everybody.map((id) => storage.notices.page(id, 100))),
  }
}

const people = 4
const works = 4
const step = fc.record({
  what: fc.constantFrom(
    ...([
      'publish',
      'hide',
      'rename',
      'remove',
      'make',
      'follow',
      'unfollow',
      'like',
      'unlike',
      'see',
      'forget',
    ] as const),
    ...([
      'watch',
      'comment',
      'propose',
      'collaborate',
      'withdraw',
      'join',
      'leave',
      'found',
      'silence',
      'move',
      'redate',
    ] as const),
  ),
  who: fc.nat(people - 1),
  other: fc.nat(people - 1),
  which: fc.nat(works - 1),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A small town: whatever is done in it may fail, as it does among people. */
const createTown = async (storage: Storage) => {
  const accounts = Array.from({ length: people }, (_, i) => account({ region: i % 2 ? 'MX-OAX' : null }))
  const contents = Array.from({ length: works }, (_, i) =>
    content(accounts[i % 2]?.id ?? '', { etiquetas: ['son', `tema ${i % 2}`], categoria: 'música', orden_nodo_ms: i }),
  )
  const circles = [collective(), collective({ nombre: 'Otra loma' })]
  const { boot } = await storage.boots.begin(60_000, at)
  for (const one of accounts) await storage.accounts.create(one)
  await storage.contents.createMany(contents)
  const personOf = (n: number) => accounts[n]?.id ?? ''
  const workOf = (n: number) => contents[n]?.id ?? ''
  for (const one of circles)
    await storage.collectives.create(one, membership(personOf(0), one.id, { estado: 'aceptada' }))

  return async ({ what, who, other, which }: Step, i: number): Promise<unknown> => {
    const [person, second, work, circle] = [personOf(who), personOf(other), workOf(which), circles[which % 2]?.id ?? '']
    const when = at + i
    switch (what) {
      case 'publish':
        return storage.contents.change(work, { estado: 'publicado' })
      case 'hide':
        return storage.contents.change(work, { estado: 'oculto' })
      case 'rename':
        return storage.contents.change(work, {
          categoria: `de ${who}`,
          etiquetas: [`Tema ${other}`, 'són'],
          region: 'MX-VER',
        })
      case 'remove':
        return storage.contents.remove(work)
      case 'make':
        return storage.contents.createMany([{ ...contents[which]!, estado: 'publicado', creador_id: person }])
      case 'follow':
        return storage.follows.follow(follow(person, second, { fecha_inicio: when }))
      case 'unfollow':
        return storage.follows.unfollow(person, second)
      case 'like':
        return storage.reactions.set(reaction(person, work, { fecha: when }))
      case 'unlike':
        return storage.reactions.unset(person, work)
      case 'see':
        return storage.history.record([play(person, work, { fecha: when })])
      case 'forget':
        return storage.history.erase(person, other % 2 ? work : undefined)
      case 'comment':
        return storage.comments.append(comment(person, work, { fecha: when }))
      case 'watch':
        return storage.views.add(views(work, 1 + other, { hora_arranque: who }))
      case 'propose':
        return storage.collaborations.propose(collaboration(person, work, { rol: `rol ${other}` }))
      case 'collaborate':
        await storage.collaborations.propose(collaboration(person, work))
        return storage.collaborations.accept(person, work)
      case 'withdraw':
        return storage.collaborations.withdraw(person, work)
      case 'join':
        await storage.memberships.invite(membership(person, circle))
        return storage.memberships.accept(person, circle, when)
      case 'leave':
        return storage.memberships.leave(person, circle)
      case 'found':
        return storage.collectives.change(circle, { enfoque: `enfoque ${i}`, region: 'MX-OAX' })
      case 'silence':
        return storage.accounts.setStanding(person, { activo: other % 2 === 0 }, { actor_id: null, fecha: when })
      case 'move':
        return storage.accounts.changeProfile(person, { region: other % 2 ? 'MX-VER' : null })
      case 'redate':
        return storage.boots.correct(boot.numero, i, 'baja', 1_000)
    }
  }
}

/** What every family promises of what is made of the documents. */
export const projectionsContract = (t: Test, open: Open, killable: (t: Test) => { write(): Writing; reopen: Open }) => {
  t.test(
    'whatever is done, at the same time too, all that is made of it is what a rebuild from documents alone makes',
    async (t) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), fc.boolean(), async (steps, together) => {
          const { reopen } = killable(t)
          const opened = await reopen(t)
          const { storage, graph, forget } = opened
          const act = await createTown(storage)
          const acts = steps.map((one, i) => () => act(one, i).catch(() => undefined))
          if (together) await Promise.all(acts.map((one) => one()))
          else for (const one of acts) await one()
          await projected(storage)
          const followed = await derivedOf(opened)
          // While it runs it would begin to make what is missing before anybody could look.
          await storage.stop()
          await forget()
          t.same(await graph(), [], 'nothing is left')
          const again = await reopen(t)
          for (const name of projectionNames) await again.storage.projections.rebuild(name)
          await projected(again.storage)
          t.same(await derivedOf(again), followed)
          await again.storage.stop()
        }),
        { numRuns: 12 },
      )
    },
  )

  t.test('every relationship of the data dictionary bears its properties', async (t) => {
    const { storage, graph } = await open(t)
    const [ana, eva] = [account({ region: 'MX-OAX' }), account({ region: null })]
    for (const one of [ana, eva]) await storage.accounts.create(one)
    const work = content(eva.id, {
      estado: 'publicado',
      tipo: 'audio',
      categoria: 'música',
      creado_en: at + 1,
      region: 'MX-VER',
    })
    await storage.contents.createMany([work])
    const circle = collective()
    await storage.collectives.create(
      circle,
      membership(eva.id, circle.id, { estado: 'aceptada', fecha_ingreso: at + 2 }),
    )
    await storage.follows.follow(follow(ana.id, eva.id, { fecha_inicio: at + 3 }))
    await storage.reactions.set(reaction(ana.id, work.id, { tipo: 'aplauso', fecha: at + 4 }))
    await storage.collaborations.propose(collaboration(ana.id, work.id, { rol: 'voz' }))
    await storage.collaborations.accept(ana.id, work.id)
    await storage.history.record([play(ana.id, work.id, { vista_ms: 7_000, fecha: at + 5 })])
    await projected(storage)
    t.same(
      await graph(),
      [
        ['Usuario', ana.id, 'MX-OAX'],
        ['Usuario', eva.id, null],
        ['cuenta', eva.id, 1],
        ['Contenido', work.id, 'audio', 'música', 'MX-VER', '["musica"]', null, work.orden_nodo_ms, 2],
        ['Colectivo', circle.id, circle.nombre, circle.enfoque, null],
        ['TRATA', work.id, 'musica', work.orden_nodo_ms],
        ['CREO', eva.id, work.id, at + 1],
        ['ES_MIEMBRO_DE', eva.id, circle.id, at + 2],
        ['SIGUE', ana.id, eva.id, at + 3],
        ['GUSTA', ana.id, work.id, at + 4],
        ['COLABORA_EN', ana.id, work.id, 'voz'],
        ['VIO', ana.id, work.id, 7_000, at + 5, 0],
      ]
        .map((line) => JSON.stringify(line))
        .sort(),
    )
  })

  t.test('a rebuild under way takes in what is written meanwhile, and tells how far it is', async (t) => {
    const { storage, graph } = await open(t)
    const eva = account()
    await storage.accounts.create(eva)
    await storage.contents.createMany(Array.from({ length: 1_500 }, () => content(eva.id, { estado: 'publicado' })))
    await projected(storage)
    await storage.projections.rebuild('grafo')
    t.match(await stateOf(storage, 'grafo'), { nombre: 'grafo', estado: 'reconstruyendo' })
    const fans = Array.from({ length: 20 }, () => account())
    for (const fan of fans) {
      await storage.accounts.create(fan)
      await storage.follows.follow(follow(fan.id, eva.id))
    }
    await projected(storage)
    const done = await stateOf(storage, 'grafo')
    t.ok(done && done.hechos >= 1_501 && done.hechos <= done.total, 'it went through every document')
    const met = await graph()
    await storage.projections.rebuild('grafo')
    await projected(storage)
    t.same(await graph(), met)
    t.equal(met.filter((line) => line.startsWith('["SIGUE"')).length, 20)
  })

  t.test('nobody who was acknowledged before a kill is missing from the graph afterwards', async (t) => {
    const { write, reopen } = killable(t)
    for (const acks of [1, 60]) {
      const acknowledged = await write().killAfter(acks)
      const { storage, graph } = await reopen(t)
      await projected(storage)
      const known = await graph()
      t.same(
        acknowledged.filter((id) => !known.some((line) => line.startsWith(`["Usuario","${id}"`))),
        [],
      )
      await storage.stop()
    }
  })
}
