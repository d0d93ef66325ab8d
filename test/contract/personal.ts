import type { Test } from 'tap'
import { erasedName } from '../../src/model/usuario.ts'
import { type LogPlace, personalKinds } from '../../src/people/personal-store.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { furnish } from '../storage/furnished.ts'
import { comment, follow, membership, notice, play, question, transaction } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, session } from './records.ts'

/** How many records of each kind there are of somebody, those of none left out. */
const countsOf = async ({ personal }: Storage, id: string) => {
  const counts: Record<string, number> = {}
  for (const kind of personalKinds) {
    const found = await personal.of(id, kind, 100)
    if (found.length > 0) counts[kind] = found.length
  }
  return counts
}

/** Somebody who has had a part in everything, with what others said and did. */
const lived = async (storage: Storage) => {
  const { ana, eva, made, broadcast, hers, circle } = await furnish(storage)
  await storage.lives.finish(broadcast.id, at, { duracion_ms: 1, espectadores_max: 1 })
  await storage.accounts.changeProfile(ana.id, { bio: 'Decimista', artista: { bio: 'su obra' } })
  await storage.memberships.invite(membership(ana.id, circle.id))
  await storage.memberships.leave(ana.id, circle.id)
  await storage.follows.follow(follow(eva.id, ana.id))
  await storage.notices.add([notice(ana.id)])
  await storage.comments.append(comment(ana.id, made.id, { texto: 'se queda' }))
  await storage.questions.ask(question(ana.id, broadcast.id))
  return { ana, eva, made, broadcast, hers }
}

const eraseAll = async ({ personal }: Storage, id: string, { rows = 3, logRows = 7 } = {}) => {
  let place: LogPlace | null = null
  do place = await personal.eraseFromLog(id, logRows, place)
  while (place !== null)
  while (await personal.erase(id, rows));
}

