import type { Test } from 'tap'
import type { Storage } from '../../src/storage/storage.ts'
import { collaboration, comment, follow } from './acts.ts'
import type { Open } from './opened.ts'
import { projected } from './projections.ts'
import { account, at, content } from './records.ts'

const peopled = async (open: Open, t: Test) => {
  const opened = await open(t)
  const [ana, eva, luz] = [account(), account(), account()]
  for (const one of [ana, eva, luz]) await opened.storage.accounts.create(one)
  return { ...opened, ana, eva, luz }
}

/** What a person was told, the newest first. */
export const toldTo = async ({ notices }: Storage, usuarioId: string) =>
  (await notices.page(usuarioId, 100)).rows.map(({ tipo, datos, creada_en }) => ({ tipo, datos, creada_en }))

/** What every family promises to tell people of what others do. */
export const tellingsContract = (t: Test, open: Open) => {
  t.test('who publishes is told of to those who followed by then, once', async (t) => {
    const { storage, ana, eva, luz } = await peopled(open, t)
    await storage.follows.follow(follow(ana.id, eva.id, { fecha_inicio: Date.UTC(2019, 1) }))
    const song = content(eva.id, { titulo: 'Son', tipo: 'audio', fecha_publicacion: at + 5, estado: 'publicado' })
    const live = content(eva.id, { titulo: 'En vivo', creado_en: at + 6 })
    const old = content(eva.id, { estado: 'publicado', fecha_publicacion: Date.UTC(2020, 1) })
    await storage.contents.createMany([song, live, old])
    await storage.follows.follow(follow(luz.id, eva.id, { fecha_inicio: at + 6 }))
    await projected(storage)
    await storage.contents.change(live.id, { estado: 'publicado' })
    await projected(storage)
    const ofSong = {
      tipo: 'contenido_publicado',
      datos: { contenido_id: song.id, creador_id: eva.id, titulo: 'Son' },
      creada_en: at + 5,
    }
    const ofLive = {
      tipo: 'live_iniciada',
      datos: { contenido_id: live.id, creador_id: eva.id, titulo: 'En vivo' },
      creada_en: at + 6,
    }
    t.same(await toldTo(storage, ana.id), [ofLive, ofSong])
    t.same(await toldTo(storage, luz.id), [ofLive], 'what was published before one followed is no news')

    await storage.contents.change(song.id, { estado: 'oculto' })
    await projected(storage)
    await storage.contents.change(song.id, { estado: 'publicado', titulo: 'Otro son' })
    await projected(storage)
    await storage.projections.rebuild('notificaciones')
    await projected(storage)
    t.same(await toldTo(storage, ana.id), [ofLive, ofSong])
    t.same(await toldTo(storage, luz.id), [ofLive])
    await storage.contents.remove(song.id)
    await projected(storage)
    t.same(await toldTo(storage, ana.id), [ofLive], 'of what is gone nothing is told')
  })

  t.test('who followed by then is told of it also where the follow was kept after it', async (t) => {
    const { storage, ana, eva } = await peopled(open, t)
    const [before, after] = [
      content(eva.id, { estado: 'publicado', fecha_publicacion: at + 1 }),
      content(eva.id, { estado: 'publicado', fecha_publicacion: at + 3, orden_nodo_ms: 2_000 }),
    ]
    await storage.contents.createMany([before, after, content(eva.id, { creado_en: at + 4 })])
    await projected(storage)
    await storage.follows.follow(follow(ana.id, eva.id, { fecha_inicio: at + 2 }))
    await projected(storage)
    const toldOf = async () => (await toldTo(storage, ana.id)).map(({ datos }) => datos.contenido_id)
    t.same(await toldOf(), [after.id])
    await storage.projections.rebuild('notificaciones')
    await projected(storage)
    t.same(await toldOf(), [after.id])
  })

  t.test('a creator is told of followers and comments, a person of what they are named for', async (t) => {
    const { storage, ana, eva } = await peopled(open, t)
    const song = content(eva.id)
    await storage.contents.createMany([song])
    await storage.follows.follow(follow(ana.id, eva.id, { fecha_inicio: at + 1 }))
    await projected(storage)
    await storage.follows.unfollow(ana.id, eva.id)
    await storage.follows.follow(follow(ana.id, eva.id, { fecha_inicio: at + 2 }))
    await projected(storage)
    const said = comment(ana.id, song.id, { fecha: at + 3 })
    await storage.comments.append(said)
    await storage.comments.append(comment(eva.id, song.id))
    await storage.comments.append(comment(ana.id, song.id, { es_live: true }))
    await storage.collaborations.propose(collaboration(ana.id, song.id, { rol: 'voz' }))
    await projected(storage)
    t.same(await toldTo(storage, eva.id), [
      {
        tipo: 'comentario',
        datos: { contenido_id: song.id, comentario_id: said.id, usuario_id: ana.id },
        creada_en: at + 3,
      },
      { tipo: 'seguidor', datos: { usuario_id: ana.id }, creada_en: at + 1 },
    ])
    t.match(await toldTo(storage, ana.id), [
      { tipo: 'colaboracion_propuesta', datos: { contenido_id: song.id, rol: 'voz' }, creada_en: Number },
    ])
  })

  t.test('a rebuild tells nobody anything twice, and leaves what was read as read', async (t) => {
    const { storage, ana, eva } = await peopled(open, t)
    await storage.accounts.changeProfile(eva.id, {
      preferencias: { ...eva.preferencias, notificaciones: { comentario: false } },
    })
    await storage.follows.follow(follow(ana.id, eva.id))
    const song = content(eva.id, { estado: 'publicado' })
    await storage.contents.createMany([song])
    await storage.comments.append(comment(ana.id, song.id))
    await projected(storage)
    await storage.notices.markRead(ana.id, at + 9)
    const before = [await storage.notices.page(ana.id, 10), await storage.notices.page(eva.id, 10)]
    t.same(
      before.map(({ rows }) => rows.map(({ tipo }) => tipo)),
      [['live_iniciada'], ['seguidor']],
    )
    await storage.projections.rebuild('notificaciones')
    await projected(storage)
    t.same([await storage.notices.page(ana.id, 10), await storage.notices.page(eva.id, 10)], before)
  })
}
