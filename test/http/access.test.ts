import { createHmac } from 'node:crypto'
import t from 'tap'
import { api, type Owned, type RouteContract, type RouteKey } from '../../src/model/api.ts'
import { newId } from '../../src/model/ids.ts'
import { type Rol, roles } from '../../src/model/usuario.ts'
import { account, job } from '../contract/records.ts'
import { openBox } from './box.ts'

const nobody = '01900000-0000-7000-8000-000000000000'
const calls = Object.entries(api) as [RouteKey, RouteContract][]
const addressOf = (key: RouteKey) => key.replace(/:\w+/g, nobody)
/** What an error tells; an answer to HEAD tells nothing. */
const said = (key: string, codigo: string) => (key.startsWith('HEAD ') ? {} : { body: { error: { codigo } } })

t.test('every call of the contract is open to its least role and those above, and to nobody below', async (t) => {
  const { call, person } = await openBox(t)
  const tokens: Partial<Record<Rol, string>> = {}
  for (const rol of roles) tokens[rol] = (await person(rol)).token

  for (const [key, { access, body, owned = {} }] of calls) {
    // Whose page it is is told by its address alone, so a stranger's is refused whether or not there is such a person.
    const refused = Object.values(owned).some((kind) => kind === 'usuario' || kind === 'uno_mismo') ? [401] : [401, 403]
    const asked = { ...(body && { body: {} }) }
    const guest = await call(addressOf(key), asked)
    if (access === 'public') t.not(guest.status, 403, `${key} is open`)
    else t.match(guest, { status: 401, ...said(key, 'sin_credenciales') }, `${key} asks who calls`)
    for (const rol of roles) {
      const { status, body: answer } = await call(addressOf(key), { ...asked, token: tokens[rol]! })
      const may = access === 'public' || roles.indexOf(rol) >= roles.indexOf(access)
      if (may) t.notOk(refused.includes(status) && !answer.error.codigo.startsWith('primer'), `${key} as ${rol}`)
      else t.match({ status, body: answer }, { status: 403, ...said(key, 'sin_permiso') }, `${key} as ${rol}`)
      t.ok(status < 500, `${key} as ${rol} is no failure of the box`)
    }
  }
})

t.test('who may call is decided before what is sent is looked at', async (t) => {
  const { call, person } = await openBox(t)
  const { token } = await person('espectador')
  const broken = { body: '{', headers: { 'content-type': 'text/plain' } }
  for (const [key, { access, body, owned = {} }] of calls) {
    if (access === 'public' || !body) continue
    t.equal((await call(addressOf(key), broken)).status, 401, key)
    const { status } = await call(addressOf(key), { ...broken, token })
    if (access !== 'espectador') t.equal(status, 403, key)
    else if (Object.keys(owned).length > 0) t.ok([403, 404].includes(status), `${key}: what it names is not theirs`)
  }
})

t.test('a call that changes what its path names says whose it is, by names that stand in the path', async (t) => {
  for (const [key, { access, owned }] of calls) {
    const named = [...key.matchAll(/:(\w+)/g)].map(([, name]) => name)
    if (!key.startsWith('GET ') && named.length > 0) t.ok(owned, key)
    if (!owned || Object.keys(owned).length === 0) continue
    t.not(access, 'public', `${key}: what is somebody's is not for guests`)
    t.same(
      Object.keys(owned).filter((name) => !named.includes(name)),
      [],
      key,
    )
  }
})

t.test('whose a thing is is decided before what is sent is looked at', async (t) => {
  const { call, person, storage, clock } = await openBox(t)
  const ana = await person('creador', 'ana')
  const admin = await person('admin')
  const strangers = [await person('creador', 'luz'), await person('espectador')]
  const { token } = ana
  const live = async () => (await call('POST /api/live/start', { token, body: { titulo: 'Mañanas' } })).body
  const [prepared, onAir] = [await live(), await live()]
  await storage.lives.goLive(onAir.transmision.id, clock.wall())
  const key = (await call('POST /api/live/keys', { token, body: { nombre: 'cabina' } })).body
  const work = job(account().id, { pedido_por: ana.usuario.id })
  await storage.jobs.enqueue(work)
  const group = (await call('POST /api/collectives', { token, body: { nombre: 'Voces' } })).body
  const songs = (await call(`POST /api/users/${ana.usuario.id}/lists`, { token, body: { nombre: 'Sones' } })).body
  const comments = `/api/content/${onAir.contenido.id}/comments`
  const said = (await call(`POST ${comments}`, { token, body: { texto: 'Buenos días' } })).body
  const upload = {
    id: newId(clock.wall()),
    usuario_id: ana.usuario.id,
    metadatos: {},
    tamano_bytes: 10,
    recibido_bytes: 0,
    creada_en: 0,
    vence_nodo_ms: clock.now() + 60_000,
    contenido_id: null,
  }
  await storage.uploads.create(upload)
  /** What not even admins may go on with. */
  const alone: Owned[] = ['subida', 'uno_mismo']
  /** By kind: its id, or all that a path names where it stands inside something else. */
  const ofAna: Record<Owned, (string | Record<string, string>)[]> = {
    transmision: [prepared.transmision.id, onAir.transmision.id],
    contenido: [prepared.contenido.id, onAir.contenido.id],
    clave: [key.clave_transmision.id],
    trabajo: [work.id],
    subida: [upload.id],
    usuario: [ana.usuario.id],
    uno_mismo: [ana.usuario.id],
    colectivo: [group.id],
    lista: [{ id: ana.usuario.id, listId: songs.id }],
    lista_propia: [{ id: ana.usuario.id, listId: songs.id }],
    membresia: [{ id: group.id, usuarioId: ana.usuario.id }],
    comentario: [said.id],
    colaboracion: [{ id: onAir.contenido.id, usuarioId: ana.usuario.id }],
  }
  const garbage = [
    { body: { basura: 1 } },
    { body: '{' },
    { body: 'basura', headers: { 'content-type': 'text/plain' } },
    { body: {}, headers: { 'if-match': 'basura', 'idempotency-key': 'x'.repeat(300) } },
  ]
  let walked = 0
  for (const [key, { owned = {}, access }] of calls) {
    for (const [name, kind] of Object.entries(owned)) {
      for (const one of ofAna[kind]) {
        const params = typeof one === 'string' ? { [name]: one } : one
        const where = `${key.replace(/:(\w+)/g, (_, param: string) => params[param] ?? nobody)}?basura=1`
        for (const sent of /^(GET|HEAD) /.test(key) ? [{}] : garbage) {
          walked++
          const said = `${where} with ${JSON.stringify(sent)}`
          const [others, owners] = alone.includes(kind) ? [[...strangers, admin], [ana]] : [strangers, [ana, admin]]
          for (const { usuario, token } of others) {
            const { status } = await call(where, { ...sent, token })
            const may = roles.indexOf(usuario.tipo_usuario) >= roles.indexOf(access as Rol)
            t.ok(may ? [403, 404].includes(status) : status === 403, `${said}, of ${usuario.nombre}: ${status}`)
          }
          for (const { token } of owners)
            t.ok([400, 412, 415, 422].includes((await call(where, { ...sent, token })).status), `${said}, of its own`)
        }
      }
    }
  }
  t.ok(walked > 20, 'the walk met calls')
})

