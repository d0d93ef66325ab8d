import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { createErasure } from '../../src/people/erasure.ts'
import { comment, transaction } from '../contract/acts.ts'
import { content, streamKey } from '../contract/records.ts'
import { openBox } from '../http/box.ts'
import { unzipped } from './zip.ts'

const refused = (status: number, codigo: string) => ({ status, body: { error: { codigo } } })
type Box = Awaited<ReturnType<typeof openBox>>

const download = async ({ base }: Box, id: string, token: string) => {
  const answer = await fetch(`${base}/api/users/${id}/data`, { headers: { authorization: `Bearer ${token}` } })
  return { answer, bytes: Buffer.from(await answer.arrayBuffer()) }
}

/** A content of somebody with a file of so many bytes on the disk. */
const withFile = async ({ storage, blobs }: Box, creadorId: string, bytes: Buffer) => {
  const made = content(creadorId, { estado: 'publicado' })
  const path = await blobs.temporary('original')
  await writeFile(path, bytes)
  const { sha256, tamano_bytes } = await blobs.keep(path, made.id)
  const medio = { formato: 'original', codecs: '', ancho: null, alto: null, bitrate: 0, tamano_bytes, sha256 }
  await storage.contents.create({ ...made, medios: [{ ...medio, url: `/media/${made.id}/original` }] })
  return { made, sha256 }
}

t.test('a person takes home all that is theirs, with their files, and no secret', async (t) => {
  const box = await openBox(t)
  const { call, person, storage } = box
  const ana = await person('creador', 'ana')
  const eva = await person('creador', 'eva')
  const { id } = ana.usuario
  const picture = randomBytes(300_000)
  const { made } = await withFile(box, id, picture)
  await storage.comments.append(comment(id, made.id, { texto: '¡Qué bonito son!' }))
  await storage.streamKeys.create(streamKey(id, { nombre: 'la consola' }))
  await call(`POST /api/users/${id}/lists`, { token: ana.token, body: { nombre: 'Para el camino' } })
  const { answer, bytes } = await download(box, id, ana.token)
  t.match(answer, { status: 200 })
  t.equal(answer.headers.get('content-type'), 'application/zip')
  t.match(answer.headers.get('content-disposition'), /attachment.*\.zip/)
  const files = unzipped(bytes)
  const json = (name: string) => JSON.parse(String(files.get(`${name}.json`)))
  t.match(json('usuario'), [{ id, nombre: 'ana', email: 'ana@ejemplo.org' }])
  t.match(json('comentarios'), [{ texto: '¡Qué bonito son!' }])
  t.match(json('listas'), [{ nombre: 'Para el camino' }])
  t.match(json('claves_transmision'), [{ nombre: 'la consola' }])
  t.match(json('sesiones'), [{ usuario_id: id }])
  t.same(json('compras'), [])
  t.ok(files.get(`archivos/${made.id}/original`)?.equals(picture))
  const kept = await storage.accounts.byId(id)
  const text = [...files].flatMap(([name, file]) => (name.endsWith('.json') ? [String(file)] : [])).join('')
  for (const secret of [kept?.clave_hash ?? 'x', ana.refresh, 'refresh_hash', 'clave_hash'])
    t.notOk(text.includes(secret), secret)

  t.match(await call(`GET /api/users/${id}/data`, { token: eva.token }), refused(403, 'sin_permiso'))
  const admin = await person('admin', 'jefa')
  t.equal((await download(box, id, admin.token)).answer.status, 200)
  t.match((await call(`GET /api/system/audit?objeto=usuarios/${id}`, { token: admin.token })).body.datos, [
    { accion: 'datos_llevados', actor: { id: admin.usuario.id } },
    { accion: 'alta' },
  ])
  const { boleto } = (await call('POST /api/users/ticket', { token: ana.token })).body
  t.equal((await call(`GET /api/users/${id}/data?boleto=${boleto}`)).status, 200, 'as a link')
})

t.test('who goes away in the middle may ask anew, and one archive at a time is made', async (t) => {
  const box = await openBox(t)
  const ana = await box.person('creador', 'ana')
  const { id } = ana.usuario
  const { sha256 } = await withFile(box, id, randomBytes(40_000_000))
  const request = get(`${box.base}/api/users/${id}/data`, { headers: { authorization: `Bearer ${ana.token}` } })
  const [answer] = await once(request, 'response')
  await once(answer, 'data')
  t.match(await box.call(`GET /api/users/${id}/data`, { token: ana.token }), refused(429, 'demasiadas_conexiones'))
  answer.destroy()
  for (let n = 0; n < 100; n++) {
    const again = await fetch(`${box.base}/api/users/${id}/data`, { headers: { authorization: `Bearer ${ana.token}` } })
    await again.body?.cancel()
    if (again.status === 200) return
    await wait(50)
  }
  t.fail(`still under way: ${sha256}`)
})

