import type { Test } from 'tap'
import type { Storage } from '../../src/storage/storage.ts'
import { collaboration, collective, follow, membership, play, reaction } from './acts.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, at, content } from './records.ts'

/** Three creators in two regions, a neighbour who only listens, a collective of two; Eva is the one most followed. */
const village = async (storage: Storage) => {
  const [eva, ana, luz, leo] = [
    account({ region: 'MX-OAX' }),
    account({ region: 'MX-OAX' }),
    account({ region: 'MX-VER' }),
    account({ region: 'MX-OAX', tipo_usuario: 'espectador' }),
  ]
  for (const one of [eva, ana, luz, leo]) await storage.accounts.create(one)
  const published = { estado: 'publicado', region: 'MX-OAX' } as const
  const song = content(eva.id, { ...published, orden_nodo_ms: 1 })
  const talk = content(eva.id, { ...published, orden_nodo_ms: 2 })
  const dance = content(ana.id, { ...published, orden_nodo_ms: 3 })
  const draft = content(ana.id, { orden_nodo_ms: 4 })
  const story = content(luz.id, { ...published, region: null, orden_nodo_ms: 5 })
  await storage.contents.createMany([song, talk, dance, draft, story])
  const circle = collective({ region: 'MX-OAX' })
  await storage.collectives.create(circle, membership(eva.id, circle.id, { estado: 'aceptada', fecha_ingreso: at }))
  await storage.memberships.invite(membership(ana.id, circle.id))
  await storage.memberships.accept(ana.id, circle.id, at)
  for (const [who, whom] of [
    [ana, eva],
    [luz, eva],
    [leo, eva],
    [eva, luz],
  ] as const)
    await storage.follows.follow(follow(who.id, whom.id))
  for (const [who, what] of [
    [ana, song],
    [leo, song],
    [luz, talk],
    [leo, dance],
  ] as const)
    await storage.reactions.set(reaction(who.id, what.id))
  await storage.history.record([play(luz.id, song.id), play(luz.id, talk.id), play(leo.id, story.id)])
  await storage.collaborations.propose(collaboration(ana.id, song.id))
  await storage.collaborations.accept(ana.id, song.id)
  await projected(storage)
  return { eva, ana, luz, leo, song, talk, dance, draft, story, circle }
}

/** What every family promises of the questions to the graph. */
export const graphContract = (t: Test, open: Open) => {
  t.test(
    'the picture of the network: creators by followers, what they made, where they belong, all ties between',
    async (t) => {
      const { storage } = await open(t)
      const { eva, ana, luz, song, talk, dance, story, circle } = await village(storage)
      const { nodos, aristas } = await storage.graph.network(undefined, 100)
      t.same(
        nodos,
        [
          // Two of her works have an audience of two or more.
          { id: eva.id, clase: 'usuario', region: 'MX-OAX', influencia: 2 },
          { id: luz.id, clase: 'usuario', region: 'MX-VER', influencia: 1 },
          { id: ana.id, clase: 'usuario', region: 'MX-OAX', influencia: 1 },
          { id: circle.id, clase: 'colectivo', region: 'MX-OAX', influencia: 2 },
          { id: song.id, clase: 'contenido', region: 'MX-OAX', influencia: 3 },
          { id: talk.id, clase: 'contenido', region: 'MX-OAX', influencia: 2 },
          { id: story.id, clase: 'contenido', region: null, influencia: 1 },
          { id: dance.id, clase: 'contenido', region: 'MX-OAX', influencia: 1 },
        ],
        'a draft stands in no picture, nor does who only listens',
      )
      const tie = (tipo: string, desde: { id: string }, hasta: { id: string }) => `${tipo} ${desde.id} ${hasta.id}`
      t.same(
        aristas.map(({ tipo, desde, hasta }) => tie(tipo, { id: desde }, { id: hasta })),
        [
          tie('SIGUE', ana, eva),
          tie('SIGUE', luz, eva),
          tie('SIGUE', eva, luz),
          tie('CREO', eva, song),
          tie('CREO', eva, talk),
          tie('CREO', ana, dance),
          tie('CREO', luz, story),
          tie('GUSTA', ana, song),
          tie('GUSTA', luz, talk),
          tie('COLABORA_EN', ana, song),
          tie('ES_MIEMBRO_DE', eva, circle),
          tie('ES_MIEMBRO_DE', ana, circle),
        ].sort(),
        'who saw what is nobody’s business',
      )
    },
  )

  t.test('a picture keeps to a region and to its size', async (t) => {
    const { storage } = await open(t)
    const { eva, ana, luz, song, circle } = await village(storage)
    const ids = async (region: string | undefined, limit: number) =>
      (await storage.graph.network(region, limit)).nodos.map(({ id }) => id)
    t.same((await ids('MX-OAX', 100)).slice(0, 2), [eva.id, ana.id])
    t.notOk((await ids('MX-OAX', 100)).includes(luz.id))
    t.same(await ids('MX-OAX', 4), [eva.id, ana.id, circle.id, song.id])
    t.same(await ids('MX-OAX', 1), [eva.id])
    t.same(await storage.graph.network('MX-CHP', 100), { nodos: [], aristas: [] })
  })
}