/** What every family promises of everything that is somebody's. */
export const personalContract = (t: Test, open: Open) => {
  t.test('all that is somebody’s is found, what is past too, in pages by id', async (t) => {
    const { storage } = await open(t)
    const { ana, eva } = await lived(storage)
    const { notificaciones, auditoria, ...counts } = await countsOf(storage, ana.id)
    t.same(counts, {
      artistas: 1,
      membresias: 1,
      colaboraciones: 1,
      seguimientos: 1,
      seguidores: 1,
      contenidos: 2,
      transmisiones: 1,
      comentarios: 1,
      preguntas: 1,
      reacciones: 1,
      denuncias: 1,
      transacciones: 1,
      listas: 1,
      historial: 1,
      dispositivos: 1,
    })
    t.ok(notificaciones && auditoria)
    const whole = await storage.personal.of(eva.id, 'notificaciones', 100)
    const paged = []
    for (let after: string | undefined; ; after = paged.at(-1)?.id) {
      const [next] = await storage.personal.of(eva.id, 'notificaciones', 1, after)
      if (!next) break
      paged.push(next)
    }
    t.ok(whole.length > 1)
    t.strictSame(paged, whole)
    t.same(await storage.personal.of(account().id, 'listas', 10), [])
  })

  t.test('who is erased leaves what they said, of nobody, and sums; what is others’ stays as it is', async (t) => {
    const { storage } = await open(t)
    const { ana, eva, made, broadcast, hers } = await lived(storage)
    await storage.lists.share((await storage.personal.of(ana.id, 'listas', 1))[0]?.id ?? '', eva.id, null)
    await storage.accounts.setStanding(eva.id, { tipo_usuario: 'admin' }, { actor_id: ana.id, fecha: at })
    const phone = session(ana.id)
    await storage.sessions.open(phone, 10)
    for (const { id } of await storage.personal.of(ana.id, 'contenidos', 10)) await storage.contents.remove(id)
    const others = await countsOf(storage, eva.id)
    await eraseAll(storage, ana.id)

    const { auditoria: _, ...left } = await countsOf(storage, ana.id)
    t.same(left, { comentarios: 1, transacciones: 1 }, 'her live took its questions along')
    const nobody = await storage.accounts.byId(ana.id)
    t.match(nobody, { nombre: erasedName, email: null, bio: '', activo: false, clave_hash: null, intereses: [] })
    t.equal(await storage.accounts.byEmail(ana.email ?? ''), undefined)
    t.equal(await storage.artists.byId(ana.id), undefined)
    t.equal(await storage.lists.byId(hers.id), undefined)
    t.equal(await storage.lives.byId(broadcast.id), undefined)
    t.same(await storage.sessions.ofUser(ana.id, 0), [])
    t.same(await storage.streamKeys.of(ana.id), [])
    t.match((await storage.comments.page({ contenido_id: made.id, visibleOnly: true }, 10)).rows, [
      { comentario: { texto: 'se queda' }, autor: { id: ana.id, nombre: erasedName } },
      { autor: { id: eva.id } },
    ])
    const [gift] = (await storage.transactions.page({ creador_id: eva.id }, 10)).rows
    t.match(gift?.transaccion, { mensaje: null, referencia_pago: null, estado: 'confirmada' })
    t.equal((await storage.transactions.monthly(eva.id)).length, 1)
    for (const line of (await storage.audit.page({ objeto: `usuarios/${ana.id}` }, 100)).rows)
      t.match(line, { antes: null, despues: null })

    // What she is told of arrives when it does.
    const { seguidores: _s, seguimientos: _g, notificaciones: _n, ...same } = others
    t.match(await countsOf(storage, eva.id), same)
    t.same(await storage.follows.followersOf(eva.id, 10), { rows: [], next: null, total: 0 })
    t.same(await storage.reactions.counts([made.id]), [])
    await storage.notices.add([notice(ana.id)])
    await storage.history.record([play(ana.id, made.id)])
    t.same((await countsOf(storage, ana.id)).historial, undefined, 'what comes late is not kept')
    t.match(await storage.notices.page(ana.id, 10), { rows: [], sin_leer: 0 })
    await eraseAll(storage, ana.id)
    t.strictSame(await storage.accounts.byId(ana.id), nobody, 'again changes nothing')
  })

  t.test('a list of others is shared with who was erased no longer', async (t) => {
    const { storage } = await open(t)
    const { eva, hers } = await lived(storage)
    await eraseAll(storage, eva.id)
    t.same((await storage.lists.byId(hers.id))?.colaboradores, [])
  })

  t.test('the log tells nothing of who was erased but that it is gone', async (t) => {
    const { storage, diario } = await open(t)
    const { ana, eva, made } = await lived(storage)
    await storage.transactions.add(transaction(ana.id, eva.id, { mensaje: 'para el micrófono' }))
    for (const { id } of await storage.personal.of(ana.id, 'contenidos', 10)) await storage.contents.remove(id)
    await eraseAll(storage, ana.id)
    const rows = await diario()
    const telling = rows.filter(({ tipo, datos }) => tipo !== 'comentarios' && JSON.stringify(datos).includes(ana.id))
    t.same(
      telling.map(({ tipo, accion, id_registro }) => `${accion} ${tipo} ${id_registro}`),
      [`put contenidos ${made.id}`],
      'what she hid of another says so',
    )
    t.same(
      rows.filter(({ tipo, id_registro }) => tipo === 'perfil' && id_registro === ana.id).map(({ datos }) => datos),
      [
        {
          nombre: erasedName,
          region: null,
          idioma: null,
          perfil_redes: {},
          imagen: null,
          bio: '',
          nodo_id: ana.nodo_id,
        },
      ],
    )
    t.ok(rows.some(({ tipo, accion }) => tipo === 'reacciones' && accion === 'del'))
    t.ok(rows.some(({ tipo, id_registro }) => tipo === 'contenidos' && id_registro === made.id))
  })
}