t.test('who is erased is nobody: their works and files go, what they said stays', async (t) => {
  const box = await openBox(t)
  const { call, person, storage, removed, dataDir, accounts } = box
  const [ana, eva] = [await person('creador', 'ana'), await person('creador', 'eva')]
  const { id } = ana.usuario
  const { made, sha256 } = await withFile(box, id, randomBytes(1_000))
  const { made: hers } = await withFile(box, eva.usuario.id, randomBytes(1_000))
  await storage.comments.append(comment(id, hers.id, { texto: 'se queda' }))
  await storage.transactions.add(transaction(id, eva.usuario.id, { mensaje: 'de Ana' }))
  await storage.streamKeys.create(streamKey(id))
  t.match(await call(`DELETE /api/users/${id}/data`, { token: eva.token }), refused(403, 'sin_permiso'))
  const file = box.blobs.path(sha256)
  t.equal((await call(`DELETE /api/users/${id}/data`, { token: ana.token })).status, 204)

  t.match(await call(`GET /api/users/${id}`), refused(404, 'usuario_no_encontrado'))
  t.match(await call(`GET /api/content/${made.id}`), { status: 404 })
  t.ok(removed.includes(sha256))
  t.notOk(existsSync(file ?? ''))
  t.match((await call(`GET /api/content/${hers.id}/comments`)).body.datos, [
    { texto: 'se queda', autor: { nombre: 'persona eliminada' } },
  ])
  t.equal((await call('GET /api/live/keys', { token: ana.token })).status, 401)
  t.equal((await call('POST /api/users/refresh', { body: { refresh: ana.refresh } })).status, 401)
  t.match(await box.enter('ana'), { error: { codigo: 'ingreso_incorrecto' } })
  t.same(await storage.erasures.after(undefined, 10), [id])
  t.match(
    await accounts.createUser({
      nombre: 'Ana',
      email: 'ana@ejemplo.org',
      clave: box.password,
      tipo_usuario: 'creador',
    }),
    {
      email: 'ana@ejemplo.org',
    },
  )
  const admin = await person('admin', 'jefa')
  t.match((await call(`GET /api/system/audit?objeto=usuarios/${id}`, { token: admin.token })).body.datos[0], {
    accion: 'olvido',
    antes: null,
  })
  t.equal((await call(`DELETE /api/users/${id}/data`, { token: admin.token })).status, 204, 'and again')
  t.ok(existsSync(join(dataDir, 'olvidos.db')))
})

t.test('the last admin is not erased, nor who is on air', async (t) => {
  const { call, person, storage } = await openBox(t)
  const admin = await person('admin', 'jefa')
  const own = `DELETE /api/users/${admin.usuario.id}/data`
  t.match(await call(own, { token: admin.token }), refused(409, 'ultimo_admin'))
  const ana = await person('creador', 'ana')
  await call('POST /api/live/start', { token: ana.token, body: { titulo: 'Al aire' } })
  t.match(
    await call(`DELETE /api/users/${ana.usuario.id}/data`, { token: admin.token }),
    refused(409, 'contenido_en_vivo'),
  )
  t.same(await storage.erasures.after(undefined, 10), [])
  t.match(await storage.accounts.byId(ana.usuario.id), { activo: true })
})

t.test('whom an older state of the base brings back is erased anew at the start', async (t) => {
  const box = await openBox(t)
  const { storage, person, call, clock } = box
  const [ana, eva] = [await person('creador', 'ana'), await person('creador', 'eva')]
  const { made } = await withFile(box, ana.usuario.id, randomBytes(1_000))
  await storage.erasures.remember(ana.usuario.id)
  const gone: string[] = []
  const erasure = createErasure({
    ...storage,
    pictures: { takeAway: async () => undefined },
    accessTokens: { cut: (id) => void gone.push(id) },
    clock,
    log: { warn: (_fields, text) => t.fail(text) },
    works: {
      remove: async (id) => void (await storage.contents.remove(id)),
      keysGone: async () => undefined,
    },
  })
  await erasure.start()
  t.match(await call(`GET /api/content/${made.id}`), { status: 404 })
  t.match(await storage.accounts.byId(ana.usuario.id), { nombre: 'persona eliminada', email: null, activo: false })
  t.match(await storage.accounts.byId(eva.usuario.id), { nombre: 'eva' })
  await erasure.stop()
})

t.test('what is read of a large archive does not pile up in memory', async (t) => {
  const box = await openBox(t)
  const ana = await box.person('creador', 'ana')
  const piece = randomBytes(60_000_000)
  for (let n = 0; n < 5; n++) {
    piece.writeUInt32LE(n)
    await withFile(box, ana.usuario.id, piece)
  }
  const headers = { authorization: `Bearer ${ana.token}` }
  const answer = await fetch(`${box.base}/api/users/${ana.usuario.id}/data`, { headers })
  const before = process.memoryUsage().rss
  let [bytes, most] = [0, 0]
  const hash = createHash('sha256')
  for await (const chunk of answer.body ?? []) {
    bytes += chunk.length
    hash.update(chunk)
    most = Math.max(most, process.memoryUsage().rss - before)
  }
  t.ok(bytes > 300_000_000)
  t.ok(most < 150_000_000, `${Math.round(most / 1e6)} MB`)
})
