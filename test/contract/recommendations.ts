import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import { bounds } from '../../src/network/taste.ts'
import { collaboration, follow, play, reaction } from './acts.ts'
import { createExactAnswers, exactInfluence, exactPropagation } from './exact-answers.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, at, content } from './records.ts'
import { build, monthMs, town } from './town.ts'

const now = 4 * monthMs
const nobody = { region: null, intereses: [] }

/** What every family promises of what is recommended, and of how far people and contents reach. */
export const recommendationsContract = (t: Test, open: Open) => {
  t.test('whatever the graph, every answer is the exact one', async (t) => {
    await fc.assert(
      fc.asyncProperty(town, async (given) => {
        const { storage } = await open(t)
        const { world, asking, ids } = await build(storage, given)
        await projected(storage)
        const exact = createExactAnswers(world)
        const { graph } = storage
        for (const [n, { region, themes }] of [...asking, { region: 'MX-OAX', themes: ['son'] }].entries()) {
          const id = ids[n]
          const listener = { ...(id && { id }), region, intereses: themes.map((theme) => theme.toUpperCase()) }
          const asked = { ...(id && { id }), region, themes }
          t.same(await graph.contentsFor(listener, now, 5), exact.contentsFor(asked, now, 5), 'contents')
          t.same(await graph.creatorsFor(listener, 4), exact.creatorsFor(asked, 4), 'creators')
        }
        for (const id of [...world.people.keys(), ...world.circles.keys()])
          t.same(await graph.influenceOf(id), exactInfluence(world, id), 'influence')
        for (const id of world.works.keys())
          t.same(await graph.propagationOf(id), exactPropagation(world, id), 'propagation')
        // Left open, each run's base would go on looking for work beside the next ones.
        await storage.stop()
      }),
      { numRuns: 20 },
    )
  })

  t.test('who has just come gets what is of their region and what is popular', async (t) => {
    const { storage } = await open(t)
    const [eva, ana, leo] = [account(), account(), account({ region: 'MX-VER', tipo_usuario: 'espectador' })]
    for (const one of [eva, ana, leo]) await storage.accounts.create(one)
    const works = [
      content(eva.id, { estado: 'publicado', region: 'MX-OAX', orden_nodo_ms: 1 }),
      content(ana.id, { estado: 'publicado', region: 'MX-VER', orden_nodo_ms: 2 }),
      content(ana.id, { estado: 'publicado', region: null, orden_nodo_ms: 3 }),
    ] as const
    await storage.contents.createMany([...works, content(eva.id, { orden_nodo_ms: 4 })])
    for (const who of [eva, ana]) await storage.reactions.set(reaction(who.id, works[0].id))
    await projected(storage)
    t.match(await storage.graph.contentsFor({ id: leo.id, region: 'MX-VER', intereses: [] }, 10, 20), [
      { id: works[1].id, motivo: { tipo: 'region', personas: [], temas: [] } },
      { id: works[0].id, motivo: { tipo: 'popular' } },
      { id: works[2].id, motivo: { tipo: 'popular' } },
    ])
    t.match(await storage.graph.contentsFor({ region: 'MX-VER', intereses: [] }, 10, 1), [{ id: works[1].id }])
    const unknown = { id: newId(at), region: 'MX-OAX', intereses: [] }
    t.match(await storage.graph.contentsFor(unknown, 10, 1), [{ id: works[0].id }], 'the graph need not know them yet')
    t.equal((await storage.graph.creatorsFor(unknown, 20)).length, 2)
  })

  t.test('each reason names who or what is behind it, and never who only watched', async (t) => {
    const { storage } = await open(t)
    const [eva, ana, luz, rosa] = [account(), account(), account(), account()]
    const leo = account({ region: null })
    for (const one of [eva, ana, luz, rosa, leo]) await storage.accounts.create(one)
    const made = { estado: 'publicado', duracion_ms: 10_000, orden_nodo_ms: 1 } as const
    const ofEva = content(eva.id, made)
    const liked = content(luz.id, made)
    const watched = content(rosa.id, made)
    const withEva = content(luz.id, made)
    const begun = content(rosa.id, made)
    const about = content(luz.id, { ...made, etiquetas: ['Són Jarocho', 'fiesta'] })
    await storage.contents.createMany([ofEva, liked, watched, withEva, begun, about])
    for (const whom of [eva, ana]) await storage.follows.follow(follow(leo.id, whom.id))
    await storage.reactions.set(reaction(ana.id, liked.id))
    await storage.history.record([play(ana.id, liked.id), play(ana.id, watched.id)])
    await storage.history.record([play(leo.id, begun.id, { posicion_ms: 1_000 })])
    await storage.collaborations.propose(collaboration(eva.id, withEva.id))
    await storage.collaborations.accept(eva.id, withEva.id)
    await projected(storage)
    const found = await storage.graph.contentsFor({ id: leo.id, region: null, intereses: ['son jarocho'] }, 1, 20)
    t.same(
      new Map(found.map(({ id, motivo }) => [id, motivo])),
      new Map([
        [ofEva.id, { tipo: 'seguido', personas: [eva.id], temas: [] }],
        [liked.id, { tipo: 'visto_por_tu_red', personas: [ana.id], temas: [] }],
        [watched.id, { tipo: 'visto_por_tu_red', personas: [], temas: [] }],
        [withEva.id, { tipo: 'colaboro_con_quien_te_gusta', personas: [eva.id], temas: [] }],
        [begun.id, { tipo: 'continuar', personas: [], temas: [] }],
        [about.id, { tipo: 'interes', personas: [], temas: ['son jarocho'] }],
      ]),
    )
  })

  t.test('who knows everything that there is gets it again, and never an empty page', async (t) => {
    const { storage } = await open(t)
    const [eva, leo] = [account(), account()]
    for (const one of [eva, leo]) await storage.accounts.create(one)
    t.same(await storage.graph.contentsFor({ id: leo.id, ...nobody }, now, 20), [], 'nothing is published')
    const song = content(eva.id, { estado: 'publicado' })
    await storage.contents.createMany([song])
    await storage.reactions.set(reaction(leo.id, song.id))
    await projected(storage)
    t.match(await storage.graph.contentsFor({ id: leo.id, ...nobody }, now, 20), [
      { id: song.id, motivo: { tipo: 'popular' } },
    ])
  })

  t.test('who follows more than a walk takes is recommended what the last ones they followed make', async (t) => {
    const { storage } = await open(t)
    const leo = account()
    const creators = Array.from({ length: bounds.followed + 10 }, () => account())
    await Promise.all([leo, ...creators].map((one) => storage.accounts.create(one)))
    const works = creators.map(({ id }) => content(id, { estado: 'publicado' }))
    await storage.contents.createMany(works)
    // The first ones are followed last.
    await Promise.all(creators.map(({ id }, n) => storage.follows.follow(follow(leo.id, id, { fecha_inicio: at - n }))))
    await projected(storage)
    const found = await storage.graph.contentsFor({ id: leo.id, ...nobody }, now, 1_000)
    const reasons = new Map(found.map(({ id, motivo }) => [id, motivo.tipo]))
    t.same(
      works.map(({ id }) => reasons.get(id) === 'seguido'),
      works.map((_, n) => n < bounds.followed),
    )
    t.same(await storage.graph.creatorsFor({ id: leo.id, ...nobody }, 20), [], 'all of them are followed')
  })

  t.test('nobody reaches anybody by a name that there is not', async (t) => {
    const { storage } = await open(t)
    const id = newId(at)
    t.equal(await storage.graph.influenceOf(id), undefined)
    t.equal(await storage.graph.propagationOf(id), undefined)
  })
}