t.test('a token holds for fifteen minutes of node time', async (t) => {
  const { call, person, clock } = await openBox(t)
  const { token, vence_en } = await person('creador')
  t.equal(vence_en, clock.wall() + 15 * 60_000)
  clock.advance(15 * 60_000 - 1)
  t.equal((await call('GET /api/live/keys', { token })).status, 200)
  clock.advance(1)
  t.match(await call('GET /api/live/keys', { token }), {
    status: 401,
    body: { error: { codigo: 'credenciales_vencidas' } },
  })
  t.match(await call('GET /api/live', { token }), { status: 401 }, 'on a public call too, so that the reader renews it')
  t.match(await call('GET /api/live'), { status: 200 })
})

t.test('a token of another boot no longer holds, and refreshing mends it', async (t) => {
  const { call, person, clock } = await openBox(t)
  const { token, refresh } = await person('creador')
  clock.reboot()
  t.match(await call('GET /api/live/keys', { token }), {
    status: 401,
    body: { error: { codigo: 'credenciales_vencidas' } },
  })
  // An old token that a client sends along must not keep it from renewing.
  const renewed = await call('POST /api/users/refresh', { body: { refresh }, token })
  t.equal(renewed.status, 200)
  t.equal((await call('GET /api/live/keys', { token: renewed.body.token })).status, 200)
})

t.test('a token that this box did not sign with HS256 is refused', async (t) => {
  const { call, person, storage } = await openBox(t)
  const { token } = await person('admin')
  const [, payload = ''] = token.split('.')
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const sign = (alg: string, hash: string, secret: string) => {
    const signed = `${encode({ alg, typ: 'JWT' })}.${payload}`
    return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
  }
  const secret = await storage.identity.secret('jwt')
  t.equal(
    (await call('GET /api/system/metrics', { token: sign('HS256', 'sha256', secret) })).status,
    200,
    'the test signs as the box does',
  )
  const forged = {
    'with no signature': `${encode({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'with another algorithm': sign('HS512', 'sha512', secret),
    'with another secret': sign('HS256', 'sha256', 'otra'),
    'with another payload': token.replace(payload, encode({ sub: nobody, rol: 'admin' })),
    'that is no token': 'abc',
  }
  for (const [name, made] of Object.entries(forged))
    t.match(
      await call('GET /api/system/metrics', { token: made }),
      { status: 401, body: { error: { codigo: 'credenciales_vencidas' } } },
      name,
    )
  for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', ''])
    t.match(await call('GET /api/system/metrics', { headers: { authorization } }), { status: 401 }, authorization)
})

t.test('a changed role or password ends the tokens given before', async (t) => {
  const { call, person, accounts, clock, password } = await openBox(t)
  const { token, usuario } = await person('creador')
  clock.advance(1)
  await accounts.setRole(usuario.id, 'espectador')
  t.equal((await call('GET /api/live/keys', { token })).status, 401)
  clock.advance(1)
  const again = await call('POST /api/users/login', { body: { email: usuario.email, clave: password } })
  t.equal((await call('GET /api/live/keys', { token: again.body.token })).status, 403)
  clock.advance(1)
  await accounts.setPassword(usuario.id, 'otra clave bien larga')
  t.equal((await call('GET /api/content/list', { token: again.body.token })).status, 401)
})

t.test('a route of the API that does not say who may call cannot be registered', async (t) => {
  await t.rejects(
    openBox(t, { plugins: [async (app) => void app.get('/api/secreto', async () => 'todo')] }),
    /\/api\/secreto does not say who may call it/,
  )
})
