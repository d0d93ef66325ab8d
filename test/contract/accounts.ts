import { randomBytes } from 'node:crypto'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { CuentaUsuario } from '../../src/model/usuario.ts'
import type { Open } from './opened.ts'
import { account, at, keptAnswer, session } from './records.ts'

type Picture = Pick<CuentaUsuario, 'imagen' | 'imagenes'>

const act = { actor_id: newId(at), fecha: at }

/** What every family promises of accounts. */
export const accountsContract = (t: Test, open: Open) => {
  t.test('an account is read back whole, by id and by its address in any case', async (t) => {
    const { storage } = await open(t)
    const given = account({ email: 'Ñandú@Radio.example', intereses: ['cine', 'rádio'] })
    await storage.accounts.create(given)
    const kept = await storage.accounts.byId(given.id)
    t.match(kept, { ...given, lamport: Number })
    t.strictSame(await storage.accounts.byEmail('ñANDÚ@rADIO.EXAMPLE'), kept)
    t.equal(await storage.accounts.byEmail('nadie@radio.example'), undefined)
  })

  t.test('an address that is taken refuses the account, its session and its kept answer', async (t) => {
    const { storage } = await open(t)
    const first = account()
    await storage.accounts.create(first)
    const second = account({ email: first.email?.toUpperCase() ?? null })
    const opened = session(second.id)
    const kept = keptAnswer(second.id)
    await t.rejects(storage.accounts.create(second, opened, kept), { code: 'email_ocupado' })
    t.equal(await storage.accounts.byId(second.id), undefined)
    t.equal(await storage.idempotency.find(kept.cuenta, kept.ruta, kept.clave, 0), undefined)
    t.same(await storage.sessions.rotate(opened.refresh_hash, next('a'), 0), { outcome: 'unknown' })
  })

  t.test('the first admin is made once', async (t) => {
    const { storage } = await open(t)
    t.equal(await storage.accounts.hasAdmin(), false)
    const made = await Promise.allSettled(
      Array.from({ length: 5 }, () => storage.accounts.createFirstAdmin(account({ tipo_usuario: 'admin' }))),
    )
    t.equal(made.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const result of made)
      if (result.status === 'rejected') t.match(result.reason, { code: 'primer_inicio_cerrado' })
    t.equal(await storage.accounts.hasAdmin(), true)
  })

  t.test('the last admin keeps the role, one of two may lose it', async (t) => {
    const { storage } = await open(t)
    const [ana, eva] = [account({ tipo_usuario: 'admin' }), account({ tipo_usuario: 'admin' })]
    await storage.accounts.create(ana)
    await t.rejects(storage.accounts.setStanding(ana.id, { tipo_usuario: 'creador' }, act), { code: 'ultimo_admin' })
    await storage.accounts.create(eva)
    const changed = await storage.accounts.setStanding(ana.id, { tipo_usuario: 'creador' }, act)
    t.match(changed, { tipo_usuario: 'creador', version: 2 })
    await t.rejects(storage.accounts.setStanding(eva.id, { tipo_usuario: 'espectador' }, act), { code: 'ultimo_admin' })
    await t.rejects(storage.accounts.setStanding(account().id, { tipo_usuario: 'admin' }, act), {
      code: 'usuario_no_encontrado',
    })
  })

  t.test('who may not enter any more has no session and no code left, and the last admin may', async (t) => {
    const { storage } = await open(t)
    const [ana, eva] = [account({ tipo_usuario: 'admin' }), account()]
    const [mine, hers] = [session(ana.id), session(eva.id)]
    await storage.accounts.create(ana, mine)
    await storage.accounts.create(eva, hers)
    await storage.accounts.setCode(eva.id, code('a'), act)
    await t.rejects(storage.accounts.setStanding(ana.id, { activo: false }, act), { code: 'ultimo_admin' })
    t.match(await storage.accounts.setStanding(eva.id, { activo: false }, act), { activo: false, version: 2 })
    t.same(await storage.sessions.rotate(hers.refresh_hash, next('a'), 0), { outcome: 'unknown' })
    t.match(await storage.sessions.rotate(mine.refresh_hash, next('b'), 0), { outcome: 'rotated' })
    t.match(await storage.accounts.setStanding(eva.id, { activo: true }, act), { activo: true, version: 3 })
    t.equal(await storage.accounts.byCode('a', 0), undefined)
    await t.rejects(storage.accounts.setStanding(account().id, { activo: true }, act), {
      code: 'usuario_no_encontrado',
    })
  })

  t.test('what an account may do changes over the version that was read, with its line of the audit', async (t) => {
    const { storage } = await open(t)
    const [ana, eva] = [account({ tipo_usuario: 'admin' }), account()]
    await storage.accounts.create(ana)
    await storage.accounts.create(eva, undefined, undefined, act)
    const said = { ...act, motivo: 'lo pidió' }
    const both = { tipo_usuario: 'admin', activo: false } as const
    t.match(await storage.accounts.setStanding(eva.id, both, said, 1), { ...both, version: 2 })
    await storage.accounts.setStanding(eva.id, both, said)
    await t.rejects(storage.accounts.setStanding(eva.id, { activo: true }, said, 1), { code: 'version_distinta' })
    await t.rejects(storage.accounts.setStanding(ana.id, both, said), { code: 'ultimo_admin' })
    await storage.accounts.setStanding(eva.id, { activo: true }, { actor_id: null, fecha: at })
    await storage.accounts.setStanding(ana.id, { tipo_usuario: 'creador' }, act)
    const { rows } = await storage.audit.page({ objeto: `usuarios/${eva.id}` }, 10)
    t.match(rows, [
      { actor_id: null, accion: 'estado', antes: { activo: false }, despues: { activo: true } },
      {
        ...act,
        accion: 'estado',
        antes: { tipo_usuario: 'creador', activo: true },
        despues: { ...both, motivo: 'lo pidió' },
      },
      { accion: 'alta', antes: null, despues: { nombre: eva.nombre, email: eva.email, tipo_usuario: 'creador' } },
    ])
    t.equal(rows.length, 3)
    t.match(await storage.audit.page({ objeto: `usuarios/${ana.id}` }, 10), { rows: [{ accion: 'estado' }] })
  })

  t.test('a one-time code gives a person address and password, once', async (t) => {
    const { storage } = await open(t)
    const [eva, ana] = [account({ email: null, clave_hash: null }), account()]
    const old = session(eva.id)
    await storage.accounts.create(eva, old)
    await storage.accounts.create(ana)
    const totp = { secreto: 'JBSWY3DP', confirmado_en: at, ultimo_paso: 5, recuperacion: [] }
    await storage.accounts.setTotp(eva.id, totp, null)
    await storage.accounts.setCode(eva.id, code('viejo'), act)
    await storage.accounts.setCode(eva.id, code('nuevo'), act)
    t.equal(await storage.accounts.byCode('viejo', 0), undefined, 'another took its place')
    t.equal(await storage.accounts.byCode('nuevo', 1_000), undefined, 'it has expired by then')
    t.match(await storage.accounts.byCode('nuevo', 999), { id: eva.id })

    const claim = (hash: string, nodoMs: number, email?: string) =>
      storage.accounts.claim(
        hash,
        nodoMs,
        { clave_hash: 'suya', ...(email !== undefined && { email }) },
        session(eva.id),
      )
    for (const [hash, nodoMs] of [['viejo', 0] as const, ['nuevo', 1_000] as const])
      await t.rejects(claim(hash, nodoMs), { code: 'codigo_incorrecto' })
    await t.rejects(claim('nuevo', 0, ana.email?.toUpperCase()), { code: 'email_ocupado' })
    t.match(await storage.sessions.rotate(old.refresh_hash, next('a'), 0), { outcome: 'rotated' })

    const tries = await Promise.allSettled([1, 2, 3].map(() => claim('nuevo', 0, 'Eva@Radio.example')))
    t.same(tries.map(({ status }) => status).sort(), ['fulfilled', 'rejected', 'rejected'])
    t.match(await storage.accounts.byEmail('eva@radio.EXAMPLE'), {
      id: eva.id,
      email: 'Eva@Radio.example',
      clave_hash: 'suya',
      codigo: null,
      totp: { ultimo_paso: 5 },
      ultimo_acceso_en: at,
    })
    t.same(await storage.sessions.rotate('a', next('b'), 0), { outcome: 'unknown' }, 'what was open before is not')
    t.equal((await storage.sessions.ofUser(eva.id, 0)).length, 1)

    await storage.accounts.setCode(eva.id, { ...code('tercero'), quita_totp: true }, act)
    t.match(await claim('tercero', 0), { email: 'Eva@Radio.example', totp: null })
    await t.rejects(storage.accounts.setCode(account().id, code('x'), act), { code: 'usuario_no_encontrado' })
    t.match(await storage.audit.page({ actorId: String(act.actor_id), objeto: `usuarios/${eva.id}` }, 10), {
      rows: [
        { accion: 'codigo', despues: { quita_totp: true } },
        { accion: 'codigo', despues: { quita_totp: false } },
        { accion: 'codigo' },
      ],
    })
  })

  t.test('a profile is changed over the version that was read; its log tells what is public alone', async (t) => {
    const { storage, diario } = await open(t)
    const person = account()
    await storage.accounts.create(person)
    const said = {
      bio: 'Decimista de Tlacotalpan',
      imagen: '/media/ana.webp',
      perfil_redes: { mastodon: 'https://red.example/@ana' },
      preferencias: { ...person.preferencias, pausar_historial: true, notificaciones: { seguidor: false } },
    }
    const { usuario, artista } = await storage.accounts.changeProfile(person.id, { ...said, region: null }, 1)
    t.match(usuario, { ...person, ...said, region: null, version: 2, lamport: Number })
    t.equal(artista, undefined)
    t.strictSame(await storage.accounts.byId(person.id), usuario)
    const { bio, imagen, perfil_redes } = said
    t.strictSame((await diario()).at(-1)?.datos, {
      nombre: person.nombre,
      region: null,
      idioma: person.idioma,
      perfil_redes,
      imagen,
      bio,
      nodo_id: person.nodo_id,
    })
    await t.rejects(storage.accounts.changeProfile(person.id, { bio: 'tarde' }, 1), { code: 'version_distinta' })
    const { usuario: again } = await storage.accounts.changeProfile(person.id, { preferencias: { ahorro_datos: true } })
    t.same(again.preferencias, { ...said.preferencias, ahorro_datos: true }, 'what is not named stays')
    await t.rejects(storage.accounts.changeProfile(account().id, {}), { code: 'usuario_no_encontrado' })
  })

  t.test(
    'what somebody else changed of a profile has its line in the audit; one’s own changes and none have none',
    async (t) => {
      const { storage } = await open(t)
      const person = account()
      await storage.accounts.create(person)
      const act = { actor_id: account().id, fecha: 1_790_000_000_000 }
      await storage.accounts.changeProfile(person.id, { bio: 'propia' })
      await storage.accounts.changeProfile(person.id, { bio: 'ajena', artista: { bio: 'su obra' } }, undefined, act)
      await storage.accounts.changeProfile(person.id, { bio: 'ajena', artista: { bio: 'su obra' } }, undefined, act)
      await storage.accounts.setPicture(person.id, { imagen: '/media/x.jpg', imagenes: [] }, undefined, act)
      await storage.accounts.setPicture(person.id, { imagen: null, imagenes: [] })
      const { rows } = await storage.audit.page({ objeto: `usuarios/${person.id}` }, 9)
      t.match(rows, [
        { ...act, accion: 'perfil', antes: { imagen: null }, despues: { imagen: '/media/x.jpg' } },
        {
          ...{ ...act, accion: 'perfil' },
          antes: { bio: 'propia', artista: { bio: null } },
          despues: { bio: 'ajena', artista: { bio: 'su obra' } },
        },
      ])
      t.equal(rows.length, 2)
    },
  )

  t.test('the files of a picture are the person’s, and those of the one before are given back', async (t) => {
    const { storage, diario } = await open(t)
    const person = account()
    await storage.accounts.create(person)
    const hashes = [1, 2].map(() => randomBytes(32).toString('hex'))
    const [first, second] = hashes.map((sha256, i) => {
      const url = `/media/${person.id}/imagen-640-${i}.jpg`
      const file = { formato: 'jpg', codecs: 'jpeg', ancho: 640, alto: 360, bitrate: 0, tamano_bytes: 9, sha256, url }
      return { imagen: url, imagenes: [file] }
    }) as [Picture, Picture]
    for (const sha256 of hashes)
      await storage.blobRecords.add({ sha256, tamano_bytes: 9 }, { contenido_id: person.id, vence_nodo_ms: 9 })
    t.same(await storage.accounts.setPicture(person.id, first, 1), { gone: [] })
    await t.rejects(storage.accounts.setPicture(person.id, second, 1), { code: 'version_distinta' })
    t.same((await storage.blobRecords.of(hashes.slice(0, 1)))[0]?.retenciones, [], 'it is no longer about to be')
    t.same(await storage.accounts.setPicture(person.id, second), { gone: first.imagenes })
    t.match(await storage.accounts.byId(person.id), { ...second, version: 3 })
    t.match((await diario()).at(-1)?.datos, { imagen: second.imagen })
    t.same(await storage.blobRecords.unused(0, 10), hashes.slice(0, 1))
    await storage.accounts.changeProfile(person.id, { bio: 'sigue' })
    t.match(await storage.accounts.byId(person.id), second)
    await storage.accounts.changeProfile(person.id, { imagen: null })
    t.match(await storage.accounts.byId(person.id), { imagen: null, imagenes: [] })
    t.same((await storage.blobRecords.unused(0, 10)).toSorted(), hashes.toSorted())
    await t.rejects(storage.accounts.setPicture(account().id, second), { code: 'usuario_no_encontrado' })
  })

  t.test('what an artist says stands beside the account, under the one version', async (t) => {
    const { storage, diario } = await open(t)
    const person = account()
    await storage.accounts.create(person)
    t.equal(await storage.artists.byId(person.id), undefined)
    const first = await storage.accounts.changeProfile(person.id, { artista: { trayectoria: 'veinte años' } }, 1)
    t.match(first, {
      usuario: { version: 2 },
      artista: { id: person.id, trayectoria: 'veinte años', bio: '', enfoque_social: '', colectivo_id: null },
    })
    t.strictSame(await storage.artists.byId(person.id), first.artista)
    await t.rejects(storage.accounts.changeProfile(person.id, { artista: { bio: 'tarde' } }, 1), {
      code: 'version_distinta',
    })
    const both = await storage.accounts.changeProfile(person.id, { bio: 'yo', artista: { bio: 'mi obra' } }, 2)
    t.match(both, { usuario: { version: 3, bio: 'yo' }, artista: { bio: 'mi obra', trayectoria: 'veinte años' } })
    t.match(await storage.accounts.changeProfile(person.id, { artista: { bio: 'mi obra' } }), {
      usuario: { version: 3 },
    })
    t.same(
      (await diario()).map(({ tipo, accion, base }) => `${accion} ${tipo} ${base}`),
      ['put perfil 0', 'put artistas 0', 'put perfil 1', 'put perfil 2', 'patch artistas 1'],
    )
    const nowhere = storage.accounts.changeProfile(person.id, { bio: 'x', artista: { colectivo_id: account().id } })
    await t.rejects(nowhere, { code: 'colectivo_no_encontrado' })
    t.match(await storage.accounts.byId(person.id), { bio: 'yo', version: 3 })
  })

  t.test('each code of a second factor serves once, however many come with it', async (t) => {
    const { storage } = await open(t)
    const { id, ...rest } = account()
    await storage.accounts.create({ id, ...rest })
    t.equal(await storage.accounts.spendTotp(id, { paso: 1 }), false, 'none is enrolled')
    const enrolled = { secreto: 'JBSWY3DP', confirmado_en: null, ultimo_paso: null, recuperacion: ['a', 'b'] }
    t.equal(await storage.accounts.setTotp(id, enrolled, null), true)
    t.equal(await storage.accounts.setTotp(id, enrolled, null), false, 'it is not what was read any more')
    t.equal(await storage.accounts.spendTotp(id, { paso: 1 }), false, 'it is not confirmed')
    const confirmed = { ...enrolled, confirmado_en: at, ultimo_paso: 5 }
    const both = await Promise.all([1, 2].map(() => storage.accounts.setTotp(id, confirmed, enrolled)))
    t.same(both.toSorted(), [false, true], 'of two that confirm it one does')
    const tries = (spent: { paso: number } | { codigo_hash: string }) =>
      Promise.all(Array.from({ length: 4 }, () => storage.accounts.spendTotp(id, spent)))
    t.same(await tries({ paso: 5 }), [false, false, false, false])
    t.same((await tries({ paso: 6 })).toSorted(), [false, false, false, true])
    t.same((await tries({ codigo_hash: 'b' })).toSorted(), [false, false, false, true])
    t.equal(await storage.accounts.spendTotp(id, { paso: 4 }), false)
    const left = { ...enrolled, confirmado_en: at, ultimo_paso: 6, recuperacion: ['a'] }
    t.same((await storage.accounts.byId(id))?.totp, left)
    await storage.accounts.setTotp(id, null, left)
    t.equal(await storage.accounts.spendTotp(id, { codigo_hash: 'a' }), false)
    await t.rejects(storage.accounts.setTotp(account().id, null, null), { code: 'usuario_no_encontrado' })
    t.equal(await storage.accounts.spendTotp(account().id, { paso: 9 }), false)
  })

  t.test('of two admins that step down at once one stays', async (t) => {
    const { storage } = await open(t)
    const admins = [account({ tipo_usuario: 'admin' }), account({ tipo_usuario: 'admin' })]
    for (const admin of admins) await storage.accounts.create(admin)
    const results = await Promise.allSettled(
      admins.map(({ id }) => storage.accounts.setStanding(id, { tipo_usuario: 'creador' }, act)),
    )
    t.same(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    t.equal(await storage.accounts.hasAdmin(), true)
  })

  t.test('a new password ends every session of its account and of nobody else', async (t) => {
    const { storage } = await open(t)
    const [ana, eva] = [account(), account()]
    const [mine, hers] = [session(ana.id), session(eva.id)]
    await storage.accounts.create(ana, mine)
    await storage.accounts.create(eva, hers)
    await storage.accounts.setPassword(ana.id, 'otro hash', at)
    t.match(await storage.accounts.byId(ana.id), { clave_hash: 'otro hash' })
    t.match(await storage.sessions.rotate(mine.refresh_hash, next('a'), 0), { outcome: 'unknown' })
    t.match(await storage.sessions.rotate(hers.refresh_hash, next('b'), 0), { outcome: 'rotated' })
    await t.rejects(storage.accounts.setPassword(account().id, 'hash', at), { code: 'usuario_no_encontrado' })

    const [phone, laptop] = [session(ana.id), session(ana.id)]
    for (const one of [phone, laptop]) await storage.sessions.open(one, 10)
    await storage.accounts.setPassword(ana.id, 'el tercero', at, phone.familia)
    t.same(
      (await storage.sessions.ofUser(ana.id, 0)).map(({ familia }) => familia),
      [phone.familia],
      'but those of the device that it was set on',
    )
  })

  t.test('the listing follows the order of creation and goes on after an id', async (t) => {
    const { storage } = await open(t)
    const made = Array.from({ length: 7 }, () => account())
    for (const one of made) await storage.accounts.create(one)
    const ids = made.map(({ id }) => id)
    const first = await storage.accounts.list(3)
    t.same(
      first.map(({ id }) => id),
      ids.slice(0, 3),
    )
    const rest = await storage.accounts.list(10, first[2]?.id)
    t.same(
      rest.map(({ id }) => id),
      ids.slice(3),
    )
  })
}

const next = (name: string) => ({ id: account().id, refresh_hash: name, vence_nodo_ms: 2_000_000, at })
const code = (hash: string) => ({ hash, vence_nodo_ms: 1_000, quita_totp: false })
